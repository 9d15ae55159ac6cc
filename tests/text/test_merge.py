import random

import pytest

from answers.text.merge import MOST_LINES, Hunk, merge_labels, merge_lines


def merged(base, ours, theirs):
    out = ""
    for piece in merge_lines(base, ours, theirs):
        if isinstance(piece, Hunk):
            out += f"<{''.join(piece.ours)}|{''.join(piece.theirs)}>"
        else:
            out += "".join(piece)
    return out


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("abcdef", "abcdef", "abcdef", "abcdef"),
        ("abcdef", "abXdef", "abcdef", "abXdef"),
        ("abcdef", "abcdef", "abXdef", "abXdef"),
        ("abcdef", "Xbcdef", "abcdeY", "XbcdeY"),
        ("abcdef", "acdef", "abcdefg", "acdefg"),
        ("abcdef", "abXdef", "abXdef", "abXdef"),
        ("abcdef", "abXdef", "abYdef", "ab<X|Y>def"),
        ("abcdef", "abdef", "abYdef", "ab<|Y>def"),
        ("abcdef", "abcdef1", "abcdef2", "abcdef<1|2>"),
        ("", "abc", "abc", "abc"),
        ("", "abc", "xyz", "<abc|xyz>"),
        ("abc", "", "abc", ""),
        ("", "", "", ""),
    ],
)
def test_changes_are_joined_and_collisions_are_hunks(base, ours, theirs, result):
    assert merged(base, ours, theirs) == result


@pytest.mark.parametrize("seed", range(60))
def test_nothing_is_lost_whatever_the_changes(seed):
    chance = random.Random(seed)  # noqa: S311

    def change(lines, mark):
        out = list(lines)
        for number in range(chance.randrange(4)):
            at = chance.randrange(len(out) + 1)
            out[at : at + chance.randrange(3)] = [f"{mark}{number}"]
        return out

    base = [str(chance.randrange(6)) for _ in range(chance.randrange(20))]
    ours, theirs = change(base, "o"), change(base, "t")
    pieces = merge_lines(base, ours, theirs)
    for side in ("ours", "theirs"):
        taken = []
        for piece in pieces:
            taken += getattr(piece, side) if isinstance(piece, Hunk) else piece
        lines = {"ours": ours, "theirs": theirs}[side]
        added = [line for line in lines if line[0] in "ot"]
        assert [line for line in taken if line in added] == added


def test_very_long_texts_are_compared_whole():
    long = [str(n) for n in range(MOST_LINES + 1)]
    (piece,) = merge_lines(long, ["a", *long], [*long, "b"])
    assert isinstance(piece, Hunk)
    assert merge_lines(long, long, [*long, "b"]) == ((*long, "b"),)


def test_labels_are_joined_as_sets_in_our_order():
    assert merge_labels("abc", "cab", "abcd") == ("c", "a", "b", "d")
    assert merge_labels("abc", "ab", "abc") == ("a", "b")
    assert merge_labels("abc", "xabc", "bc") == ("x", "b", "c")
