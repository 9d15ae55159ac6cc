from answers.lib.fingerprints import fingerprint


def test_equal_values_have_equal_fingerprints():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_parts_do_not_run_into_one_another():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint(b"x") != fingerprint("x")


def test_lone_surrogates_do_no_harm():
    assert len(fingerprint("\ud800")) == 24
