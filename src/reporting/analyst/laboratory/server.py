"""What JupyterLab's server gets from us: its menu's exports, the pages' fonts and style.

JupyterLab names an entry of its menu after the exporter, and answers an export that cannot be made
with a server error. Here the entries are called as they are, and what is wrong is a sentence.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from urllib.parse import quote, unquote

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, AuthenticatedFileHandler, JupyterHandler
from jupyter_server.utils import ensure_async, url_path_join
from markupsafe import Markup
from tornado import ioloop, web
from tornado.routing import PathMatches, Rule

from reporting.publish.pages import fonts
from reporting.publish.pages.dress import FONTS_ADDRESS, laboratory_sheet

OURS = {"Report (HTML)": ("html", "text/html"), "Report (PDF)": ("pdf", "application/pdf")}
"""Entry of the menu -> form, MIME type."""

JUPYTERS_OWN = {"markdown": "text/markdown", "script": "text/x-python"}
"""Jupyter's own exports that need no other program."""

LOOKS_UP_MS = 1_000

_SORRY = Markup(
    "<!doctype html><meta charset='utf-8'><title>{title}</title>"
    "<body style='font: 17px/1.5 sans-serif; margin: 15vh auto; max-width: 38em; padding: 0 1em'>"
    "<h1 style='font-size: 1.3em'>{title}</h1><p>{sentence}</p>"
)


class ExportNamesHandler(APIHandler):
    """What stands in the menu Save and Export."""

    auth_resource = "nbconvert"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Tell the entries and their types."""
        ours = {name: {"output_mimetype": mime} for name, (_, mime) in OURS.items()}
        own = {name: {"output_mimetype": mime} for name, mime in JUPYTERS_OWN.items()}
        self.finish(json.dumps(ours | own))


class ReportHandler(JupyterHandler):
    """A notebook exported as its readers get it."""

    auth_resource = "nbconvert"
    SUPPORTED_METHODS = ("GET",)

    @property
    def content_security_policy(self) -> str:
        """Keep the page's scripts from the server that shows it."""
        return f"{super().content_security_policy}; sandbox allow-scripts"

    @web.authenticated
    @authorized
    async def get(self, entry: str, path: str) -> None:
        """Give the file, or say in a sentence why there is none."""
        self.check_xsrf_cookie()
        form, mime = OURS[unquote(entry)]
        get_notebook: Any = self.contents_manager.get
        model = await ensure_async(get_notebook(unquote(path), type="notebook"))
        name = model["name"]
        made, sentence = await _exported(json.dumps(model["content"]), form, name)
        self.set_header("Cache-Control", "no-store")
        if sentence:
            self.set_status(422, "Not exported")
            self.set_header("Content-Type", "text/html; charset=utf-8")
            await self.finish(
                str(_SORRY.format(title=f"{name} was not exported", sentence=sentence))
            )
            return
        self.set_attachment_header(f"{name.removesuffix('.ipynb')}.{form}")
        self.set_header("Content-Type", f"{mime}; charset=utf-8" if form == "html" else mime)
        await self.finish(made)


async def _exported(notebook: str, form: str, name: str) -> tuple[bytes, str]:
    """Export in a process of its own; return the file, or the sentence that says what is wrong."""
    command = [sys.executable, "-P", "-m", "reporting.publish.pages.exporting", form, name]
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    made, said = await child.communicate(notebook.encode())
    if child.returncode == 0:
        return made, ""
    lines = said.decode(errors="replace").strip().splitlines()
    return b"", lines[-1] if lines else "The export ended without a word."


class SheetHandler(JupyterHandler):
    """The style sheet of the whole laboratory.

    A cell's style goes with the cell, and JupyterLab takes those out of sight from its page.
    """

    auth_resource = "server"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Give the sheet that a block outside the laboratory carries itself."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        await self.finish(laboratory_sheet())


def keep_awake() -> None:
    """Have this thread's loop look up once a second, so that no signal waits for a visitor.

    A signal that comes just before the loop goes to sleep only leaves a note; the server would
    read it when somebody next asks for a page. Jupyter does the same where it has to, on Windows.
    """
    ioloop.PeriodicCallback(lambda: None, LOOKS_UP_MS).start()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    base = app.web_app.settings["base_url"]
    # The browser may spell the signs of an address or not.
    entries = "|".join(
        rf"{form}" for entry in OURS for form in {entry.replace(" ", "%20"), quote(entry)}
    )
    entries = entries.replace("(", r"\(").replace(")", r"\)")
    handlers = [
        (url_path_join(base, "api/nbconvert"), ExportNamesHandler),
        (url_path_join(base, rf"nbconvert/({entries})/(.*)"), ReportHandler),
        (
            url_path_join(base, f"{FONTS_ADDRESS}/(.*)"),
            AuthenticatedFileHandler,
            {"path": str(fonts.FOLDER)},
        ),
    ]
    app.web_app.add_handlers(".*$", handlers)
    # JupyterLab looks for such a sheet in the user's settings, and was asked before us.
    sheet = Rule(PathMatches(url_path_join(base, "custom/custom.css")), SheetHandler)
    app.web_app.default_router.rules.insert(0, sheet)
    keep_awake()
