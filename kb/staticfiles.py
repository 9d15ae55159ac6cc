"""Static files with hashed names, which browsers may cache for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names carry a hash of the content once ``collectstatic`` has run.

    Not strict: before that first run a plain name is served, not an error page.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the hashed name, or the plain one of a file not collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
