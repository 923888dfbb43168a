"""A real Chromium, one for all tests, and pages of it on which nothing may break the policy of what may load."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from credit_rules_adapters.access.callers import Caller
from web.serving import Site

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PHONE, DESKTOP = {"width": 320, "height": 720}, {"width": 1280, "height": 900}
_PATIENCE_MILLISECONDS = 15_000


def launched(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, "no Chromium was found; install it (Debian, Ubuntu: apt install chromium)"
    return playwright.chromium.launch(executable_path=found, args=list(_FLAGS))


@frozen
class Window:
    """A browser window in which somebody is signed in to a site."""

    site: Site
    page: Page
    broken: list[str]

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def shot(self, name: str) -> None:
        """Keep a picture of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def demand_fits(self) -> None:
        """Demand that nothing is wider than the window; after a click, first wait for what the new page has."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"

    def demand_accessible(self) -> None:
        """Demand that axe finds nothing wrong; the window must bypass the policy, for axe is a script of another."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"


@contextmanager
def window(browser: Browser, site: Site, caller: Caller | None, **options: Any) -> Iterator[Window]:
    """Open a window; at its end nothing that was shown in it may have broken the policy, or have failed in a script."""
    context = browser.new_context(viewport=options.pop("viewport", DESKTOP), **options)
    context.set_default_timeout(_PATIENCE_MILLISECONDS)
    if caller is not None:
        cookie = site.session(caller)
        context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": site.url}])
    page, broken = context.new_page(), []
    page.on("console", lambda told: broken.append(told.text) if "Content Security Policy" in told.text else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield Window(site, page, broken)
    context.close()
    assert broken == []
