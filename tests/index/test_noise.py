from __future__ import annotations

import pytest

from answers.index.analysis import query_terms
from answers.index.noise import strip_noise

LOG = """2022-04-11 16:27:54.271  INFO 18211 --- [main] c.a.n.Client : all is well
2022-04-11 16:27:54.391 ERROR 18211 --- [main] c.a.n.Client : user not found!
com.alibaba.nacos.api.exception.NacosException: http error, code=403
    at com.alibaba.nacos.client.ClientWorker.getServerConfig(ClientWorker.java:396)
    ... 92 common frames omitted"""


@pytest.mark.parametrize("gone", ["well", "ClientWorker", "2022", "frames"])
def test_a_log_loses_what_says_nothing_of_the_fault(gone):
    assert gone not in strip_noise(LOG)


@pytest.mark.parametrize("kept", ["user not found!", "NacosException", "code=403"])
def test_a_log_keeps_its_messages(kept):
    assert kept in strip_noise(LOG)


def test_a_log_of_quiet_lines_keeps_them():
    assert "line 3" in strip_noise("\n".join(f"INFO line {n}" for n in range(5)))


@pytest.mark.parametrize(
    "text",
    ["0x7f3a", "f1c9e04b-6b0e-4b8e-a4f7-5c5d4a2c13ff", "16:27:54.271", "deadbeef" * 4],
)
def test_what_changes_each_time_goes(text):
    assert strip_noise(f"a {text} b").split() == ["a", "b"]


def test_a_frame_alone_is_still_searched_for():
    frames = "\n".join(["at com.acme.Worker.run(Worker.java:1)"] * 5)
    assert "worker" in query_terms(frames)
