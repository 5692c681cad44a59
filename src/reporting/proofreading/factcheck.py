"""The fact check: what a text states of an event, each claim with its verdict.

A wrong "confirmed" is the one grave error: a claim is confirmed only where it is plain what it is
about, where its sentence neither denies, wishes nor reports it, and where something published says
the same. Everything else is contradicted by something published, or unsupported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from reporting.event import Event
from reporting.proofreading.clock_in_text import times_of
from reporting.proofreading.controls_in_text import controls_of
from reporting.proofreading.credits_in_text import credits_of
from reporting.proofreading.crews_in_text import crews_of
from reporting.proofreading.days_in_text import days_of
from reporting.proofreading.decisions_in_text import decisions_of
from reporting.proofreading.dossiers_in_text import dossiers_of
from reporting.proofreading.extremes_in_text import extremes_of
from reporting.proofreading.figures_in_text import figures_of
from reporting.proofreading.guests_in_text import guests_of
from reporting.proofreading.heights_in_text import passes_of
from reporting.proofreading.kin_in_text import kin_of
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.labelled_in_text import labelled_of
from reporting.proofreading.members_in_text import members_of
from reporting.proofreading.misprints_in_text import misprints
from reporting.proofreading.places_in_text import places_of
from reporting.proofreading.ranked_in_text import ranked_of
from reporting.proofreading.reading import sentences
from reporting.proofreading.regions_in_text import entered_regions_of
from reporting.proofreading.retired_in_text import retired_of
from reporting.proofreading.rows_in_text import rows_of
from reporting.proofreading.second_readings import settled
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.series_in_text import series_of
from reporting.proofreading.sums_in_text import sums_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.texts import TextLine
from reporting.proofreading.unread_in_text import unclaimed, unread
from reporting.proofreading.ways_in_text import ways_of
from reporting.proofreading.wording_in_text import wording_of
from reporting.proofreading.years_in_text import years_of


def factcheck(lines: Iterable[TextLine], event: Event | KnownEvent) -> list[TextClaim]:
    """Hold a text against an event.

    Parameters
    ----------
    lines
        The text, as :func:`~reporting.proofreading.texts.read_text` reads it.
    event
        A loaded package, or what is known of one; only what somebody published of it confirms or
        contradicts anything.

    Returns
    -------
    list of TextClaim
        In reading order; what is not a claim of a kind that is known is left out.
    """
    known = event if isinstance(event, KnownEvent) else KnownEvent(event)
    found: list[TextClaim] = []
    claimed = False
    for sentence in sentences(lines, known):
        claims = list(_of_sentence(sentence))
        # What goes on from a claim after a semicolon was read with it, or by nobody.
        claimed = bool(claims) or (claimed and sentence.before is not None)
        found += claims
        found += unread(sentence, claims) if claimed else unclaimed(sentence)
    return found


def _of_sentence(sentence: Sentence) -> Iterator[TextClaim]:
    found = [claim for find in _FINDERS for claim in find(sentence)]
    claims = list(settled(sentence, found))
    of_rows = {one.stated for one in claims if (one.kind, one.verdict) == ("figure", "confirmed")}
    claims = [  # what a row says in the text's own words is no length of the way
        one
        for one in claims
        if not (one.kind == "length" and one.verdict != "confirmed" and one.stated in of_rows)
    ]
    slips = list(misprints(sentence, claims))
    places = {slip.start for slip in slips}
    claims = [one for one in claims if one.start is None or one.start not in places] + slips
    yield from (one for one in claims if not _is_decided_beside(sentence, one, claims))


def _is_decided_beside(sentence: Sentence, claim: TextClaim, claims: Sequence[TextClaim]) -> bool:
    """Tell whether a figure that one reader leaves open is one that another reader decides."""
    if claim.kind != "figure" or claim.verdict != "unsupported":
        return False
    figure = claim.stated.split()[0]
    alike = [one for one in sentence.numbers if sentence.text[one.start :].startswith(figure)]
    return len(alike) == 1 and any(
        one.verdict != "unsupported" and one.stated.split()[0] == figure and one.start is not None
        for one in claims
    )


_FINDERS = (
    crews_of, ranked_of, figures_of, labelled_of, wording_of, years_of, passes_of, sums_of,
    days_of, times_of, ways_of, places_of, guests_of, controls_of, members_of,
    entered_regions_of, kin_of,
    credits_of, retired_of, rows_of, decisions_of, dossiers_of, extremes_of, series_of,
)  # fmt: skip


def marked(lines: Iterable[TextLine], claims: Iterable[TextClaim]) -> str:
    """Return the text as an HTML page, each line with what was found in it."""
    by_line: dict[int, list[TextClaim]] = {}
    for claim in claims:
        by_line.setdefault(claim.line, []).append(claim)
    rows = [
        f"<p>{escape(line.text)}</p>"
        + "".join(
            f'<p class="{each.verdict}">{escape(each.in_words)}</p>'
            for each in by_line.get(line.number, ())
        )
        for line in lines
    ]
    return _PAGE.format("\n".join(rows))


_PAGE = """<!doctype html>
<meta charset="utf-8"><title>Fact check</title>
<style>body{{font:1rem/1.5 sans-serif;max-width:44rem;margin:2rem auto}}
.confirmed,.contradicted,.unsupported{{font-size:.85rem;margin:.2rem 0 .2rem 1rem;
padding-left:.6rem;border-left:4px solid}}.confirmed{{color:#1b5e20}}.contradicted{{color:#9b1c1c}}
.unsupported{{color:#4a4a4a}}</style>
{}
"""
