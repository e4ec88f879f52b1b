"""A real browser for tests: Debian's Chromium without a window and without a network, driven by Selenium.

On CI it must be there (`.ci/run` installs it); on a developer's machine without it the tests that need it are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1100,900"),
]
# Collected before a page's own script runs: what goes wrong in it, and what its content policy has to stop.
WATCH = """
window.troubles = [];
addEventListener("error", (event) => troubles.push(String(event.message)));
addEventListener("unhandledrejection", (event) => troubles.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => troubles.push(`${event.violatedDirective} ${event.blockedURI}`));
for (const name of ["alert", "confirm", "prompt"]) window[name] = (text) => troubles.push(`${name} ${text}`);
"""


class Browser:
    """One window. ``driver`` is Selenium's."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        driver.set_script_timeout(60)
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        driver.execute_cdp_cmd("Network.enable", {})
        offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)

    def open(self, path: Path, fragment: str = "", *, theme: str = "light", calm: bool = True, scripts: bool = True) -> None:
        """Show a file as a reader would see it who prefers a theme, reduced motion, or no scripts."""
        features = [("prefers-color-scheme", theme), ("prefers-reduced-motion", "reduce" if calm else "no-preference")]
        media = {"features": [{"name": name, "value": value} for name, value in features]}
        self.driver.get("about:blank")  # a new fragment alone would not load the page anew
        for log in ("browser", "performance"):
            self.driver.get_log(log)  # reading empties it
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.driver.get(path.resolve().as_uri() + fragment)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page and return its result; ``await`` is allowed."""
        body = f"const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, (e) => done(`${{e}}`));"
        return self.driver.execute_async_script(body, *arguments)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def troubles(self) -> list[str]:
        """Return what went wrong since the page was opened, and every address that it asked for but its own."""
        own = self.driver.current_url.partition("#")[0]
        found: list[str] = list(self.driver.execute_script("return window.troubles ?? []"))
        found += [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                address = message["params"]["request"]["url"]
                if address.partition("#")[0] != own and not address.startswith(("data:", "about:")):
                    found.append(f"asked for {address}")
        return found


def missing() -> str:
    """Return what a browser would need that is not here, or nothing."""
    if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        return "no Chromium here (Debian's packages chromium and chromium-driver)"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "Selenium is not installed (pip install -e '.[test]')"
    return ""


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start a browser with a new profile in an empty folder; skip where there is none, and fail for that on CI."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(f"{reason}: on CI these tests must run")
        pytest.skip(reason)
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
