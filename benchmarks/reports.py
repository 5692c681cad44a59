"""How long all reports of one event take: both languages, HTML and PDF.

The event is demo-rally with all its reports: race, its annex, sustainability, its four pages and
timing quality, ten notebooks. Ours is `reporting build` into an empty folder, again with nothing
changed, and again after one passage was changed: by a new command, and by a `reporting build
--watch` that was left running (from the file saved to the reports in place: pages and PDFs of an
event are moved into place together, so that they never disagree, and the pages wait for the PDFs).

The peers run the same ten notebooks as a user would script it: papermill, then nbconvert to HTML,
then the PDF by nbconvert's webpdf (playwright and the same Chromium) or by WeasyPrint from that
HTML; one after the other, and two at a time. nbconvert leaves out the figures (they are stored as
plotly's JSON) and sets no contents, running heads or tags: the peers do less.

Run: python -m benchmarks reports
     python benchmarks/reports.py 1       one run of each instead of two
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import playwright
from _timing import Times, in_turns, verdict

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
EVENT = "demo-rally"
REPORTS = ("race", "race-annex", "sustainability", "sustainability-brief", "timing-quality")
LANGUAGES = ("it", "en")
RUNS = 2
# Where playwright looks for its Chromium, in its newer and its older versions.
PLACES = ("chrome-headless-shell-linux64/chrome-headless-shell", "chrome-linux/headless_shell")
WATCHED = "ours, one passage changed, watched"
COMMANDED = "ours, one passage changed"
FASTER, REBUILT_S, CORRECTED, AGAIN = 3.0, 0.7, 0.5, 0.45
PAGES_S, PDFS_S = 2.5, 4.5
WAITING = "the pages are there sooner, and wait: pages and PDFs of an event never disagree"
PRINTING = (
    "a passage changes totals on most pages of six PDFs in two languages, and setting them again "
    "is almost half of the work; the other half are six notebooks and the examination"
)


def main() -> int:
    runs = int(sys.argv[1]) if sys.argv[1:2] and sys.argv[1].isdigit() else RUNS
    with tempfile.TemporaryDirectory(prefix="reports-") as parent:
        bench, watcher = Bench(Path(parent) / "ours"), Bench(Path(parent) / "watch")
        watcher.watch()
        measured = in_turns(
            {
                "ours, cold": bench.cold,
                "ours, nothing changed": bench.build,
                COMMANDED: bench.corrected,
                WATCHED: watcher.watched,
                "papermill + nbconvert webpdf": bench.script(webpdf, at_once=1),
                "papermill + nbconvert + WeasyPrint": bench.script(weasyprint, at_once=1),
                "papermill + nbconvert webpdf, two at a time": bench.script(webpdf, at_once=2),
            },
            runs,
        )
        watcher.end()
    for name, times in measured.items():
        print(f"{times}  {name}")
    return 0 if all(verdicts(measured)) else 1


def verdicts(measured: dict[str, Times]) -> list[bool]:
    """Print the ratios against their limits."""
    cold = measured["ours, cold"].median
    kept = [
        verdict(
            "times faster than papermill + webpdf",
            measured["papermill + nbconvert webpdf"].median / cold,
            FASTER,
            least=True,
        ),
        verdict(
            "seconds with nothing changed", measured["ours, nothing changed"].median, REBUILT_S
        ),
        verdict(
            "one passage changed (watched), of the cold time",
            measured[WATCHED].median / cold,
            CORRECTED,
        ),
    ]
    again = measured[COMMANDED]
    kept += [
        verdict(
            "one passage changed (a new command), of the cold build's processor time",
            again.worked / measured["ours, cold"].worked,
            AGAIN,
        ),
        verdict("seconds to new pages, watched", measured[WATCHED].median, PAGES_S, why=WAITING),
        verdict("seconds to new PDFs, watched", measured[WATCHED].median, PDFS_S, why=PRINTING),
    ]
    once = again.median / cold
    print(f"for scale: {once:.2f} of the cold time: one passage changed, by a new command")
    for name in list(measured)[4:]:
        print(f"for scale: {measured[name].median / cold:.2f} times the time of ours: {name}")
    return kept


class Bench:
    """A home of its own for the event, and a folder for each output."""

    def __init__(self, parent: Path) -> None:
        self._parent, self._home = parent, parent / "home"
        for folder in (f"data/events/{EVENT}", "data/reference", "notebooks"):
            shutil.copytree(ROOT / folder, self._home / folder)
        self._environment = {**os.environ, "REPORTING_HOME": str(self._home), **browser(parent)}
        self._kernel(parent / "jupyter")
        self._numbers = itertools.count(1)
        self._out = parent

    def cold(self) -> None:
        """Build into a new folder: the reports that the peers make."""
        self._out = self._parent / f"reports-{next(self._numbers)}"
        self.build()
        made = {file.stem for file in self._out.glob(f"{EVENT}/it/*.pdf")}
        assert made == set(REPORTS), made

    def build(self) -> None:
        """Build where the last build was."""
        self._run(BIN / "reporting", "build", EVENT, "--out", self._out)

    def corrected(self) -> None:
        """Change one passage by a hundredth and build where the last build was."""
        self._correct()
        self.build()

    def watched(self) -> None:
        """Change one passage by a hundredth and wait for who watches."""
        manifest = self._parent / "watched" / EVENT / "manifest.json"
        before = _built_at(manifest)
        self._correct()
        while _built_at(manifest) == before:
            time.sleep(0.02)

    def watch(self) -> None:
        """Have somebody watch, and wait for the first build."""
        out = self._parent / "watched"
        command = [str(BIN / "reporting"), "build", EVENT, "--watch", "--out", str(out)]
        self._watching = subprocess.Popen(
            command, env=self._environment, cwd=self._home, stdout=subprocess.DEVNULL
        )
        while not (out / "index.html").exists():
            time.sleep(0.1)

    def end(self) -> None:
        """End who watches."""
        self._watching.terminate()
        self._watching.wait()

    def _correct(self) -> None:
        """Change one passage by a hundredth."""
        path = self._home / "data" / "events" / EVENT / "passages.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        at = next(at for at, line in enumerate(lines) if ",PC1,finish," in line)
        cells = lines[at].split(",")
        seconds = next(place for place, cell in enumerate(cells) if cell.count(":") == 2)
        whole, _, part = cells[seconds].partition(".")
        cells[seconds] = f"{whole}.{(int(part[:2]) + 1) % 100:02d}{part[2:]}"
        lines[at] = ",".join(cells)
        path.write_text("".join(lines), encoding="utf-8")

    def script(
        self, printed: Callable[[Path], tuple[object, ...]], at_once: int
    ) -> Callable[[], None]:
        """Return a run of the peer: every report's notebook in every language."""
        from reporting.publish.building.kinds import KINDS

        def one(report: str, language: str, folder: Path) -> None:
            executed = folder / f"{report}.{language}.ipynb"
            parameters = {"event": EVENT, "language": language, **KINDS[report].parameters}
            given = (word for pair in parameters.items() for word in ("-p", *pair))
            source = self._home / "notebooks" / KINDS[report].notebook.name
            self._run(BIN / "papermill", "-k", "python3", source, executed, *given)
            to_html = ("--to", "html", "--no-input", executed)
            self._run(BIN / "jupyter", "nbconvert", *to_html)
            self._run(*printed(executed))

        def run() -> None:
            folder = self._parent / f"peer-{next(self._numbers)}"
            folder.mkdir()
            with ThreadPoolExecutor(at_once) as pool:
                pairs = list(itertools.product(REPORTS, LANGUAGES))
                list(pool.map(lambda pair: one(*pair, folder), pairs))
            made = len(list(folder.glob("*.pdf"))), len(list(folder.glob("*.html")))
            assert made == (len(pairs), len(pairs)), made

        return run

    def _kernel(self, folder: Path) -> None:
        """Give papermill the kernel of this interpreter, which a user would have installed."""
        spec = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3",
            "language": "python",
        }
        (folder / "kernels" / "python3").mkdir(parents=True)
        (folder / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec))
        self._environment["JUPYTER_PATH"] = str(folder)

    def _run(self, *command: object) -> None:
        ran = subprocess.run(
            [str(part) for part in command],
            env=self._environment,
            cwd=self._home,
            capture_output=True,
            check=False,
        )
        if ran.returncode:
            raise SystemExit(f"{command}: {ran.stderr.decode()[-2000:]}")


