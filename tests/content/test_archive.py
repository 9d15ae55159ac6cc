import io
import zipfile

import pytest

from answers.content.archive import MOST_FILES, Limits, unpack
from answers.lib.errors import InvalidError

LIMITS = Limits(file=10_000, total=50_000)


@pytest.fixture
def pack(tmp_path):
    """Return a function that unpacks an archive of these members."""

    def make(members, limits=LIMITS, spoil=None):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members:
                archive.writestr(name, text)
        path = tmp_path / "a.zip"
        raw = data.getvalue()
        path.write_bytes(spoil(raw) if spoil else raw)
        refused = unpack(
            path, tmp_path / "in" / "out", limits=limits, wanted=lambda n: ".md" in n
        )
        files = {
            p.relative_to(tmp_path / "in").as_posix()
            for p in (tmp_path / "in").rglob("*")
            if p.is_file()
        }
        return files, {(r.path, r.code) for r in refused}

    return make


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def test_files_come_out_with_their_folders(pack):
    files, refused = pack([("a.md", "a"), ("x/y/题.md", "b"), ("x/", "")])
    assert files == {"out/a.md", "out/x/y/题.md"}
    assert refused == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.md", "path"),
        ("x/../../a.md", "path"),
        ("/etc/a.md", "path"),
        ("C:\\a.md", "path"),
        ("..\\a.md", "path"),
        ("a\n.md", "path"),
        ("x" * 300 + ".md", "path"),
        (link("a.md"), "symlink"),
        ("a.exe", "skipped"),
    ],
    ids=str,
)
def test_what_would_do_harm_stays_in(pack, name, code):
    files, refused = pack([(name, "evil"), ("good.md", "good")])
    assert files == {"out/good.md"}
    assert {found for _, found in refused} == {code}


def test_one_name_comes_out_once(pack):
    names = "a.md a.md A.MD.md a.md/b.md d.md/c.md d.md"
    with pytest.warns(UserWarning, match="Duplicate"):
        files, refused = pack((name, "x") for name in names.split())
    assert files == {"out/a.md", "out/A.MD.md", "out/d.md/c.md"}
    assert {code for _, code in refused} == {"duplicate"}


def test_a_large_file_stays_in_and_a_bomb_is_refused_whole(pack):
    files, refused = pack([("big.md", "x" * 20_000), ("a.md", "a")])
    assert files == {"out/a.md"}
    assert refused == {("big.md", "too_large")}
    bomb = [(f"{n}.md", "x" * 9_000) for n in range(20)]
    with pytest.raises(InvalidError, match="MB come out"):
        pack(bomb)


def test_many_large_files_count_as_well(pack):
    bomb = [(f"{n}.md", "x" * 40_000) for n in range(20)]
    with pytest.raises(InvalidError, match="MB come out"):
        pack(bomb)


def test_too_many_files_are_refused(pack):
    with pytest.raises(InvalidError, match="more than"):
        pack([(f"{n}", "") for n in range(MOST_FILES + 1)])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"no zip",
        lambda data: b"",
        lambda data: data[:40],
        lambda data: data[:45] + b"\xff\xff\xff" + data[48:],
        lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05", 1),
    ],
    ids=["text", "nothing", "cut", "bytes", "header"],
)
def test_what_is_no_zip_is_refused(pack, spoil):
    with pytest.raises(InvalidError, match="pack it anew"):
        pack([("abcdefgh.md", "text " * 50)], spoil=spoil)


def test_an_encrypted_member_stays_in(pack):
    def encrypt(data):
        data = bytearray(data)
        data[6] |= 1
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
        return bytes(data)

    files, refused = pack([("a.md", "a")], spoil=encrypt)
    assert (files, refused) == (set(), {("a.md", "encrypted")})


def test_names_of_old_chinese_archives_are_read(pack):
    def rename(data):
        return data.replace(b"xxxx", "题目".encode("gb18030"))

    files, _ = pack([("xxxx.md", "a")], spoil=rename)
    assert files == {"out/题目.md"}
