"""Whether two checkouts answer alike over copies of one data folder.

    python bench/compare.py OLD NEW --data DIR [--keys FILE] [--requests N] [--json]

Each checkout runs its own commands and its own production server, with this Python and
a copy of the folder. Both get the requests of compare.txt, then those for the admin's
pages as they are linked, then searches by the titles of articles until there are N.

Compared are the status, all headers except SKIPPED, and the body, after CHANGING parts
and times since the start are replaced; an ETag only where both sent the same bytes; of
HTML not white space, and with ``--no-classes`` no classes and data attributes. The
commands' output, what ``export`` writes, and the tables with their numbers of rows
count as an answer each. Prints a line for each difference with the beginning of its
diff, and the number of answers by status; the exit code is 1 where any differs.

FILE is JSON, each part optional: ``keys`` (bots' keys by name), ``logins`` (passwords
by user name), ``paths`` (more addresses to get, such as those that hold a token).
"""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, this folder comes first, and http.py would hide Python's own.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse
import datetime as dt
import difflib
import hashlib
import html
import http.client
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from string import Template
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urljoin

from bench.serving import free_port, wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITED = ("ANON", "BOT", "FEEDBACK", "LOGIN")
ENV = {f"KB_THROTTLE_{who}": "1000000/d" for who in LIMITED}  # counted, never reached
ENV |= {"KB_TIME_ZONE": "UTC", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
HOST = "127.0.0.1:8000"  # what both are called, so that their links are the same
REQUESTS = Path(__file__).with_suffix(".txt")
EACH = 4  # articles, symptoms, tags and products of each section of REQUESTS
MOST_PAGES = 120  # of the admin, for each login
MOST_LINES = 8  # of a diff
PAUSE = 3  # seconds until the searches of readers are written
BEFORE = ("migrate --check", "makemigrations --check", "index --if-needed")
BEFORE += ("index --check", "bot list", "conflicts list", "expect", "help")
BEFORE += ("export DATA/exported", "ingest seeds --dry-run --json")
AFTER = ("housekeep", "deliver", "index --check")
SKIPPED = {"date", "server", "connection", "content-length", "x-request-id", "etag"}
CHANGING = {
    r'(request_id"?\W{1,4})[\w.-]+': r"\1ID",
    r"(took_ms\W{2,5})[\d.]+": r"\1MS",
    r"[\d.]+( ms| 毫秒)\b": r"MS\1",
    r'("(?:seconds|files_per_second)": ?)[\d.]+': r"\1NUMBER",
    r'(event\\?":\s?\\?"|(?:access|refresh)_token":\s?")[^"\\]+': r"\1TOKEN",
    r"([?&;]from=)\w+\.[\w-]{8,}": r"\1TOKEN",
    r"(/inquiries/)[\w-]{22}": r"\1TOKEN",
    r'("id": ?)"[\w-]{22}"': r"\1TOKEN",  # of an inquiry
    r'(csrfmiddlewaretoken"[^>]{0,20}value=")\w+': r"\1TOKEN",
    r"(/static/[\w./-]+)\.[0-9a-f]{12}(\.\w+)": r"\1\2",
    r"\b((?:csrftoken|sessionid|kb_visitor)=)[^;,]+": r"\1VALUE",
    r"(expires[=:])[^;\n]+": r"\1TIME",
    r"(;t=)\d+": r"\1SECONDS",  # RateLimit: until a count begins anew
    r"(retry-after: |请等待 |[Ww]ait )\d+": r"\1SECONDS",
    r"(?m)^\w+ \d+/\d+$": "",  # the progress of a command
}
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
)


class Answer(NamedTuple):
    """What a server sent, or what a command printed, with its exit code as status."""

    status: int
    headers: dict[str, str]
    data: bytes