def _built_at(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8"))["built_at"])
    except (OSError, ValueError):
        return ""


def webpdf(executed: Path) -> tuple[object, ...]:
    """Return the command that prints a notebook by way of Chromium."""
    options = ("--no-input", "--disable-chromium-sandbox")
    return (BIN / "jupyter", "nbconvert", "--to", "webpdf", *options, executed)


def weasyprint(executed: Path) -> tuple[object, ...]:
    """Return the command that prints the notebook's HTML by WeasyPrint."""
    return (BIN / "weasyprint", executed.with_suffix(".html"), executed.with_suffix(".pdf"))


def browser(parent: Path) -> dict[str, str]:
    """Give playwright the Chromium that is installed, where it looks for its own."""
    from reporting.publish.pages.figures import browser_path

    listed = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    browsers = json.loads(listed.read_text())["browsers"]
    revision = next(b["revision"] for b in browsers if b["name"] == "chromium-headless-shell")
    folder = parent / "browsers" / f"chromium_headless_shell-{revision}"
    for place in PLACES:
        (folder / place).parent.mkdir(parents=True)
        (folder / place).symlink_to(shutil.which(browser_path()) or browser_path())
    (folder / "INSTALLATION_COMPLETE").touch()
    return {"PLAYWRIGHT_BROWSERS_PATH": str(parent / "browsers")}


if __name__ == "__main__":
    sys.exit(main())
