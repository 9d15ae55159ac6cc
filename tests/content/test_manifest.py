import json

import pytest

from answers.content import Entry, ManifestError, read_manifest, write_manifest


def test_it_comes_back_as_it_was_written():
    entries = {
        "b.md": Entry("Nacos", retired=True, internal=True, feedback_numbers=(1, 2)),
        "a/ä.md": Entry(""),
        "c.md": Entry(None),
    }
    data = write_manifest(entries)
    assert read_manifest(data) == entries
    assert list(json.loads(data)["files"]) == ["a/ä.md", "b.md", "c.md"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"{}", b'{"format": 2, "files": {}}', b'{"files": []}', b"["],
)
def test_what_is_none_is_refused(data):
    with pytest.raises(ManifestError):
        read_manifest(data)


def test_what_makes_no_sense_is_left_out():
    entry = {
        "product": 7,
        "retired": "yes",
        "feedback_numbers": [1, "2", True, -1, 2**70],
    }
    files = {"a.md": entry, "b.md": "nothing"}
    data = json.dumps({"format": 1, "files": files}).encode()
    assert read_manifest(data) == {
        "a.md": Entry(feedback_numbers=(1,)),
        "b.md": Entry(),
    }
