"""The HTML page: what it holds, and what it does in a real browser with the network cut."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import plotly.offline
import pytest
from PIL import Image

from reporting.engine.notebook import execute
from reporting.publish import page
from reporting.publish.pages.document import Chapter, Document, Figure, Fragment
from reporting.publish.pages.page import ASSETS, print_page, screen_page
from reporting.publish.pages.social_card import social_card
from support.browser import visit
from support.notebooks import CHAPTERS, CHART, COVER, PAGE, write_notebook

WORDS = {"language": "it", "title": "Prova <b>& co</b>", "notice": "Tempi simulati"}
HOSTILE = "</script><!-- <img src=x onerror=alert(1)>"


def figure(**changes: object) -> Figure:
    given = {"name": "lead", "plot": {"data": [{"name": HOSTILE}], "layout": {}}, "subtitle": ""}
    words = {"title": HOSTILE, "source": "s", "alt": HOSTILE}
    return Figure(**(given | words | changes))  # type: ignore[arg-type]


def document(*parts: object) -> Document:
    opening = Fragment('<section class="chapter" id="a"><h2>A &amp; B</h2>')
    return Document(
        WORDS, (Fragment("<header></header>"),), (Chapter("a", "A & B", (opening, *parts)),)
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a small executed notebook."""
    folder = tmp_path_factory.mktemp("page")
    notebook = write_notebook(folder / "race.ipynb", PAGE, COVER, CHAPTERS, CHART)
    done = execute(notebook, {}, folder / "done.ipynb")
    target = folder / "race.html"
    target.write_text(page(nbformat.read(done, as_version=4)), encoding="utf-8")
    return target


def test_the_contents_name_every_chapter_and_number_them() -> None:
    html = screen_page(document())
    assert '<li><a href="#a">A &amp; B</a></li>' in html
    assert '<section data-number="1" class="chapter" id="a">' in html
    assert html.count("<section") == html.count("</section>") == 1


def test_texts_cannot_break_out_of_the_page() -> None:
    html = screen_page(document(figure()))
    assert "<img src=x" not in html
    assert "Prova &lt;b&gt;&amp; co&lt;/b&gt;" in html
    json = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    assert json is not None
    assert "\\u003c/script\\u003e\\u003c!--" in json[1]


def test_the_page_names_no_address_that_it_would_load() -> None:
    html = screen_page(document(figure(title="t", alt="a", plot={})))
    own = html.replace((ASSETS / "vendor" / "plotly-cartesian.min.js").read_text(), "")
    assert not re.findall(r"""(?:src|href)=["']?(?!#|data:)[^"'>]+""", own)
    assert not re.findall(r"url\((?!data:)", own)
    assert "default-src 'none'" in own
    assert "'unsafe-eval'" not in own


def test_a_page_without_figures_does_not_carry_plotly() -> None:
    assert len(screen_page(document(figure()))) - len(screen_page(document())) > 1_000_000


def test_the_notice_stands_on_screen_and_in_print() -> None:
    assert '<p class="sticky-notice">Tempi simulati</p>' in screen_page(document())
    assert 'data-notice="Tempi simulati"' in print_page(document(), {})


def test_print_shows_figures_as_images_with_their_alternative_text() -> None:
    html = print_page(document(figure(alt="Una linea scende")), {"lead": "<svg/>"})
    assert '<img alt="Una linea scende" src="data:image/svg+xml;base64,PHN2Zy8+">' in html
    assert "<script" not in html


