"""The commands as people and programs use them: output, exit status, never a traceback."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporting.cli.output import listed
from support.command import reporting as within
from support.home import EVENT, write_home
from support.packages import entry, good_tables, replace_in, write_package

if TYPE_CHECKING:
    from typer.testing import Result

RACE = ("build", "--report", "race")
HEAVY = {"pandas", "numpy", "plotly", "weasyprint", "jinja2", "papermill", "nbformat", "rich"}
HEAVY |= {
    "pydantic",
    "babel",
    "great_expectations",
    "pyarrow",
    "pyproj",
    "IPython",
    "choreographer",
}
COMMANDS = (
    "new", "import", "check", "standings", "diff", "route", "build", "lab", "serve",
)  # fmt: skip


def reporting(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process."""
    named = {"REPORTING_HOME": str(home)} if home else {}
    return subprocess.run(
        [sys.executable, "-m", "reporting", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", **named},
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return the command line within this process: what takes seconds is imported once."""
    monkeypatch.setenv("REPORTING_HOME", str(home))
    return within


def package(tmp_path: Path, **changed: object) -> str:
    """Write a package whose second entry is changed."""
    tables = good_tables()
    tables["entries"][1] = entry(2) | changed
    return str(write_package(tmp_path, **tables))


def test_help_lists_the_commands_and_tells_the_exit_statuses() -> None:
    done = reporting("--help")
    assert done.returncode == 0
    listed_commands = {
        line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")
    }
    assert set(COMMANDS) <= listed_commands
    assert "1 the input" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = reporting(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"reporting {name}" in done.stdout


def test_help_answers_at_once_and_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "try:\n"
        "    sys.argv = ['reporting', '--help']; from reporting.cli import main; main()\n"
        "finally:\n"
        f"    print(sorted({HEAVY} & {{*sys.modules}}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == "[]\n"


def test_the_version_is_told() -> None:
    done = reporting("--version")
    assert (done.returncode, done.stdout) == (0, "reporting 0.1.0\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["check"],
        ["check", "no-such-event"],
        ["check", EVENT, "--no-such-option"],
        ["check", EVENT, "--lang", "de"],
        ["standings", "/nowhere"],
        ["build", "no-such-event"],
        ["build", "--lang", "de"],
        ["build", "--report", "rally"],
        ["build", "--jobs", "many"],
        ["build", "--jobs", "0"],
        ["serve", "--out", "/nowhere"],
    ],
)
def test_wrong_use_is_status_2_with_a_sentence(
    here: Callable[..., Result], tmp_path: Path, arguments: list[str]
) -> None:
    out = ["--out", str(tmp_path)] if arguments[0] == "build" else []
    done = here(*arguments, *out)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_sound_package_passes(home: Path) -> None:
    done = reporting("check", EVENT, home=home)
    assert done.returncode == 0
    assert f"{EVENT}: 0 errors" in done.stdout
    assert "3 entries" in done.stdout


def test_check_tells_all_of_the_contract_as_json(here: Callable[..., Result]) -> None:
    done = here("check", EVENT, "--json")
    told = json.loads(done.stdout)
    assert (told["event"], told["ok"], done.exit_code) == (EVENT, True, 0)
    assert told["counts"]["entries"] == 3
    assert all(
        {"severity", "code", "table", "file", "row", "column", "value", "message"} <= set(finding)
        for finding in told["findings"]
    )


@pytest.mark.parametrize("name", ["check", "standings", "build"])
def test_errors_of_a_package_are_status_1_and_say_where(
    here: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    where = package(tmp_path / "bad", coefficient="1.3x")
    out = ["--out", str(tmp_path / "reports")] if name == "build" else []
    done = here(name, where, *out)
    told = done.stdout if name == "check" else done.stderr
    assert done.exit_code == 1
    assert 'entries.csv:3 coefficient "1.3x": error: ' in told
    assert "Traceback" not in done.stderr
    as_json = here(name, where, *out, "--json")
    document = json.loads(as_json.stdout)
    assert as_json.exit_code == 1
    assert document["ok"] is False
    (finding,) = [one for one in document["findings"] if one["severity"] == "error"]
    assert (finding["file"], finding["row"], finding["column"], finding["value"]) == (
        "entries.csv",
        3,
        "coefficient",
        "1.3x",
    )


def test_findings_are_told_in_italian_on_request(
    here: Callable[..., Result], tmp_path: Path
) -> None:
    where = package(tmp_path / "bad", coefficient="x")
    english = here("check", where).stdout
    italian = here("check", where, "--lang", "it").stdout
    assert english != italian


def test_nothing_of_a_file_reaches_the_terminal_unescaped(
    here: Callable[..., Result], tmp_path: Path
) -> None:
    where = package(tmp_path / "bad", coefficient="\x1b]0;owned\x07")
    done = here("check", where)
    assert done.exit_code == 1
    assert "\x1b" not in done.stdout


def test_many_findings_of_a_kind_are_cut_short_unless_all_are_asked_for(
    here: Callable[..., Result], tmp_path: Path
) -> None:
    tables = good_tables()
    for row in tables["passages"]:
        row["time"] = "25:61:00"
    where = str(write_package(tmp_path, **tables))
    rows = len(tables["passages"])
    shown = here("check", where).stdout
    assert shown.count('"25:61:00"') == 10
    assert f"... {rows - 10} more of the kind" in shown
    assert here("check", where, "--all").stdout.count('"25:61:00"') == rows


def test_standings_are_scored_once(
    here: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reporting.scoring import scorer

    scored: list[object] = []
    tally = scorer.tally
    monkeypatch.setattr(scorer, "tally", lambda *given: scored.append(1) or tally(*given))
    assert here("standings", EVENT, "--json").exit_code == 0
    assert scored == [1]


def test_standings_are_told_for_people_and_for_programs(here: Callable[..., Result]) -> None:
    told = json.loads(here("standings", EVENT, "--json").stdout)
    assert (told["event"], told["status"]) == (EVENT, "simulated")
    assert [row["position"] for row in told["rankings"]["overall"]] == [1, 1, 1]
    people = here("standings", EVENT)
    assert people.exit_code == 0
    assert "Equipaggio 01" in people.stdout
    assert "simulated" in people.stdout


def test_the_route_is_told_for_people_and_for_programs(here: Callable[..., Result]) -> None:
    told = json.loads(here("route", EVENT, "--json").stdout)
    assert {"legs", "length_km", "published", "west_east_km", "bbox", "lower_bound_km"} <= set(told)
    assert "Sorrento - Matera" in here("route", EVENT).stdout


@pytest.mark.slow
def test_build_prints_the_manifest_alone_on_standard_output(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    done = reporting(*RACE, "--lang", "it", "--out", str(out), "--json", home=home)
    assert done.returncode == 0
    assert done.stderr == f"Notebooks and reference data are those of {home}.\n"
    told = json.loads(done.stdout)
    assert {"inputs", "parameters", "versions", "durations_s", "outputs"} <= set(told)
    assert all((out / one["path"]).is_file() for one in told["outputs"])
    again = reporting(*RACE, "--lang", "it", "--out", str(out), home=home)
    assert f"{EVENT}: nothing has changed" in again.stdout


def test_a_missing_tool_is_status_3(home: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "index.html").write_text("x")
    done = reporting("serve", "--out", str(tmp_path / "reports"), "--port", "99999", home=home)
    assert done.returncode == 3
    assert "99999" in done.stderr


def test_an_unexpected_failure_is_status_3_and_shows_its_place_on_request(
    home: Path, tmp_path: Path
) -> None:
    broken = write_home(tmp_path / "home")
    for rulebook in (broken / "data" / "reference" / "rulebooks").iterdir():
        rulebook.unlink()
    quiet = reporting("standings", EVENT, home=broken)
    assert quiet.returncode in (1, 2, 3)
    assert "Traceback" not in quiet.stderr
    program = (
        "from reporting.cli import app; import reporting.event\n"
        "def fail(where): raise RuntimeError('a fault of ours')\n"
        "reporting.event.load = fail\n"
        "app(['--debug', 'check', 'x'] if {debug} else ['check', 'x'])\n"
    )
    for debug in (False, True):
        done = subprocess.run(
            [sys.executable, "-c", program.format(debug=debug)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3
        assert "a fault of ours" in done.stderr
        assert ("Traceback" in done.stderr) is debug


def test_a_closed_pipe_is_no_failure(home: Path) -> None:
    line = f"{sys.executable} -m reporting check {EVENT} --all --json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True,
        text=True,
        env={**os.environ, "REPORTING_HOME": str(home)},
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.slow
def test_lab_answers_whoever_has_the_token(home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lab = subprocess.Popen(
        [sys.executable, "-m", "reporting", "lab", "--no-browser", "--port", str(port)],
        env={**os.environ, "REPORTING_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert lab.stderr is not None
        said = next(line for line in lab.stderr if f"http://127.0.0.1:{port}/lab/tree/" in line)
        token = said.rpartition("token=")[2].strip()

        def status(query: str) -> int:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            for _ in range(100):
                try:
                    connection.connect()
                    break
                except ConnectionRefusedError:  # the address is told just before it is open
                    time.sleep(0.1)
            connection.request("GET", f"/api/contents/race.ipynb?content=0{query}")
            return connection.getresponse().status

        assert (status(""), status(f"&token={token}")) == (403, 200)
    finally:
        lab.terminate()
        lab.communicate(timeout=20)


def test_options_may_be_repeated_and_may_hold_commas() -> None:
    assert listed(["it,en", " it"]) == ("it", "en")
    assert listed([""]) == ()


def test_the_bundled_events_pass_their_own_check(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Path(__file__).parents[2] / "data" / "events"
    monkeypatch.setenv("REPORTING_HOME", str(events.parents[1]))
    for event in sorted(path.parent.name for path in events.glob("*/event.toml")):
        assert within("check", event).exit_code == 0


def test_replacing_one_letter_in_a_time_is_found(
    here: Callable[..., Result], tmp_path: Path
) -> None:
    where = write_package(tmp_path)
    replace_in(where / "entries.csv", "2,Equipaggio 02", "two,Equipaggio 02")
    done = here("check", str(where))
    assert 'entries.csv:3 number "two"' in done.stdout


@pytest.mark.parametrize(
    ("lang", "says"), [("it", "Il regolamento"), ("en", "There is no rulebook")]
)
@pytest.mark.parametrize("command", ["standings", "check"])
def test_messages_are_in_the_language_that_is_asked_for(
    command: str, lang: str, says: str, tmp_path: Path
) -> None:
    package = write_package(tmp_path, rulebook="aci-classica-2026")
    told = within(command, package, "--lang", lang)
    assert told.exit_code == 1
    assert says in told.stdout + told.stderr


@pytest.mark.parametrize("command", ["standings", "route", "footprint", "check"])
def test_a_language_that_we_do_not_speak_is_refused(command: str) -> None:
    assert within(command, "demo-rally", "--lang", "de").exit_code == 2


@pytest.mark.parametrize(
    ("lang", "says"), [("it", ("PC3 annullato", "posto prima")), ("en", ("PC3 annulled", "place"))]
)
def test_what_if_speaks_the_language_that_is_asked_for(lang: str, says: tuple[str, str]) -> None:
    told = within("what-if", "demo-rally", "--annul", "PC3", "--lang", lang).stdout
    assert all(word in told for word in says)


JUDGED = {
    "factcheck": {"it": ("smentito: «9»", "smentite: 1"), "en": ("contradicted: “9”", "1 contr")},
    "claims": {"it": ("a rischio: «", "rischio: 1"), "en": ("risk: “", "1 claims at risk")},
}


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("command", JUDGED)
def test_a_text_is_judged_in_the_language_that_is_asked_for(
    command: str, lang: str, tmp_path: Path
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("La gara si è svolta in 9 tappe.\n\nUna gara a impatto zero.\n", "utf-8")
    event = ["demo-rally"] if command == "factcheck" else []
    done = within(command, *event, text, "--lang", lang)
    told = done.stdout + done.stderr
    assert done.exit_code == 1
    assert all(words in told for words in JUDGED[command][lang]), told
