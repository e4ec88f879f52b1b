"""The course in JupyterLab, in a real browser: as a stranger opens it after a clone, and when its cells are trusted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from browser import Browser, browser
from nbformat.sign import NotebookNotary

from notebooks import FOLDER, NOTEBOOKS, read, surroundings

NAMES = [path.name for path in NOTEBOOKS]
each = pytest.mark.parametrize("name", NAMES)

SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell in the page, not only those in view
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
PATIENCE = 60  # seconds until a page has to be there


class Lab:
    """A JupyterLab of its own, on a copy of the notebooks, with nobody's settings."""

    def __init__(self, folder: Path) -> None:
        self.notebooks, self.home = folder / "notebooks", folder / "home"
        shutil.copytree(FOLDER, self.notebooks, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for name, values in SETTINGS.items():
            path = self.home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        own = {
            "HOME": self.home,
            "JUPYTERLAB_SETTINGS_DIR": self.home / "settings",
            "JUPYTERLAB_WORKSPACES_DIR": self.home / "spaces",
        }
        self.environment = {**os.environ, **surroundings(str(self.home)), **{name: str(path) for name, path in own.items()}}
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[Lab]:
        """Start it on a free port, and end it with its kernels."""
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--ServerApp.port=0",
            "--expose-app-in-browser",
        ]
        command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={self.notebooks}"]
        with (self.home / "log").open("wb") as log:
            server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        try:
            end = time.monotonic() + PATIENCE
            while not (told := list(self.home.glob("jpserver-*.json"))):
                if server.poll() is not None or time.monotonic() > end:
                    pytest.fail(
                        f"JupyterLab does not start\n{(self.home / 'log').read_text(errors='replace')[-3000:]}", pytrace=False
                    )
                time.sleep(0.1)
            time.sleep(0.2)  # the file is there a moment before its contents
            self.url = json.loads(told[0].read_text(encoding="utf-8"))["url"]
            yield self
        finally:
            server.terminate()
            server.wait(PATIENCE)

    def trust(self, name: str) -> None:
        """Trust a notebook, as if each of its cells had been run here."""
        notary = NotebookNotary(data_dir=str(self.home))
        notary.sign(read(self.notebooks / name))
        notary.store.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")).running() as started:
        yield started


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        connected = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        started.driver.execute_cdp_cmd("Network.emulateNetworkConditions", connected)  # with this machine, see `asked`
        yield started


SETTLED = """
  const cells = () => [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
  const images = () => [...document.querySelectorAll(".jp-OutputArea img")];
  const end = performance.now() + 1000 * arguments[0];
  const ready = () => cells().length === arguments[1] && images().length >= arguments[2] && images().every((i) => i.complete);
  while (!ready() && performance.now() < end) await new Promise((done) => setTimeout(done, 50));
  return {
    cells: cells().length,
    pictures: images().map((image) => image.naturalWidth * image.naturalHeight > 0 && image.alt !== undefined),
    errors: document.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type$="stderr"]').length,
    untrusted: document.querySelector(".jp-Notebook").textContent.includes("untrusted"),
    raw: [...document.querySelectorAll(".jp-RenderedMarkdown mjx-merror, .jp-RenderedMarkdown .MathJax_Error")].length,
    frames: document.querySelectorAll(".jp-OutputArea iframe").length,
  };
"""


class Shown(NamedTuple):
    """What a notebook has, by its file: cells, pictures, pages in frames, and how many of those are steppers."""

    cells: int
    pictures: int
    frames: int
    steppers: int

    @classmethod
    def by(cls, name: str) -> Shown:
        notebook = read(FOLDER / name)
        data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
        pages = [each.get("text/html", "") for each in data]
        return cls(
            cells=len(notebook.cells),
            pictures=sum("<img" in page or "image/png" in each for page, each in zip(pages, data, strict=True)),
            frames=sum("<iframe" in page for page in pages),
            steppers=sum(each.get("text/plain", "").startswith("<Stepper") for each in data),
        )


def opened(lab: Lab, reader: Browser, name: str, there: Shown) -> Any:
    """Open a notebook, wait until all of it is there, and return what is seen."""
    if not reader.driver.current_url.startswith(lab.url):
        reader.driver.get(f"{lab.url}lab?reset")
        reader.run("while (!window.jupyterapp) await new Promise(requestAnimationFrame); await jupyterapp.restored;")
    reader.run(
        """
        for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();  // without asking whether to save
        await jupyterapp.commands.execute("docmanager:open", { path: arguments[0] });
        """,
        name,
    )
    return reader.run(SETTLED, PATIENCE, there.cells, there.pictures)


def as_it_should(there: Shown, frames: int) -> dict[str, Any]:
    pictures = [True] * there.pictures
    return {"cells": there.cells, "pictures": pictures, "errors": 0, "untrusted": False, "raw": 0, "frames": frames}


def asked(reader: Browser) -> list[str]:
    """Every address that was asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in reader.driver.get_log("performance")]
    return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]


@each
def test_a_stranger_sees_every_picture(lab: Lab, reader: Browser, name: str) -> None:
    """Opened as it was cloned: every picture is there, no error, no formula that fails, and nothing comes from elsewhere."""
    there = Shown.by(name)
    asked(reader)
    assert as_it_should(there, frames=0) == opened(lab, reader, name, there)
    assert [] == [url for url in asked(reader) if not url.startswith((lab.url, "data:", "blob:", "about:"))]


WALK = """
  const [next, scrubber, sentence] = ["next", "scrubber", "sentence"].map((id) => document.getElementById(id));
  if (!scrubber) return [document.querySelectorAll(".node, .neuron, svg text").length, null];
  const said = [];
  while (scrubber.value !== scrubber.max && said.length < 9999) { next.click(); said.push(sentence.textContent); }
  return [Number(scrubber.value), said];
"""


@each
def test_every_stepper_steps_to_its_end(lab: Lab, reader: Browser, name: str) -> None:
    """In a trusted notebook each page takes its picture's place; next leads through all steps, each with a sentence."""
    there = Shown.by(name)
    if not there.frames:
        return
    lab.trust(name)
    assert there.frames == opened(lab, reader, name, there)["frames"]
    stepped = 0
    for frame in reader.driver.find_elements("css selector", ".jp-OutputArea iframe"):
        reader.run("while (arguments[0].style.display !== 'block') await new Promise(requestAnimationFrame);", frame)
        reader.driver.switch_to.frame(frame)
        count, said = reader.driver.execute_script(WALK)
        reader.driver.switch_to.default_content()
        assert count > 3
        if said is not None:
            stepped += 1
            assert 3 < len(said) <= count, "a network is told neuron by neuron, of several operations each"
            assert all(said)
            assert len(set(said)) > len(said) / 2
    assert there.steppers == stepped


def test_a_notebook_runs_in_jupyterlab(lab: Lab, reader: Browser) -> None:
    """Cleared and run again in a kernel that JupyterLab starts: all is back, no cell fails, and the steppers are live."""
    name = next(name for name in NAMES if "stepping" in name)
    there = Shown.by(name)
    opened(lab, reader, name, there)
    left = reader.run("""
      await jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
      const left = document.querySelectorAll(".jp-OutputArea-output").length;
      await jupyterapp.commands.execute("notebook:run-all-cells");
      return left;
    """)
    assert 0 == left
    seen = reader.run(SETTLED, PATIENCE, there.cells, there.pictures)
    assert as_it_should(there, there.frames) == seen
