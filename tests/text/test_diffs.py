from answers.text.diffs import counts, unified


def test_counts_lines_added_and_removed():
    assert counts("a\nb\nc", "a\nB\nc\nd") == (2, 1)


def test_equal_texts_have_no_diff():
    assert unified("a\nb", "a\nb") == ""
    assert counts("a", "a") == (0, 0)


def test_lines_that_look_like_headers_are_counted():
    assert counts("", "++ a\n-- b") == (2, 0)
