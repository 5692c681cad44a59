"""A report as one HTML file: for the screen, standing alone; for print, its charts as vectors."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import reporting
from reporting.language import LANGUAGE_NAMES
from reporting.publish.pages import fonts
from reporting.publish.pages.document import Chapter, Document, Figure, Fragment, Part, read
from reporting.publish.pages.long_words import divided
from reporting.publish.pages.page_words import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from nbformat import NotebookNode

ASSETS = Path(reporting.__file__).parent / "assets"
ASSET_PREFIX = "reporting:"

# Everything that could end a script element or start a comment inside one.
_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def page(notebook: NotebookNode) -> str:
    """Return an executed notebook as one HTML file for the screen.

    Fonts, scripts and figures are inside; it asks nothing of the network and says so in its
    content security policy.

    Raises
    ------
    StepFailedError
        Where the notebook does not hold a report (see
        :func:`reporting.publish.pages.document.read`).
    """
    return screen_page(read(notebook))


def screen_page(document: Document, beside: Collection[str] = ()) -> str:
    """Return the document for the screen, with interactive figures.

    Parameters
    ----------
    document
        The report.
    beside
        The reports that stand beside it (``it/race-annex``), itself among them: what else is named
        in it gets no link. None for a page that stands alone.
    """
    language = str(document.words["language"])
    scripts = [_plotly(), asset("narrow.js"), asset("report.js"), *_extra(document, ".js")]
    html = _render(
        "page.html.j2",
        document,
        figure=lambda figure: _figure(document, figure, data=_script_json(figure.plot)),
        style="\n".join(
            [
                fonts.embedded_faces(),
                asset("common.css"),
                asset("screen.css"),
                *_extra(document, ".css", "-screen.css"),
            ]
        ),
        script_words=_script_json(words(language)),
        alone=not beside,
        others={
            code: name
            for code, name in LANGUAGE_NAMES.items()
            if code != language and f"{code}/{document.words.get('report')}" in beside
        },
        main=_main(language, str(document.words.get("report", "")), beside),
        scripts=scripts if document.figures else scripts[2:],
        policy=policy(scripts),
    )
    return _TO_REPORT.sub(
        lambda link: link[0] if f"{language}/{link['report']}" in beside else link["words"], html
    )


def _main(language: str, report: str, beside: Collection[str]) -> str:
    """Return the report that one is an annex, a brief or the quality of; empty for none."""
    for main in _MAIN.get(report, ()):
        if f"{language}/{main}" in beside:
            return main
    return ""


_MAIN = {
    "race-annex": ("race",),
    "timing-quality": ("race",),
    "sustainability-brief": ("sustainability",),
    "grande-viaggio-alpino-brief": ("grande-viaggio-alpino",),
}

_TO_REPORT = re.compile(r'<a href="(?P<report>[a-z-]+)\.html">(?P<words>[^<]*)</a>')


def print_page(document: Document, drawings: Mapping[str, str]) -> str:
    """Return the document for print.

    Parameters
    ----------
    document
        The report.
    drawings
        A figure's name -> its SVG.
    """
    return _render(
        "print.html.j2",
        document,
        figure=lambda figure: _figure(document, figure, image=_image(drawings[figure.name])),
        style="\n".join(
            [
                asset("common.css"),
                asset("print.css"),
                *_extra(document, ".css", "-print.css"),
            ]
        ),
    )


def _render(template: str, document: Document, *, figure: Any, **given: Any) -> str:
    def body(parts: tuple[Part, ...]) -> Markup:
        return Markup("\n").join(
            Markup(divided(part.html)) if isinstance(part, Fragment) else figure(part)  # noqa: S704
            for part in parts
        )

    def chapter_body(number: int, chapter: Chapter) -> Markup:
        numbered = str(body(chapter.parts)).replace(
            "<section", f'<section data-number="{number}"', 1
        )
        return Markup(numbered)  # noqa: S704 - our own fragments, a whole number put in

    return (
        environment()
        .get_template(template)
        .render(
            words=document.words,
            w=words(document.words["language"]),
            document=document,
            body=body,
            chapter_body=chapter_body,
            **{name: _trusted(value) for name, value in given.items()},
        )
    )


def _figure(document: Document, figure: Figure, **given: str) -> Markup:
    template = environment().get_template("figure.html.j2")
    context = {name: Markup(value) for name, value in given.items()}  # noqa: S704 - made here
    return Markup(  # noqa: S704 - autoescaped by the template
        template.render(figure=figure, w=words(document.words["language"]), **context)
    )


def _trusted(value: Any) -> Any:
    """Mark our own style sheets and scripts as safe."""
    if isinstance(value, list):
        return [_trusted(one) for one in value]
    return Markup(value) if isinstance(value, str) else value  # noqa: S704 - our own assets


@cache
def environment() -> Environment:
    """Return the Jinja environment of the pages: autoescape on, an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("reporting.publish.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _script_json(plot: Mapping[str, Any]) -> str:
    r"""Return `plot` as JSON that cannot end the script element it stands in.

    Examples
    --------
    >>> _script_json({"text": "</script><!--"})
    '{"text":"\\u003c/script\\u003e\\u003c!--"}'
    """
    plain = json.dumps(plot, ensure_ascii=False, separators=(",", ":"))
    return plain.translate(_JSON_ESCAPES)


def _image(svg: str) -> str:
    packed = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{packed}"


@cache
def asset(name: str) -> str:
    """Return the text of one of our assets."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _extra(document: Document, *ends: str) -> list[str]:
    """Return the assets that a report brings beside the shared ones: its words' ``extras``."""
    named = [name for name in document.words.get("extras", ()) if str(name).isidentifier()]
    names = [f"{name}{end}" for name in named for end in ends]
    return [asset(name) for name in names if (ASSETS / name).is_file()]


def _plotly() -> str:
    return asset("vendor/plotly-cartesian.min.js")


def policy(scripts: list[str]) -> str:
    """Return the page's content security policy: its own scripts by their hash, nothing else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )
