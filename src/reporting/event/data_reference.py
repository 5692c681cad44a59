"""The data reference's first half: what goes in, written from the file that the loader reads by.

:mod:`reporting.publish.data.output_reference` adds what comes out and writes the pages into
``docs``.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from reporting.event.schema import all_tables, code_lists, info_keys, points_of_kind

PAGES = {"en": "data-reference.md", "it": "data-reference.it.md"}
"""Language -> the page in ``docs``."""


def data_reference(language: str = "en") -> str:
    """Return the data reference as Markdown.

    Parameters
    ----------
    language
        Language of the page: en, it.

    Returns
    -------
    str
        Every key of ``event.toml``, every table with its columns (type, unit, whether needed,
        Italian headers), and every code list.
    """
    # Markdown, not HTML: nothing is to be escaped but the bars of its tables.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("reporting.event"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|")
    template = environment.get_template(f"data-reference.{language}.md.j2")
    return template.render(
        language=language,
        keys=info_keys(),
        tables=all_tables(),
        lists=code_lists(),
        points_of_kind=points_of_kind,
    )
