"""The one family of errors: a code for machines, a sentence for people."""

from __future__ import annotations

from typing import Any


class AnswersError(Exception):
    """What went wrong and what to do about it.

    ``code`` is stable and machine-readable; the message is for people; ``extra``
    holds the values a caller may want to act on.
    """

    code = "error"

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class NotFoundError(AnswersError):
    """There is no such thing, or this viewer may not know of it."""

    code = "not_found"


class GoneError(NotFoundError):
    """It was there and was retired; ``extra['replaced_by']`` names what stands for it.

    That is the ``id`` of another article, empty where there is none.
    """

    code = "gone"


class InvalidError(AnswersError):
    """A value that was given cannot be used; ``extra['field']`` names it."""

    code = "invalid"


class ConflictError(AnswersError):
    """Somebody else changed the same thing first; nothing was written."""

    code = "conflict"


class OvertakenError(ConflictError):
    """What the caller made a condition holds no longer; nothing was written."""

    code = "precondition_failed"


class BaseMissingError(AnswersError):
    """A change came without the state that it was written from."""

    code = "precondition_required"


class ExpectationBrokenError(AnswersError):
    """A change would break what must be found; ``extra['broken']`` says what."""

    code = "expectation_broken"


class RateLimitedError(AnswersError):
    """Too many at once; ``extra['seconds']`` says how long to wait."""

    code = "rate_limited"


class LockedError(RateLimitedError):
    """Too many wrong passwords; ``extra['seconds']`` says how long to wait."""

    code = "login_locked"


class IndexUnavailableError(AnswersError):
    """The search index is missing, broken or made by another version."""

    code = "search_unavailable"


class IndexBusyError(AnswersError):
    """Another process is writing the index; the change stays queued."""

    code = "index_busy"


class CredentialsError(AnswersError):
    """Who asks is not known: no key or token, or one that does not count."""

    def __init__(self, message: str, *, code: str, **extra: Any) -> None:
        super().__init__(message, **extra)
        self.code = code


class ForbiddenError(AnswersError):
    """Who asks is known, and may not do this; ``code`` says why."""

    def __init__(
        self, message: str, *, code: str = "permission_denied", **extra: Any
    ) -> None:
        super().__init__(message, **extra)
        self.code = code
