"""The built reports over HTTP: on the loopback, behind a secret path, files of the folder alone."""

from __future__ import annotations

import secrets
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reporting.errors import StepFailedError, UsageError

LOOPBACK = "127.0.0.1"
INDEX = "index.html"


class Reports(ThreadingHTTPServer):
    """A server of one folder of reports; a context manager.

    Parameters
    ----------
    folder
        The folder of the reports, with an ``index.html``.
    port
        The port on 127.0.0.1; 0 takes a free one.

    Raises
    ------
    UsageError
        Where there are no reports in `folder`.
    StepFailedError
        Where the port is taken.
    """

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who leaves while a page is sent; tell what else goes wrong."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __init__(self, folder: Path, port: int = 0) -> None:
        if not (folder / INDEX).is_file():
            raise UsageError(f"There are no reports in {folder}: run reporting build first.")
        self.secret = secrets.token_urlsafe(18)
        handler = partial(_Handler, directory=str(folder.resolve()))
        try:
            super().__init__((LOOPBACK, port), handler)
        except (OSError, OverflowError) as fault:
            raise StepFailedError(f"Port {port} cannot be served on: {fault}.") from None

    @property
    def address(self) -> str:
        """The address of the index, secret included."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.secret}/"


class _Handler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD for the files of the folder."""

    server: Reports
    server_version = "reporting"
    sys_version = ""

    def do_GET(self) -> None:
        if self._path() is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._path() is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            super().do_HEAD()

    def translate_path(self, path: str) -> str:  # noqa: ARG002 - our own reading of self.path
        return str(self._path() or "")

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: whoever reads the reports is not to be logged."""

    def _path(self) -> Path | None:
        """Return the file that is asked for; None where it is none of ours."""
        names = {f"{LOOPBACK}:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        if self.headers.get("Host") not in names:
            return None  # a page elsewhere whose name was made to lead here
        secret, _, rest = unquote(urlsplit(self.path).path).removeprefix("/").partition("/")
        if not secrets.compare_digest(secret.encode(), self.server.secret.encode()):
            return None
        if "\0" in rest or any(part.startswith(".") for part in rest.split("/")):
            return None
        folder = Path(self.directory)
        path = (folder / (rest or INDEX)).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None


_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
