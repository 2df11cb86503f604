"""Settings of the whole suite."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import started_browser

os.environ["DECLUTTER_CACHE"] = str(Path(tempfile.gettempdir()) / "declutter-tests")

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("brief", settings.get_profile("suite"), max_examples=10)
settings.load_profile("suite")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give the tests of a module one browser."""
    with started_browser() as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a test a window of its own, of the size of a desktop."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give a test an empty page."""
    return context.new_page()
