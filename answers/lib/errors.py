"""Errors: one hierarchy, each with a code for machines and a message for people."""

from __future__ import annotations

from typing import Any


class AnswersError(Exception):
    """The base class of all expected errors.

    ``code`` is stable and machine-readable; ``message`` says what went wrong and what
    to do about it, in the reader's language; ``extra`` holds values for the caller.
    """

    code = "error"

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class NotFoundError(AnswersError):
    """It does not exist, or this viewer may not know that it does."""

    code = "not_found"


class GoneError(NotFoundError):
    """The article is retired.

    ``extra['replaced_by']`` is the ``id`` of its replacement, or empty.
    """

    code = "gone"


class InvalidError(AnswersError):
    """A given value is not valid; ``extra['field']`` is its name, if set."""

    code = "invalid"


class ConflictError(AnswersError):
    """Somebody else changed the same object first; nothing was written."""

    code = "conflict"


class OvertakenError(ConflictError):
    """The caller's precondition does not hold any more; nothing was written."""

    code = "precondition_failed"


class BaseMissingError(AnswersError):
    """A change does not name the state that it was written from."""

    code = "precondition_required"


class ExpectationBrokenError(AnswersError):
    """A change would break the expectations in ``extra['broken']``."""

    code = "expectation_broken"


class RateLimitedError(AnswersError):
    """Too many requests; retry after ``extra['seconds']``."""

    code = "rate_limited"


class LockedError(RateLimitedError):
    """Too many wrong passwords; retry after ``extra['seconds']``."""

    code = "login_locked"


class IndexUnavailableError(AnswersError):
    """The search index is missing, broken or of another version."""

    code = "search_unavailable"


class IndexBusyError(AnswersError):
    """Another process is writing the index; the change stays queued."""

    code = "index_busy"


class CredentialsError(AnswersError):
    """The caller is not authenticated: no key or token, or an invalid one."""

    def __init__(self, message: str, *, code: str, **extra: Any) -> None:
        super().__init__(message, **extra)
        self.code = code


class ForbiddenError(AnswersError):
    """The caller is authenticated, but not permitted; ``code`` says why."""

    def __init__(
        self, message: str, *, code: str = "permission_denied", **extra: Any
    ) -> None:
        super().__init__(message, **extra)
        self.code = code
