"""Words longer than a column of a page: they may be divided anywhere, lest they push others off."""

from __future__ import annotations

import re
from html import unescape

_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_CLASS = re.compile(r'\bclass="')
_TAG = re.compile(r"<[^>]+>")
_LONGEST_WORD = 28


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


def _marked(cell: re.Match[str]) -> str:
    kind, attributes, inner = cell.groups()
    words = unescape(_TAG.sub(" ", inner)).split()
    if max(map(len, words), default=0) <= _LONGEST_WORD:
        return cell[0]
    if _CLASS.search(attributes):
        attributes = _CLASS.sub('class="long ', attributes, count=1)
    else:
        attributes = f' class="long"{attributes}'
    return f"<{kind}{attributes}>{inner}</{kind}>"
