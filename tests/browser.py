"""Headless Chromium for tests, driven by Playwright; it reaches files and this machine, no network."""

import shutil
from contextlib import contextmanager

import pytest

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(PROGRAM is None, reason="no chromium: apt-get install chromium")
SWITCHES = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@contextmanager
def chromium():
    """Give a browser; close it and its driver afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=PROGRAM, chromium_sandbox=False, args=[*SWITCHES, "--disable-component-update"]
        )
        yield browser
        browser.close()


@contextmanager
def page(browser, **settings):
    """Give a page that is off line, and fail where its console said anything or a script threw.

    *settings*: what a browser context takes, such as `viewport`, `color_scheme`, or `offline=False` for a
    page that is served by this machine.
    """
    said = []
    context = browser.new_context(**{"offline": True} | settings)
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    yield opened
    context.close()
    assert not said, said


def violations(opened, **options):
    """Return what axe-core finds serious or critical in a page, one line each; *options* are axe-core's."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened, options=options).response["violations"]
    return [
        f"{row['id']}: {node['html']}"
        for row in found
        if row["impact"] in ("serious", "critical")
        for node in row["nodes"]
    ]
