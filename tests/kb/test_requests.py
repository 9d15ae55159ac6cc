import logging

import pytest

from kb.logs import RequestIdFilter, current_request_id


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abcdef-12345", True), ("", False), ("short", False), ("x y\nforged: 1", False)],
)
def test_every_answer_carries_a_request_id(client, db, given, kept):
    response = client.get("/healthz", headers={"x-request-id": given})
    assert (response["X-Request-ID"] == given) is kept
    assert len(response["X-Request-ID"]) >= 8


def test_log_lines_carry_it_too():
    token = current_request_id.set("abc")
    record = logging.LogRecord("n", 20, "p", 1, "m", None, None)
    assert RequestIdFilter().filter(record)
    current_request_id.reset(token)
    assert record.request_id == "abc"


def test_pages_may_not_run_foreign_script(client, db):
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
