import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from kb import env


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1", True),
        ("True", True),
        ("on", True),
        ("0", False),
        ("no", False),
        ("", False),
    ],
)
def test_a_flag_is_yes_or_no(monkeypatch, value, meant):
    monkeypatch.setenv("X", value)
    assert env.flag("X", default=not meant) is meant


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.flag("X", default=False), "maybe"),
        (lambda: env.number("X", default=1), "many"),
        (lambda: env.number("X", default=1, least=1), "0"),
        (lambda: env.rate("X", "60/min"), "fast"),
        (lambda: env.rate("X", "60/min"), "0/min"),
        (lambda: env.rate("X", "60/min"), "60/fortnight"),
        (lambda: env.folder("X", None), "/proc/nope/x"),
        (lambda: env.database("X", ""), "nonsense://x"),
        (lambda: env.cache("X", ""), "nonsense://y"),
    ],
)
def test_a_bad_value_stops_the_start_by_name(monkeypatch, read, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X="):
        read()


def test_an_empty_rate_is_no_limit(monkeypatch):
    monkeypatch.setenv("X", "")
    assert env.rate("X", "60/min") is None
    monkeypatch.delenv("X")
    assert env.rate("X", "60/min") == "60/min"


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(f"from-file-{'x' * 40}\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    assert env.secret_key("X", tmp_path) == f"from-file-{'x' * 40}"


@pytest.mark.parametrize("key", ["x", "0123456789abcde" * 2, "abcdefg" * 10])
def test_a_key_that_can_be_guessed_is_refused(monkeypatch, tmp_path, key):
    monkeypatch.setenv("X", key)
    with pytest.raises(ImproperlyConfigured, match=r"X can be guessed.*token_urlsafe"):
        env.secret_key("X", tmp_path)
    assert env.secret_key("X", tmp_path, debug=True) == key


@pytest.mark.parametrize("key", ["0123456789abcdef" * 2, "abcdefgh" * 4])
def test_a_key_that_cannot_be_guessed_is_taken(monkeypatch, tmp_path, key):
    monkeypatch.setenv("X", key)
    assert env.secret_key("X", tmp_path) == key


def test_a_key_is_generated_once_and_for_its_owner_alone(tmp_path):
    first = env.secret_key("UNSET_KEY", tmp_path)
    assert first == env.secret_key("UNSET_KEY", tmp_path)
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) > 50


def test_who_comes_second_reads_what_the_first_wrote(tmp_path, monkeypatch):
    path = tmp_path / "secret-key"
    real = type(path).exists

    def exists(self):
        if self == path and not real(self):
            path.write_text("first")
            return False
        return real(self)

    monkeypatch.setattr(type(path), "exists", exists)
    assert env.secret_key("UNSET_KEY", tmp_path) == "first"


def test_words_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("X", "a, b,,c")
    assert env.words("X", "") == ["a", "b", "c"]
