"""The data reference's second half: what a build writes, from the catalogue it writes by.

``python -m reporting.publish.data.output_reference`` writes the pages into ``docs``, the first
half (what goes in) with them.
"""

from __future__ import annotations

from pathlib import Path

from reporting.event.data_reference import PAGES, data_reference
from reporting.publish.data.catalogue import outputs
from reporting.publish.pages.page_words import words


def reference(language: str) -> str:
    """Return the whole data reference as Markdown: what goes in, and what comes out."""
    return f"{data_reference(language)}\n{output_reference(language)}"


def output_reference(language: str) -> str:
    """Return every table of ``reports/<event>/data`` with its columns, as Markdown."""
    w = words(language)
    lines = [f"## {w['outputs']}", "", w["outputs-lead"], ""]
    for table in outputs().values():
        lines += [f"### `{table.name}`", "", table.words[language], ""]
        lines += [
            f"| {w['column']} | {w['type']} | {w['unit']} | {w['holds']} |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{column.name}` | {w[f'type-{column.type}']} | {column.unit} "
            f"| {column.words[language].replace('|', chr(92) + '|')} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write the pages."""
    docs = Path(__file__).resolve().parents[4] / "docs"
    for language, page in PAGES.items():
        (docs / page).write_text(reference(language), encoding="utf-8")


if __name__ == "__main__":
    main()
