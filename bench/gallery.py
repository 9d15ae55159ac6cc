"""The pictures of docs/images/web: every page wide, on a phone, and dark.

    python bench/gallery.py [--corpus DIR] [--only PAGE ...]

Serves the seeds afresh, so that the pictures show what a newcomer sees, and keeps
them small: few colours, no more than a screen and a half.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench.pages import CHROMIUM, FLAGS
from bench.serving import ROOT, served

FOLDER = ROOT / "docs" / "images" / "web"
COLOURS = 64
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOG = """\
2024-05-17 10:21:33.120  INFO 1 --- [main] c.a.n.CredentialWatcher : No credential
2024-05-17 10:21:33.441 ERROR 1 --- [main] com.alibaba.nacos.client.naming : request: \
/nacos/v1/ns/instance failed, code: 403, msg: unknown user!
com.alibaba.nacos.api.exception.NacosException: unknown user!
	at com.alibaba.nacos.client.naming.net.NamingProxy.callServer(NamingProxy.java:619)
	at com.alibaba.nacos.client.naming.net.NamingProxy.reqApi(NamingProxy.java:498)
"""


def typed(page: Page) -> None:
    """Type, and choose the second option."""
    page.locator("#q").press_sequentially("user not", delay=20)
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")


def pasted(page: Page) -> None:
    """Paste a log into the box."""
    page.evaluate("text => navigator.clipboard.writeText(text)", LOG)
    page.locator("#q").focus()
    page.keyboard.press("Control+v")
    page.wait_for_selector(".live-log")


def searched(page: Page) -> None:
    """Search for a log."""
    pasted(page)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")


def asked(page: Page, question: str = "403 token invalid") -> None:
    """Ask, and wait for the answer."""
    page.locator("textarea[name=question]").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn")
    page.evaluate("scrollTo(0, 0)")


def asked_back(page: Page) -> None:
    """Ask what can be read in several ways."""
    asked(page, "NacosException")


def still(page: Page) -> None:
    """Leave the page as it is."""


SCENES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("/", still),
    "typing": ("/", typed),
    "log": ("/", pasted),
    "log-results": ("/", searched),
    "results": ("/search?q=403", still),
    "article": ("/articles/question-history-8224/", still),
    "symptom": ("/symptoms/403/", still),
    "symptoms": ("/symptoms/", still),
    "ask": ("/ask/", asked),
    "ask-back": ("/ask/", asked_back),
    "nothing": ("/search?q=unknwonn%20usrr%20zq&exact=1", still),
}
LOOKS = {"wide": (WIDE, "light"), "phone": (PHONE, "light"), "dark": (WIDE, "dark")}


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--only", nargs="+", choices=SCENES, default=list(SCENES))
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with served(Path(folder), options.corpus) as base:
            for look, (view, scheme) in LOOKS.items():
                context = browser.new_context(
                    base_url=base,
                    viewport=view,
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="zh-CN",
                    permissions=["clipboard-read", "clipboard-write"],
                )
                for name in options.only:
                    path, act = SCENES[name]
                    page = context.new_page()
                    page.goto(path, wait_until="networkidle")
                    act(page)
                    keep(page.screenshot(), FOLDER / f"{name}-{look}.png")
                    page.close()
                context.close()
        browser.close()


def keep(picture: bytes, path: Path) -> None:
    """Write a picture in few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
    print(f"{path.stat().st_size:8} {path.name}")


if __name__ == "__main__":
    main()
