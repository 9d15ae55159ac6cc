"""Environment variables; a bad value raises ImproperlyConfigured with its name."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class _Env(environ.FileAwareEnv):  # type: ignore[misc]
    """Reads ``NAME_FILE`` where it is set, on each call."""

    ENVIRON = FileAwareMapping(cache=False)


_env = _Env()

DATABASES = {"sqlite", "postgres", "postgresql"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str) -> str:
    """Return the variable as text; ``NAME_FILE`` may name a file that holds it."""
    return str(_env.str(name, default=default)).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean variable."""
    value = text(name, str(default)).lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    msg = f"{name}={value!r} is neither true nor false: write 1 or 0."
    raise ImproperlyConfigured(msg)


def number(name: str, *, default: int, least: int = 0) -> int:
    """Return a whole number that is at least ``least``."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        msg = f"{name}={value!r} is not a whole number of at least {least}."
        raise ImproperlyConfigured(msg)
    return int(value)


def days(name: str, default: int) -> int | None:
    """Return a number of days, at least 1; None where the variable is empty."""
    if not text(name, str(default)):
        return None
    return number(name, default=default, least=1)


def words(name: str, default: str) -> list[str]:
    """Return a comma-separated list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def rate(name: str, default: str) -> str | None:
    """Return a rate such as ``60/min``; None, for no limit, where it is empty."""
    value = text(name, default)
    if not value:
        return None
    count, _, period = value.partition("/")
    if not count.isdecimal() or int(count) == 0 or period[:1] not in set("smhd"):
        msg = f"{name}={value!r} is no rate: write for example 60/min, or leave empty."
        raise ImproperlyConfigured(msg)
    return value


def folder(name: str, default: Path) -> Path:
    """Return a folder; create it where it is missing."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{name}={path} cannot be made: {error.strerror}. Name a folder you own."
        raise ImproperlyConfigured(msg) from error
    return path


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for a database URL."""
    url = text(name, "") or default
    if url.partition(":")[0] not in DATABASES:
        msg = f"{name}={url!r}: use sqlite:///path or postgres://user:pass@host/name."
        raise ImproperlyConfigured(msg)
    return dict(environ.Env.db_url_config(url))


def cache(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for a cache URL."""
    url = text(name, "") or default
    try:
        return dict(environ.Env.cache_url_config(url))
    except environ.ImproperlyConfigured as error:
        msg = f"{name}={url!r}: use redis://host:6379/0 or filecache:///folder."
        raise ImproperlyConfigured(msg) from error


def mail(name: str, *, sender: str) -> dict[str, Any]:
    """Return Django's settings for sending mail from ``sender``; none where unset."""
    url = text(name, "")
    if bool(url) != bool(sender):
        msg = f"{name} and KB_MAIL_FROM belong together: set both, or none."
        raise ImproperlyConfigured(msg)
    if not url:
        return {}
    try:
        found = dict(environ.Env.email_url_config(url))
    except (environ.ImproperlyConfigured, ValueError):
        # Neither the value nor the error's text: both may contain a password.
        msg = f"{name} is no mail server: write smtp+tls://user:password@host:587."
        raise ImproperlyConfigured(msg) from None
    if "@" not in sender or any(mark in sender for mark in "\r\n"):
        msg = f"KB_MAIL_FROM={sender!r} is no address: write Dayi <dayi@example.org>."
        raise ImproperlyConfigured(msg)
    return found | {"EMAIL_TIMEOUT": 20, "DEFAULT_FROM_EMAIL": sender}


LEAST_KEY, LEAST_DIFFERENT = 32, 8  # characters


def secret_key(name: str, data_dir: Path, *, debug: bool = False) -> str:
    """Return the configured key, or the one generated once into ``data_dir``.

    A configured one that could be guessed is refused except with ``debug``.

    Workers that start together get the same one: the file is written elsewhere and
    linked into place, and a second link fails.
    """
    configured = text(name, "")
    weak = len(configured) < LEAST_KEY or len(set(configured)) < LEAST_DIFFERENT
    if configured and weak and not debug:
        msg = (
            f"{name} can be guessed: use at least {LEAST_KEY} characters, "
            f"{LEAST_DIFFERENT} of them different. Make one with: python3 -c "
            '"import secrets; print(secrets.token_urlsafe(50))"'
        )
        raise ImproperlyConfigured(msg)
    if configured:
        return configured
    path = data_dir / "secret-key"
    if not path.exists():
        fresh = data_dir / f"secret-key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()
