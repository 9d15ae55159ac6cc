"""Bodies that say no length are read, and none is read that is too large."""

import http.client
import io
import json
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kb.bodies import with_length
from tests.bots.channels.vendors import SECRETS, VENDORS
from tests.live_server import serving

MAKE = (
    "from answers.models import Channel;"
    "Channel.objects.create(slug='room', kind='slack', name='Room',"
    f" secrets={SECRETS['slack']!r})"
)
PING = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
SEARCH = b'{"q": "403"}'


class Terminated(io.BytesIO):
    """A body that comes in pieces."""

    def read(self, size=-1):
        return super().read(min(size, 3))


def environ_after(environ):
    seen = {}

    def application(environ, start):
        seen.update(environ)
        return [b""]

    with_length(application)({"REQUEST_METHOD": "POST"} | environ, None)
    return seen


def test_a_body_without_a_length_gets_one():
    seen = environ_after(
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "2",
         "wsgi.input_terminated": True, "wsgi.input": Terminated(b"0123456789")}
    )  # fmt: skip
    assert (seen["CONTENT_LENGTH"], seen["wsgi.input"].read()) == ("10", b"0123456789")
    assert "HTTP_TRANSFER_ENCODING" not in seen


@pytest.mark.parametrize(
    "environ",
    [
        {"CONTENT_LENGTH": "10", "wsgi.input_terminated": True},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"REQUEST_METHOD": "GET", "wsgi.input_terminated": True},
    ],
)
def test_other_bodies_are_not_touched(environ):
    body = Terminated(b"0123456789")
    assert environ_after(environ | {"wsgi.input": body})["wsgi.input"] is body
    assert body.tell() == 0


def test_of_a_body_that_is_too_large_one_byte_more_is_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4
    body = Terminated(b"0123456789")
    environ = {"wsgi.input_terminated": True, "wsgi.input": body}
    assert environ_after(environ)["CONTENT_LENGTH"] == "5"
    assert body.tell() == 5


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("bodies"), seeds="seeds") as running:
        running.manage("shell", "-v0", "-c", MAKE)
        yield running


def post(server, path, body, headers, *, chunked):
    """Send a body in pieces of 7 bytes, or whole with its length."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    pieces = (body[at : at + 7] for at in range(0, len(body), 7))
    data = pieces if chunked else body
    connection.request(
        "POST", path, data, {"Accept": "application/json, text/event-stream"} | headers,
        encode_chunked=chunked,
    )  # fmt: skip
    with connection.getresponse() as answer:
        reply = answer.status, json.loads(answer.read() or b"null")
    connection.close()
    return reply


@pytest.mark.slow
def test_rest_mcp_and_channels_read_bodies_in_chunks(server):
    plain = {"Content-Type": "application/json"}
    signed, headers, kind, _ = VENDORS["slack"].call("403", server, id="1")
    calls = {
        "/api/v1/search": (SEARCH, plain, "results"),
        "/mcp": (PING, plain, "jsonrpc"),
        "/bots/room/": (signed, headers | {"Content-Type": kind}, None),
    }
    for path, (body, sent, member) in calls.items():
        chunked = {"Transfer-Encoding": "chunked"}
        whole = post(server, path, body, sent, chunked=False)
        pieces = post(server, path, body, sent | chunked, chunked=True)
        assert whole[0] == pieces[0] == 200, (path, whole, pieces)
        if member:
            assert whole[1][member] == pieces[1][member]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/api/v1/search", "/mcp"])
def test_a_body_in_chunks_that_is_too_large_is_refused(server, path):
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    body = b" " * 1_000_001
    status, problem = post(server, path, body, headers, chunked=True)
    assert (status, problem["code"]) == (413, "too_large")


def large_file():
    return SimpleUploadedFile("a.zip", b"x" * 1_000_001)


@pytest.fixture
def no_uploads(monkeypatch):
    """No body of several parts is parsed."""

    def refuse(*_args):
        raise AssertionError

    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", refuse)


@pytest.mark.parametrize(
    "path",
    ["/search", "/ask/", "/theme/", "/admin/login/", "/admin/answers/article/import/"],
)
@pytest.mark.parametrize("strict", [False, True])
def test_a_large_file_is_refused_before_it_is_parsed(db, no_uploads, path, strict):
    client = Client(enforce_csrf_checks=strict)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(path, {"q": large_file()})
    assert response.status_code == 413
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/tags", "/mcp", "/bots/x/"])
def test_a_large_file_is_a_problem_of_the_api(client, db, no_uploads, path):
    response = client.post(path, {"q": large_file()})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_two_megabytes_for_programs_are_a_413(client, db):
    body = b'{"jsonrpc": "2.0"}' + b" " * 2_000_000
    response = client.post("/mcp", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_staff_upload_archives_as_large_as_the_setting(
    admin_client, settings, tmp_path
):
    settings.KB_DATA_DIR = tmp_path
    path = "/admin/answers/article/import/"
    assert admin_client.post(path, {"archive": large_file()}).status_code == 200
    settings.KB_IMPORT_MAX_BYTES = 1
    assert admin_client.post(path, {"archive": large_file()}).status_code == 413
    other = "/admin/answers/article/add/"
    assert admin_client.post(other, {"archive": large_file()}).status_code == 413
