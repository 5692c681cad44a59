"""Where a line of print may end within a word.

Words longer than a column may be divided anywhere, lest they push others off the page. Words with a
hyphen of their own (Austin-Healey) are not divided: whoever searches or hears the page would find
two, or one without its hyphen.
"""

from __future__ import annotations

import re
from html import unescape

_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_CLASS = re.compile(r'\bclass="')
_TAG = re.compile(r"<[^>]+>")
_LONGEST_WORD = 28
# No line ends before a figure that follows a hyphen (413-1). What a blank binds to the name goes
# with it: beside a run that does not end, such a word would be cut in two.
_WITH_HYPHEN = re.compile(
    r"(?:[^\W_]+[\xa0\u202f/])?([^\W_]+(?:-[^\W_]+)*-[^\W\d_][^\W_]*(?:-[^\W_]+)*)"
    r"(?:[\xa0\u202f][^\s\W]+)?"
    # Nor after the stroke of a rate: 15 L/100 km.
    r"|((?:\d[\d.,]*[\xa0\u202f])?[^\W\d_]{1,3}/\d+(?:[\xa0\u202f][^\s\W]+)?)"
)
_LONGEST_WITH_HYPHEN = 24
_TAGS = re.compile(r"(<[^>]+>)")
_NO_TEXT = re.compile(r"<(/?)(?:svg|style|script|title)\b")


def divided(html: str) -> str:
    r"""Mark each cell of a table whose longest word may be divided anywhere (``.long``).

    Examples
    --------
    >>> divided("<td>Rossi</td>")
    '<td>Rossi</td>'
    >>> divided(f"<th scope='row'>{'a' * 29}</th>")[:28]
    '<th class="long" scope=\'row\''
    """
    return _CELL.sub(_marked, html)


def undivided(html: str) -> str:
    r"""Mark the words with a hyphen, and the rates, that no line may end within (``.whole``).

    Examples
    --------
    >>> undivided('<p title="A-b">An Austin-Healey of 1954</p>')
    '<p title="A-b">An <span class="whole">Austin-Healey</span> of 1954</p>'
    >>> undivided("<svg><svg></svg><text>A-b</text></svg>")
    '<svg><svg></svg><text>A-b</text></svg>'
    >>> undivided("<p>413-1\xa0Operations of Rolls-Royce\xa0II</p>")
    '<p>413-1\xa0Operations of <span class="whole">Rolls-Royce\xa0II</span></p>'
    >>> undivided("15\xa0L/100\xa0km"), undivided("t/room-night")
    ('<span class="whole">15\xa0L/100\xa0km</span>', '<span class="whole">t/room-night</span>')
    """
    parts, depth = _TAGS.split(html), 0
    for at, part in enumerate(parts):
        if at % 2 == 0:
            parts[at] = part if depth else _WITH_HYPHEN.sub(_whole, part)
        elif (tag := _NO_TEXT.match(part)) and not part.endswith("/>"):
            depth += -1 if tag[1] else 1
    return "".join(parts)


def _whole(word: re.Match[str]) -> str:
    short = len(word[1] or word[2]) <= _LONGEST_WITH_HYPHEN
    return f'<span class="whole">{word[0]}</span>' if short else word[0]


def _marked(cell: re.Match[str]) -> str:
    kind, attributes, inner = cell.groups()
    words = unescape(_TAG.sub(" ", inner)).split()
    if max(map(len, words), default=0) <= _LONGEST_WORD or 'class="long' in attributes:
        return cell[0]
    if _CLASS.search(attributes):
        attributes = _CLASS.sub('class="long ', attributes, count=1)
    else:
        attributes = f' class="long"{attributes}'
    return f"<{kind}{attributes}>{inner}</{kind}>"
