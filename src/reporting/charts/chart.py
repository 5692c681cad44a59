"""A chart as the reports know it: a plotly figure and the words that stand around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.charts.theme import CLEAR, PAPER
from reporting.language import typographic

if TYPE_CHECKING:
    import plotly.graph_objects as go

PLOTLY_MIME = "application/vnd.plotly.v1+json"

FOR_THE_ANALYST = "analyst"
"""Marks an output that is shown in JupyterLab and never on a reader's page."""

FOR_THE_PAGE = "page"
"""Marks HTML that the suite has made for a reader's page; no other reaches one."""

BOX = ('<div class="reporting">', "</div>")
"""What such HTML stands in, so that its style in JupyterLab reaches nothing else."""


def for_the_page(html: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the MIME bundle of HTML for a page, and its metadata.

    Parameters
    ----------
    html
        As the page has it.
    text
        What stands for it where no HTML is shown.
    """
    boxed = html.join(BOX) if html else ""
    return {"text/html": boxed, "text/plain": text}, {"text/html": {"reporting": FOR_THE_PAGE}}


@dataclass(frozen=True, repr=False)
class Chart:
    """One figure of a report.

    Parameters
    ----------
    name
        A word for ids and file names, unique within the report (``lead``, ``route-map``).
    figure
        The plotly figure without title; its layout's height is in CSS pixels for a text width of
        720 px.
    title
        The finding, one sentence without full stop.
    subtitle
        What is drawn, with the unit.
    source
        Where the data comes from.
    alt
        Alternative text that tells the finding to whoever cannot see the figure.
    notice
        A word shown beside the figure where its data is simulated or a screening estimate.
    """

    name: str
    figure: go.Figure
    title: str
    subtitle: str
    source: str
    alt: str
    notice: str = ""

    def __repr__(self) -> str:
        """Return the finding that it shows."""
        return f"<chart {self.name}: {self.title}>"

    def words(self) -> dict[str, str]:
        """Return the words around the figure, as they stand in the output's metadata."""
        return {
            "name": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "notice": self.notice,
        }

    def _ipython_display_(self) -> None:
        """Show the figure in a notebook under its title, which pages set in their own caption."""
        from IPython.display import display
        from markupsafe import Markup

        notice = Markup(' <span class="notice">{}</span>').format(self.notice)
        heading = Markup(
            '<figure class="chart"><figcaption><p class="title">{}{}</p>'
            '<p class="subtitle">{}</p></figcaption></figure>'
        ).format(self.title, notice if self.notice else "", self.subtitle)
        display(
            {"text/html": str(heading).join(BOX), "text/plain": self.title},
            raw=True,
            metadata={"text/html": {"reporting": FOR_THE_ANALYST}},
        )
        bundle, metadata = self._repr_mimebundle_()
        display(bundle, raw=True, metadata=metadata)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the figure in a notebook, its words beside it as metadata.

        It stands on paper, as JupyterLab may be dark; a page gives it the page's own ground.
        """
        data = self.figure.to_plotly_json()
        if data["layout"].get("paper_bgcolor") == CLEAR:
            data["layout"]["paper_bgcolor"] = PAPER
        bundle = {PLOTLY_MIME: _typeset(_plain(data)), "text/plain": f"{self.title}. {self.alt}"}
        return bundle, {PLOTLY_MIME: {"reporting": _typeset(self.words())}}


def _plain(data: Any) -> Any:
    """Return `data` as plain JSON values, arrays spelt out."""
    import json

    from plotly.utils import PlotlyJSONEncoder

    return json.loads(json.dumps(data, cls=PlotlyJSONEncoder))


def _typeset(value: Any) -> Any:
    """Return JSON values with the apostrophes of their texts as a typesetter sets them."""
    if isinstance(value, str):
        return typographic(value)
    if isinstance(value, list):
        return [_typeset(one) for one in value]
    if isinstance(value, dict):
        return {key: _typeset(one) for key, one in value.items()}
    return value
