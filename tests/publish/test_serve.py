"""The server of built reports: this machine alone, the folder's files alone, behind a secret."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.errors import StepFailedError, UsageError
from reporting.publish.serve import Reports


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[Reports]:
    out = tmp_path / "reports"
    (out / "event" / "it").mkdir(parents=True)
    (out / "index.html").write_text("<title>Rapporti</title>")
    (out / "event" / "it" / "race.html").write_text("la gara")
    (out / ".lock").write_text("1")
    (tmp_path / "secret.txt").write_text("not yours")
    (out / "link.txt").symlink_to(tmp_path / "secret.txt")
    with Reports(out) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def get(reports: Reports, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Ask for `path` as it stands; ``{}`` in it is the secret."""
    connection = http.client.HTTPConnection("127.0.0.1", reports.server_port, timeout=5)
    connection.request(method, path.format(reports.secret), headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("path", ["/{}/", "/{}/index.html", "/{}/index.html?x=1"])
def test_the_index_is_served_behind_the_secret(reports: Reports, path: str) -> None:
    assert get(reports, path) == (200, "<title>Rapporti</title>")


def test_reports_are_served(reports: Reports) -> None:
    assert get(reports, "/{}/event/it/race.html") == (200, "la gara")
    assert get(reports, "/{}/event/it/race.html", method="HEAD") == (200, "")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.html",
        "/wrong/index.html",
        "/{}/../secret.txt",
        "/{}/%2e%2e/secret.txt",
        "/{}/event/..%2f..%2f..%2fsecret.txt",
        "/{}//etc/hostname",
        "/{}/.lock",
        "/{}/link.txt",
        "/{}/event/",
        "/{}/index.html%00",
    ],
)
def test_nothing_else_is_served(reports: Reports, path: str) -> None:
    status, body = get(reports, path)
    assert status == 404
    assert "not yours" not in body


def test_a_page_elsewhere_cannot_read_through_a_name_of_its_own(reports: Reports) -> None:
    assert get(reports, "/{}/index.html", Host="evil.example")[0] == 404


def test_nothing_can_be_written(reports: Reports) -> None:
    assert get(reports, "/{}/index.html", method="PUT")[0] == 501


def test_only_this_machine_is_answered(reports: Reports) -> None:
    assert reports.server_address[0] == "127.0.0.1"
    assert reports.address.startswith(f"http://127.0.0.1:{reports.server_port}/")


def test_a_folder_without_reports_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reporting build"):
        Reports(tmp_path)


def test_a_taken_port_is_told(reports: Reports, tmp_path: Path) -> None:
    with pytest.raises(StepFailedError, match="cannot be served on"):
        Reports(tmp_path / "reports", reports.server_port)
