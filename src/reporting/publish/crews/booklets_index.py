"""``crews/index.html``: every crew by number, its booklets, and a search that nobody needs."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from reporting.language import LANGUAGES, in_each, typographic
from reporting.publish.pages import fonts
from reporting.publish.pages.page import asset
from reporting.publish.pages.page_words import in_all
from reporting.story.prose import environment
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from reporting.story.crews.field import Field

NAME = "index.html"
STYLES = ("common.css", "index.css", "crews-index.css")

# Hides what does not match; without it the whole list stands there.
SCRIPT = """
const box = document.querySelector("#search"), rows = [...document.querySelectorAll("tbody tr")];
const plain = (text) => text.normalize("NFD").replace(/[\\u0300-\\u036f]/g, "").toLowerCase();
box.closest("p").hidden = false;
box.addEventListener("input", () => {
  const words = plain(box.value).split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => plain(row.textContent).includes(word));
    shown += !row.hidden;
  }
  document.querySelector("#none").hidden = shown > 0;
});
"""


def render(field: Field, listed: Mapping[str, Any]) -> str:
    """Return the index as HTML, in both languages."""
    rows: dict[int, dict[str, Any]] = {}
    for one in listed["booklets"]:
        row = rows.setdefault(one["number"], {**one, "files": {}})
        row["files"][one["language"]] = one["path"]
    for one in listed["without"]:
        rows[one["number"]] = {**one, "position": None, "files": {}}
    voices = in_each(Voice)
    names: dict[str, str] = {}
    for language, name in in_each(field.info.name.in_language).items():
        names.setdefault(name, language)
    policy = base64.b64encode(sha256(SCRIPT.encode()).digest()).decode()
    page = (
        environment(LANGUAGES[0])
        .get_template("crews/index.html.j2")
        .render(
            field=field,
            rows=[rows[number] for number in sorted(rows)],
            names=names,
            voices=voices,
            languages=LANGUAGES,
            each=lambda word, between=" ": in_all(lambda one: voices[one].text(word), between),
            style="\n".join(
                [
                    fonts.embedded_faces(),
                    asset("common.css"),
                    asset("index.css"),
                    asset("crews-index.css"),
                ]
            ),
            script=SCRIPT,
            policy=policy,
        )
    )
    return typographic_text(page)


def typographic_text(page: str) -> str:
    """Return the page with typographic apostrophes, its script left as it is."""
    head, script, tail = page.partition("<script>")
    return typographic(head) + script + tail
