"""Logs: of what is too long, the lines that say most are read."""

import time

import pytest

from answers.text.logs import telling_part

NOISE = [
    f"10:21:{n:05d} INFO [main] ClientWorker : subscribe app-{n}.yaml"
    for n in range(2000)
]
ERROR = "10:25:00 ERROR naming : code: 403, msg: unknown user!"


@pytest.mark.parametrize("at", [0, 1000, 2000])
def test_the_error_is_read_wherever_it_stands(at):
    lines = [*NOISE[:at], ERROR, "\tat a.b.C.d(C.java:6)", *NOISE[at:]]
    part = telling_part("\n".join(lines), 5_000)
    assert ERROR in part.split("\n")
    assert len(part) <= 5_000


def test_the_lines_stay_in_their_order_and_frames_go_first():
    frames = [f"\tat com.example.Part{n}.run(Part{n}.java:{n})" for n in range(900)]
    lines = [NOISE[0], ERROR, *frames, "Caused by: connection refused"]
    part = telling_part("\n".join(lines), 1_000).split("\n")
    assert part[:2] == [NOISE[0], ERROR]
    assert part[-1] == "Caused by: connection refused"


def test_what_is_repeated_leaves_room_for_what_is_new():
    text = "\n".join([ERROR] * 3000 + ["ERROR another: disk failed"] + [ERROR] * 3000)
    assert "ERROR another: disk failed" in telling_part(text, 500)


def test_a_short_text_and_prose_stay_as_they_are():
    assert telling_part("a\nb", 10) == "a\nb"
    prose = "怎么升级？" * 100
    assert telling_part(prose, 50) == prose[:49] + "…"


HOSTILE = {
    "empty lines": "\n" * 900_000,
    "one line": "x" * 900_000,
    "digits": ("1" * 450 + "\n") * 2000,
    "dashes": "a-" * 450_000,
    "errors": "error \n" * 130_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_little_time(text):
    started = time.perf_counter()
    assert len(telling_part(text, 20_000)) <= 20_000
    assert time.perf_counter() - started < 2
