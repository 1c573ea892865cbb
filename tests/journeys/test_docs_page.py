"""/docs in a real browser: the page draws every operation, and asks nobody but us for anything."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.journeys.serving import Served

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1200,1600",
)  # fmt: skip
WAIT_S = 30.0


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A headless Chromium that logs every request that it makes."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        missing = "Chromium and its driver are missing (Debian: apt-get install chromium chromium-driver)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    yield opened
    opened.quit()


def test_the_page_draws_every_operation(served: Served, browser: webdriver.Chrome, tmp_path: Path) -> None:
    described = httpx.get(f"{served.url}/openapi.json", timeout=30).json()
    operations = sum(len(path) for path in described["paths"].values())
    browser.get(f"{served.url}/docs")
    drawn = WebDriverWait(browser, WAIT_S).until(
        lambda page: len(found := page.find_elements(By.CSS_SELECTOR, ".opblock")) == operations and found
    )
    text = browser.find_element(By.TAG_NAME, "body").text
    for path in ("/v1/interactions", "/v1/brief", "/v1/webhooks/{source_key}", "/v1/judgements"):
        assert path in text
    drawn[0].find_element(By.CSS_SELECTOR, ".opblock-summary").click()
    WebDriverWait(browser, WAIT_S).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock.is-open .responses-inner")
    )
    picture = tmp_path / "docs.png"
    assert browser.save_screenshot(str(picture))

    asked = set(browser.execute_script("return performance.getEntries().map(entry => entry.name)"))
    hosts = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert hosts == {urlsplit(served.url).netloc}, asked
    assert any(url.endswith("/openapi.json") for url in asked)
    wrong = [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    assert wrong == [], "no script failed, and nothing was kept out by the content security policy"
