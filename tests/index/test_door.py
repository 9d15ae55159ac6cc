from __future__ import annotations

import os
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from answers import index
from answers.index import backends


def test_the_engine_is_made_once_for_a_url(settings, url):
    settings.KB_SEARCH_URL = url
    assert index.get_engine() is index.get_engine()


def test_another_url_is_another_engine(settings, url):
    settings.KB_SEARCH_URL = url
    first = index.get_engine()
    settings.KB_SEARCH_URL = url + "2"
    assert index.get_engine() is not first


def test_few_engines_are_kept(url):
    for number in range(10):
        backends.engine_for(f"{url}{number}", 1000)
    assert len(backends._engines) <= backends.MAX_ENGINES


@pytest.mark.parametrize("url", ["elastic://host/index", "", "/var/index"])
def test_an_unknown_scheme_stops_with_a_reason(settings, url):
    settings.KB_SEARCH_URL = url
    with pytest.raises(ImproperlyConfigured, match="whoosh://"):
        index.get_engine()


def test_a_path_may_hold_spaces(make, tmp_path):
    engine = backends.engine_for(f"whoosh://{tmp_path}/my%20index", 1000)
    engine.rebuild([make(1, "x")])
    assert (tmp_path / "my index").is_dir()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_starts_with_engines_of_its_own(url, make):
    engine = backends.engine_for(url, 1 << 20)
    engine.rebuild([make(1, "token")])
    (segment,) = engine._states.latest().segments
    child = os.fork()
    if not child:
        again = backends.engine_for(url, 1 << 20)
        good = again is not engine and again.search(index.Query("token")).total == 1
        # The old one also works: it opens its files anew.
        good = good and engine.search(index.Query("token")).total == 1
        good = good and segment not in engine._states.latest().segments
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_eight_threads_ask_for_the_engine_and_get_one(url):
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(backends.engine_for(url, 9)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(engine) for engine in found}) == 1