@dataclass
class Side:
    """A checkout with its copy of the data folder, and what it answered so far."""

    checkout: Path
    data: Path
    keys: dict[str, str]
    port: int = field(default_factory=free_port)
    known: dict[str, str] = field(default_factory=dict)
    jars: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        ours = ("KB_", "DJANGO_", "PYTHONPATH")
        others = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return others | ENV | {"KB_DATA_DIR": str(self.data)}

    def manage(self, line: str) -> Answer:
        """Run a command of the checkout."""
        args = line.replace("DATA", str(self.data)).split()
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=self.checkout, env=self.env, capture_output=True, check=False,
        )  # fmt: skip
        return Answer(done.returncode, {}, done.stdout + done.stderr)

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve, with one worker: what it keeps in memory is the same on both sides."""
        log = self.data / "serve.log"
        with log.open("wb") as said:
            server = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port),
                 "--workers", "1"],
                cwd=self.checkout, env=self.env, stdout=said, stderr=said,
            )  # fmt: skip
        try:
            wait_until_ready(f"http://127.0.0.1:{self.port}/readyz", seconds=120)
            yield
        except SystemExit:
            print(log.read_text("utf-8")[-4000:], file=sys.stderr)
            raise
        finally:
            server.terminate()
            server.wait(30)

    def send(self, line: str) -> Answer:
        """Send a request as it is written in compare.txt."""
        head, *more = line.split(" | ")
        method, _, who = head.partition(" ")[0].partition("@")
        known = self.known | self.jars.get(who, {})
        _, path, *body = Template(head).safe_substitute(known).split(" ", maxsplit=2)
        headers = {"Host": HOST}
        if body:
            form = body[0].startswith("form:")
            kind = "x-www-form-urlencoded" if form else "json"
            headers["Content-Type"] = f"application/{kind}"
        for one in more:
            name, value = Template(one).safe_substitute(known).split(": ", maxsplit=1)
            headers[name] = value
        if who in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        elif who:
            jar = self.jars.get(who, {})
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in jar.items())
        data = body[0].removeprefix("form:").encode() if body else None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request(method, quote(path, safe="/?&=%+:;,"), data, headers)
            reply = connection.getresponse()
            answer = Answer(reply.status, _headers(reply), reply.read())
        self._remember(who, answer, reply.headers.get_all("Set-Cookie") or [])
        return answer

    def _remember(self, who: str, answer: Answer, cookies: list[str]) -> None:
        for cookie in cookies:
            values = {k: morsel.value for k, morsel in SimpleCookie(cookie).items()}
            self.jars.setdefault(who, {}).update(values)
        self.known["etag"] = answer.headers.get("etag", "")
        if "json" in answer.headers.get("content-type", ""):
            body = json.loads(answer.data or "null")
            for name, value in body.items() if isinstance(body, dict) else ():
                if isinstance(value, str | int):
                    self.known[name] = str(value)


def _headers(reply: http.client.HTTPResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for given, value in reply.getheaders():
        name = given.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


class Comparison:
    """Two sides that get the same, and what differs."""

    def __init__(self, old: Side, new: Side, *, classes: bool) -> None:
        self.sides = (old, new)
        self.classes = classes
        self.started = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
        self.statuses: Counter[int] = Counter()
        self.differences: dict[str, list[str]] = {}

    @property
    def count(self) -> int:
        return self.statuses.total()

    def send(self, line: str) -> Answer:
        """Send a request to both; return the old side's answer."""
        old, new = (side.send(line) for side in self.sides)
        self.note(line, old, new)
        return old

    def manage(self, line: str) -> None:
        """Run a command on both sides."""
        self.note(f"manage.py {line}", *(side.manage(line) for side in self.sides))

    def note(self, name: str, old: Answer, new: Answer) -> None:
        """Count an answer of both sides, and keep how they differ."""
        self.statuses[old.status] += 1
        same = old.data == new.data != b""
        texts = [
            self._lines(side, answer, tagged=same)
            for side, answer in zip(self.sides, (old, new), strict=True)
        ]
        lines = list(difflib.unified_diff(*texts, lineterm="", n=0))[2:]
        if lines:
            shown = [line[:200] for line in lines if not line.startswith("@@")]
            self.differences[f"{self.count}. {name[:200]}"] = shown[:MOST_LINES]

    def _lines(self, side: Side, answer: Answer, *, tagged: bool) -> list[str]:
        skipped = SKIPPED - {"etag"} if tagged else SKIPPED
        headers = [f"{k}: {v}" for k, v in answer.headers.items() if k not in skipped]
        kind = answer.headers.get("content-type", "")
        try:
            text = answer.data.decode()
        except UnicodeDecodeError:  # a picture
            text = hashlib.sha256(answer.data).hexdigest()
        if "json" in kind and text:
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
            text = text.replace("\\n", "\n")
        if "html" in kind:
            text = re.sub(r"\s+(?=/?>)", "", re.sub(r"\s+", " ", text))
        if "html" in kind or "json" in kind:
            text = re.sub(r"\s*(?=<)|(?<=>)\s*", "\n", text)
        if not self.classes:
            text = re.sub(r' (?:class|data-[a-z-]+)=\\?"[^"]*"| data-[a-z-]+', "", text)
        text = "\n".join([f"status: {answer.status}", *sorted(headers), text])
        text = text.replace(str(side.data), "DATA")
        text = text.replace(str(side.checkout), "CHECKOUT")
        for pattern, instead in CHANGING.items():
            text = re.sub(pattern, instead, text)
        text = TIME.sub(self._time, text)
        return [line for line in map(str.strip, text.splitlines()) if line]

    def _time(self, found: re.Match[str]) -> str:
        moment = dt.datetime.fromisoformat(found[0])
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return "NOW" if aware >= self.started else found[0]

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Return the rows of a list of the API, as the old side has them."""
        rows: list[dict[str, Any]] = json.loads(self.send(f"GET {path}").data)[
            "results"
        ]
        return rows

    def browse(self, who: str) -> None:
        """Get the admin's pages as they are linked, one address of each shape."""
        waiting, seen = ["/admin/"], {"/admin/logout/"}
        for path in waiting:
            page = self.send(f"GET@{who} {path}").data.decode(errors="replace")
            for link in re.findall(r'(?:href|src)="([^"#]+)"', page):
                there = urljoin(path, html.unescape(link))
                shape = re.sub(r"=[^&]*", "=", re.sub(r"\d+", "0", there))
                fresh = shape not in seen and len(waiting) < MOST_PAGES
                if fresh and there.startswith("/admin/"):
                    seen.add(shape)
                    waiting.append(there)


