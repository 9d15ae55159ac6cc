"""How large the code is, and how many functions three walks pass through.

``python bench/structure.py`` prints modules and lines of answers/ and kb/ (migrations
left out), modules that one module of their own folder alone imports, and, for each
walk, the distinct functions and files of answers/ that run: a search and a question
over REST, one file through ``ingest``, and a 差评 from its link to staff and back.
``--names`` lists them.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = """---
id: walk-1
title: 访问接口返回 418
tags: [walk]
---

## 用户问题
访问接口返回 418。

## 专家官方解答
1. **Token 过期**：重新登录。
2. **配额用完**：等到下个周期。

## 反馈
[差评](/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId=41800)
"""


def modules() -> dict[str, Path]:
    """Return every module of the project by its dotted name, migrations left out."""
    found = {}
    for path in [*(ROOT / "answers").rglob("*.py"), *(ROOT / "kb").rglob("*.py")]:
        if "migrations" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def importers(known: dict[str, Path]) -> dict[str, set[str]]:
    """Return which modules import each module; a package's ``__init__`` counts."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    found[full if full in known else node.module].add(name)
    return found


def print_size() -> None:
    """Print how many modules and lines there are, and how many are closets."""
    known = modules()
    by = importers(known)
    package = {name: name.rpartition(".")[0] for name in known}
    lonely = [
        name
        for name in known
        if len(by[name]) == 1
        and package[name] in (package[next(iter(by[name]))], next(iter(by[name])))
    ]
    lines = sum(path.read_text().count("\n") for path in known.values())
    print(
        f"{len(known)} modules, {lines} lines, "
        f"{len(lonely)} modules with one importer, in their own folder"
    )


def walk(title: str, act: Callable[[], Any], *, names: bool) -> None:
    """Run ``act`` and print how many functions and files of answers/ it entered."""
    home = f"{ROOT / 'answers'}/"
    seen: set[tuple[str, str]] = set()

    def note(frame: Any, event: str, _arg: Any) -> None:
        path, name = frame.f_code.co_filename, frame.f_code.co_qualname
        if event == "call" and path.startswith(home) and not name.endswith(">"):
            seen.add((path.removeprefix(home), name))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    files = sorted({path for path, _name in seen})
    print(f"{title}: {len(seen)} functions, {len(files)} files")
    for path in files if names else ():
        inside = sorted(name for other, name in seen if other == path)
        print(f"  {path}: {', '.join(inside)}")


def print_walks(folder: Path, *, names: bool) -> None:
    """Print the four walks, over a data folder of their own."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    quiet = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("ingest", str(ROOT / "seeds"), stdout=quiet, stderr=quiet)
    reader, staff, path = Client(), Client(), folder / "files"
    path.mkdir()
    (path / "walk-1.md").write_text(ARTICLE)
    staff.force_login(get_user_model().objects.create_superuser("staff"))
    for warm in ("/api/v1/search?q=403", "/ask/"):
        reader.get(warm)

    def ask() -> None:
        body = {"question": "token invalid"}
        reader.post("/api/v1/ask", body, content_type="application/json")

    def dislike() -> None:
        from answers.models import Complaint

        name = "enhancerGradePOJOId"
        reader.get(f"/user/feedbackByEnhancerGradePOJOID?{name}=41800", follow=True)
        form = {"vote": "down", "reason": "wrong", "comment": "418"}
        reader.post("/articles/walk-1/feedback/", form)
        row = Complaint.objects.get(key="walk-1")
        staff.get(f"/admin/answers/complaint/{row.pk}/change/")
        reader.get("/articles/walk-1/feedback/")

    def search() -> None:
        reader.get("/api/v1/search?q=token+invalid")

    def ingest() -> None:
        call_command("ingest", str(path), stdout=quiet, stderr=quiet)

    for title, act in [
        ("search", search),
        ("ask", ask),
        ("ingest", ingest),
        ("差评", dislike),
    ]:
        walk(title, act, names=names)


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", action="store_true", help="list the functions")
    options = parser.parse_args()
    print_size()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KB_DATA_DIR": folder,
            "KB_DEBUG": "1",
            "KB_ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "kb.settings",
        }
        sys.path[0] = str(ROOT)  # instead of bench/, where http.py hides a module
        import django

        django.setup()
        print_walks(Path(folder), names=options.names)


if __name__ == "__main__":
    main()
