"""What a library would do beside what we do: the numbers of docs/libraries.md.

    python bench/libraries.py [--corpus DIR]

Prints, over the pages of a folder: in how many files a new title would change other
lines, by our patch and by a round trip of ruamel.yaml; what reading an answer's HTML
costs, by ``html.parser`` and by selectolax; and the size of the widget's scripts,
minified where rjsmin is installed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
TITLE = "新的标题"
TERMS = {"403": 3.0, "token": 2.0, "鉴权": 2.0, "配置": 1.0, "集群": 1.0}


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    folder = parser.parse_args().corpus
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    os.environ.setdefault("KB_SECRET_KEY", "only-for-the-benchmark-" + "x" * 50)
    importlib.import_module("django").setup()
    paths = sorted(folder.rglob("*.md"))
    pages = [path.read_bytes().decode() for path in paths]
    show_front_matter([text.split("---\n", 2)[1] for text in pages if _has_head(text)])
    show_passages(paths)
    show_widget()


def _has_head(text: str) -> bool:
    return text.startswith("---\n") and "\n---\n" in text


def show_front_matter(heads: Sequence[str]) -> None:
    """Print how many heads lose more than the line of their title."""
    from ruamel.yaml import YAML

    from answers.content.write.front_matter import patch_head

    def ruamel(head: str) -> str:
        yaml = YAML(typ="rt")
        yaml.preserve_quotes = True
        yaml.width = 1_000_000
        meta, out = yaml.load(head), io.StringIO()
        meta["title"] = TITLE
        yaml.dump(meta, out)
        return out.getvalue()

    ours = sum(_others(h, patch_head(h, {"title": TITLE})) for h in heads)
    theirs = sum(_others(h, ruamel(h)) for h in heads)
    print(f"a new title changes other lines, of {len(heads)} files:")
    print(f"  ours {ours}, ruamel.yaml {theirs}")


def _others(before: str, after: str) -> bool:
    left = [line for line in before.splitlines() if not line.startswith("title:")]
    right = [line for line in after.splitlines() if not line.startswith("title:")]
    return left != right


def show_passages(paths: Sequence[Path]) -> None:
    """Print milliseconds an answer: to parse it, and to cut its passage out."""
    from selectolax.lexbor import LexborHTMLParser

    from answers.content import RawFile
    from answers.content.parse.article import parse_file
    from answers.content.render import render
    from answers.services.ask.passages import pick_passage

    found = [parse_file(RawFile("", path.name, path.read_bytes())) for path in paths]
    parsed = [one.article for one in found if hasattr(one, "article")]
    answers = [render(question="", answer=one.answer).answer_html for one in parsed]
    print("milliseconds an answer:")
    for name, work in {
        "html.parser": lambda html: HTMLParser().feed(html),
        "selectolax": LexborHTMLParser,
        "a passage": lambda html: pick_passage(html, TERMS),
    }.items():
        print(f"  {name:12}{_mean(work, answers):6.3f}")


def _mean(work: Callable[[str], object], texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        work(text)
    return (time.perf_counter() - began) / max(len(texts), 1) * 1e3


def show_widget() -> None:
    """Print bytes over the wire, as they are and minified."""
    from answers.web import widget

    try:
        minify = importlib.import_module("rjsmin").jsmin
    except ModuleNotFoundError:
        minify = None
    print("bytes, gzipped:")
    for name, script in {
        "button": widget.loader(),
        "panel": widget.panel("zh"),
    }.items():
        sizes = [script, minify(script)] if minify else [script]
        shown = ", ".join(str(len(gzip.compress(text.encode()))) for text in sizes)
        print(f"  {name:12}{shown}")


if __name__ == "__main__":
    main()