def main() -> None:
    """Print what differs, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--keys", type=Path)
    parser.add_argument("--requests", type=int, default=100, help="send at least N")
    parser.add_argument("--no-classes", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    secrets = json.loads(options.keys.read_text("utf-8")) if options.keys else {}
    with tempfile.TemporaryDirectory() as folder:
        sides = [
            Side(
                checkout.resolve(),
                Path(shutil.copytree(options.data, Path(folder, name))),
                secrets.get("keys", {}),
            )
            for name, checkout in (("old", options.old), ("new", options.new))
        ]
        both = Comparison(*sides, classes=not options.no_classes)
        compare(both, secrets, options.requests)
    same = both.count - len(both.differences)
    if options.json:
        told = {"requests": both.count, "same": same, "statuses": both.statuses}
        told |= {"differences": both.differences}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for name, lines in both.differences.items():
            print("\n    ".join([name, *lines]))
        statuses = ", ".join(f"{k}: {n}" for k, n in sorted(both.statuses.items()))
        print(f"{both.count} requests, {same} the same ({statuses})")
    sys.exit(1 if both.differences else 0)


def compare(both: Comparison, secrets: dict[str, Any], least: int) -> None:
    """Run the commands, serve, send everything, and look at what was written."""
    for side in both.sides:
        side.manage("migrate")
    for command in BEFORE:
        both.manage(command)
    both.note("exported files", *(exported(side.data) for side in both.sides))
    with ExitStack() as stack:
        for side in both.sides:
            stack.enter_context(side.served())
        send_sections(both, secrets)
        for path in secrets.get("paths", ()):
            both.send(f"GET {path}")
        time.sleep(PAUSE)
        for who in secrets.get("logins", ()):
            both.browse(who)
        send_titles(both, least)
    for command in AFTER:
        both.manage(command)
    both.note("tables", *(tables(side.data) for side in both.sides))


def send_sections(both: Comparison, secrets: dict[str, Any]) -> None:
    """Send compare.txt, section by section, each as often as its names ask for."""
    found = both.rows("/api/v1/search?q=403&limit=50")
    every = {
        "article": [row["id"] for row in found],
        "product": sorted({row["product"] for row in found if row["product"]}),
        "symptom": [row["slug"] for row in both.rows("/api/v1/symptoms")],
        "tag": [row["slug"] for row in both.rows("/api/v1/tags")],
        "key": list(secrets.get("keys", ())),
        "login": list(secrets.get("logins", ())),
        "password": list(secrets.get("logins", {}).values()),
    }
    for section in REQUESTS.read_text("utf-8").split("# --- ")[1:]:
        used = [name for name in every if f"{{{name}}}" in section]
        own = [name for name in used if name in ("key", "login")]
        times = len(every[own[0]]) if own else EACH if used else 1
        for turn in range(times):
            for line in filter(None, section.splitlines()[1:]):
                for name in used:
                    value = every[name][turn % len(every[name])]
                    line = line.replace(f"{{{name}}}", value)
                both.send(line)


def send_titles(both: Comparison, least: int) -> None:
    """Search and ask for the titles of articles, and get them, until it is enough."""
    page = 0
    while both.count < least:
        page += 1
        for row in both.rows(f"/api/v1/articles?page={page}"):
            both.send(f"GET /api/v1/search?{urlencode({'q': row['title']})}")
            both.send(f"POST /api/v1/ask {json.dumps({'question': row['title']})}")
            both.send(f"GET /articles/{row['id']}/")
            both.send(f"GET /api/v1/articles/{row['id']}")


def exported(data: Path) -> Answer:
    """Return the files that ``export`` wrote, by name."""
    files = sorted((data / "exported").rglob("*.md"))
    texts = {path.name: path.read_text("utf-8") for path in files}
    return _told(texts)


def tables(data: Path) -> Answer:
    """Return how each table of an SQLite database was made, and its number of rows."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(data / "dayi.sqlite3")) as database:
        made = database.execute("SELECT name, sql FROM sqlite_master WHERE sql > ''")
        found = dict(sorted(made.fetchall()))
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            found[name] += f"\nrows of {name}: {count}"
    return _told(found)


def _told(found: dict[str, Any]) -> Answer:
    kind = {"content-type": "application/json"}
    return Answer(0, kind, json.dumps(found, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