def test_the_bundled_plotly_is_the_release_that_plotly_py_carries() -> None:
    head = (ASSETS / "vendor" / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    assert f"v{plotly.offline.get_plotlyjs_version()}" in head


@pytest.mark.slow
def test_the_analysts_cells_do_not_reach_the_page(built: Path) -> None:
    html = built.read_text(encoding="utf-8")
    assert "Nota per" not in html
    assert "IPython" not in html


@pytest.mark.slow
def test_the_page_works_from_a_file_with_the_network_cut(built: Path) -> None:
    texts = "[...document.querySelectorAll('.plot text')]"
    seen = visit(
        built,
        "document.querySelectorAll('.plot .main-svg').length > 0",
        f"{texts}.some(text => text.textContent.includes('più veloce'))",
        "document.fonts.check('16px \"Source Sans 3\"')",
        "getComputedStyle(document.querySelector('.plot .xtick text')).fontFamily",
        "document.querySelector('nav.contents a').textContent",
        "document.documentElement.scrollWidth <= window.innerWidth",
    )
    assert seen.console == []
    assert seen.answers == [True, True, True, '"Source Sans 3"', "Il podio & i tempi", True]
    assert {address.partition(":")[0] for address in seen.requests} <= {"file", "data", "blob"}


@pytest.mark.slow
def test_a_table_is_sorted_and_filtered_by_keyboard(built: Path) -> None:
    names = (
        "[...document.querySelectorAll('tbody tr:not([hidden])')].map(r => r.cells[1].textContent)"
    )
    press = "document.querySelectorAll('button.sort')[1].click()"
    heads = "[...document.querySelectorAll('th')].map(h => h.getAttribute('aria-sort'))"
    seen = visit(
        built,
        press,
        names,
        heads,
        press,
        names,
        press,
        names,
        "const box = document.querySelector('.filter input'); box.value = 'OSK';"
        "box.dispatchEvent(new Event('input'))",
        names,
        "document.querySelector('.filter [role=status]').textContent.trim()",
    )
    up = ["Alfa", "Beta", "Bianchi", "Gamma", "Neri", "Ósk", "Rossi", "Verdi", "Zeta"]
    given = ["Ósk", "Rossi", "Bianchi", "Verdi", "Zeta", "Neri", "Alfa", "Beta", "Gamma"]
    assert seen.answers[1] == up
    assert seen.answers[2] == [None, "ascending"]
    assert seen.answers[4] == up[::-1]
    assert seen.answers[6] == given
    assert seen.answers[8] == ["Ósk"]
    assert seen.answers[9] == "1 righe su 9"
    assert seen.console == []


@pytest.mark.slow
def test_a_chart_that_is_downloaded_takes_its_words_and_its_notice_along(built: Path) -> None:
    seen = visit(
        built,
        "new Promise(done => {"
        "Plotly.downloadImage = (image, options) => Plotly.toImage(image, options).then(done);"
        "[...document.querySelectorAll('.modebar button')].at(-1).click() })",
        "[...document.querySelectorAll('.modebar button')].map(one => one.ariaLabel).join()",
    )
    image, buttons = seen.answers
    texts = re.sub("<[^>]+>", " ", unquote(image))
    for words in ("La 2 passa in testa", "Penalità", "TEMPI SIMULATI", "Fonte: i tempi"):
        assert words in texts
    assert buttons == "Ingrandisci,Sposta,Ripristina,Scarica il grafico (SVG)"
    assert seen.console == []


@pytest.mark.slow
def test_charts_follow_the_dark_theme_of_the_style_sheet(built: Path) -> None:
    themed = built.with_name("dark.html")
    html = built.read_text(encoding="utf-8")
    themed.write_text(html.replace("</style>", ":root { --plot-1b1b1b: #fafafa }</style>", 1))
    colour = "getComputedStyle(document.querySelector('.plot .xtick text')).fill"
    assert visit(themed, colour, dark=True).answers == ["rgb(250, 250, 250)"]
    assert visit(built, colour).answers == ["rgb(27, 27, 27)"]


@pytest.mark.slow
def test_the_page_fits_a_small_screen(built: Path) -> None:
    assert visit(
        built, "document.documentElement.scrollWidth <= window.innerWidth", width=360
    ).answers == [True]


@pytest.mark.slow
def test_a_table_wider_than_the_screen_says_so(tmp_path: Path) -> None:
    row = "".join(f"<td>colonna-{at}</td>" for at in range(8))
    table = (
        f'<figure class="table"><div class="scroll"><table><tr>{row}</tr></table></div></figure>'
    )
    target = tmp_path / "race.html"
    target.write_text(screen_page(document(Fragment(table))), encoding="utf-8")
    told = "document.querySelector('figure.table').innerText.includes('scorre di lato')"
    assert visit(target, told, width=360).answers == [True]
    assert visit(target, told, width=1440).answers == [False]


def wide_table() -> str:
    heads = "".join(f'<th scope="col">testa-{at}</th>' for at in range(8))
    row = "".join(f"<td>valore-lungo-{at}</td>" for at in range(8))
    return (
        '<figure class="table"><div class="scroll"><table class="data">'
        f"<thead><tr>{heads}</tr></thead><tbody><tr>{row}</tr></tbody></table></div></figure>"
    )


@pytest.mark.slow
def test_on_a_phone_a_row_that_is_too_wide_is_a_card_with_every_value_behind_its_head(
    tmp_path: Path,
) -> None:
    target = tmp_path / "race.html"
    target.write_text(screen_page(document(Fragment(wide_table()))), encoding="utf-8")
    asked = """(() => {
        const pane = document.querySelector('figure.table > .scroll');
        const cells = [...pane.querySelectorAll('td')];
        const tops = new Set(cells.map(cell => Math.round(cell.getBoundingClientRect().top)));
        return [pane.scrollWidth <= pane.clientWidth + 1, tops.size,
            getComputedStyle(cells[7], '::before').content,
            cells[7].getAttribute('role')];
    })()"""
    assert visit(target, asked, width=360).answers == [[True, 8, '"testa-7"', "cell"]]
    assert visit(target, asked, width=1440).answers == [[True, 1, "none", None]]


@pytest.mark.slow
def test_a_card_is_headed_by_what_tells_its_row_from_the_others(tmp_path: Path) -> None:
    heads = "".join(f"<th>{head}</th>" for head in ("Decisione", "N.", "Equipaggio", "Totale"))
    crews = ("Alberto Rossi – Lucia Bianchi", "Mario Neri – Anna Verdi")
    rows = "".join(
        f"<tr><td>D1</td><td>{at}</td><td>{crew}</td><td>{1000 + at},25 {'→' * 20} 999,15</td></tr>"
        for at, crew in enumerate(crews)
    )
    target = tmp_path / "race.html"
    table = f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
    whole = f'<figure class="table"><div class="scroll"><table>{table}</table></div></figure>'
    target.write_text(screen_page(document(Fragment(whole))), encoding="utf-8")
    asked = """(() => {
        const cells = [...document.querySelectorAll('tbody tr')[0].cells];
        const top = (cell) => Math.round(cell.getBoundingClientRect().top);
        const first = cells.reduce((one, other) => top(other) < top(one) ? other : one);
        const weight = getComputedStyle(first).fontWeight;
        return [first.textContent, weight, top(cells[0]) === top(cells[1])];
    })()"""
    # The crew heads its card, and what is short stands side by side.
    assert visit(target, asked, width=360).answers == [[crews[0], "600", True]]


@pytest.mark.slow
def test_a_table_of_many_lines_a_row_is_cards_on_a_phone_though_it_would_fit(
    tmp_path: Path,
) -> None:
    codes = ", ".join(f"PC{at}" for at in range(1, 30))
    cells = "".join(f"<td>{text}</td>" for text in ("Equipaggio", codes, "una frase di più parole"))
    heads = "".join(f"<th>{head}</th>" for head in ("Chi", "Dove", "Perché"))
    target = tmp_path / "race.html"
    table = f"<thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody>"
    whole = f'<figure class="table"><div class="scroll"><table>{table}</table></div></figure>'
    target.write_text(screen_page(document(Fragment(whole))), encoding="utf-8")
    told = "document.querySelector('figure.table').classList.contains('stacked')"
    assert visit(target, told, width=360).answers == [True]
    assert visit(target, told, width=820).answers == [False]


@pytest.mark.slow
def test_columns_that_a_phone_does_not_show_are_named(tmp_path: Path) -> None:
    table = (
        '<figure class="table"><div class="scroll"><table class="data"><thead><tr><th>Nome</th>'
        '<th class="narrow">Anno</th></tr></thead><tbody><tr><td>Rossi</td>'
        '<td class="narrow">1938</td></tr></tbody></table></div></figure>'
    )
    target = tmp_path / "race.html"
    target.write_text(screen_page(document(Fragment(table))), encoding="utf-8")
    told = "document.querySelector('figure.table').innerText.includes('ci sono anche: Anno')"
    assert visit(target, told, width=360).answers == [True]
    assert visit(target, told, width=1440).answers == [False]


def test_only_what_stands_beside_a_page_is_linked() -> None:
    words = dict(document().words) | {"report": "race", "event_id": "x", "language": "it"}
    told = Fragment('<p>Nell’<a href="race-annex.html">allegato</a>.</p>')
    made = Document(words, (told,), document().chapters)
    alone = screen_page(made, ("it/race",))
    assert "Nell’allegato." in alone
    assert "../en/" not in alone
    both = screen_page(made, ("en/race", "it/race", "it/race-annex"))
    assert 'href="race-annex.html"' in both
    assert 'href="../en/race.html"' in both
    assert "race.pdf" not in screen_page(made)


@pytest.mark.parametrize(
    ("report", "main"),
    [
        ("race-annex", "race"),
        ("timing-quality", "race"),
        ("sustainability-brief", "sustainability"),
        ("grande-viaggio-alpino-brief", "grande-viaggio-alpino"),
    ],
)
def test_from_an_annex_or_a_brief_there_is_a_way_back_to_its_report(report: str, main: str) -> None:
    words = dict(document().words) | {"report": report, "event_id": "x", "language": "it"}
    made = Document(words, (), document().chapters)
    way_back = f'<a href="{main}.html">'
    assert way_back in screen_page(made, (f"it/{report}", f"it/{main}"))
    assert way_back not in screen_page(made, (f"it/{report}", f"en/{main}"))


def test_the_picture_beside_a_link_says_what_the_page_says_and_its_notice() -> None:
    words = {"event": "Coppa " * 12, "report_title": "Rapporto", "dates": "1 maggio", "won": "Neri"}
    plain, marked = (
        Image.open(io.BytesIO(social_card(words | {"notice": notice})))
        for notice in ("", "Tempi simulati")
    )
    assert plain.size == (1200, 630)
    below = (0, 540, 1200, 630)
    assert len(plain.crop(below).getcolors() or ()) == 1
    assert len(marked.crop(below).getcolors() or ()) > 1
