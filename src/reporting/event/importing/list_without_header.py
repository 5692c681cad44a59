"""What a list without a header that is understood lacks, told with what it was read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reporting.event.schema import package_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event.importing.list_header import ListHeader
    from reporting.event.importing.readings import Listing

_NEEDED = {
    "entries": ("driver", {"driver", "driver.surname", "crew"}),
    "starts": ("time", {"time"}),
}


def lacks(header: ListHeader, kind: Literal["entries", "starts"]) -> list[str]:
    """Return which of the columns that a list cannot do without a header does not name."""
    called, ways = _NEEDED[kind]
    number = [] if "number" in header.places else ["number"]
    return number if ways & header.places.keys() else [*number, called]


def tell_nearest(
    headers: Sequence[ListHeader], kind: Literal["entries", "starts"], listing: Listing
) -> None:
    """Tell of the row that comes nearest to a header what it lacks; of no row where none is one."""
    if not headers:
        return
    nearest = min(headers, key=lambda one: (len(lacks(one, kind)), -len(one.places)))
    missing = lacks(nearest, kind)
    columns = package_tables()[kind].columns
    names = "; ".join(f"{name}: {', '.join(columns[name].aliases[:_SHOWN])}" for name in missing)
    listing.add(
        "import-list-header",
        nearest.row,
        value=" | ".join(filter(None, nearest.cells)),
        missing=", ".join(missing),
        recognised=", ".join(nearest.shown()) or "-",
        names=names,
    )


_SHOWN = 3
