"""The inventory: the accounts of an event as they are handed on, and as one document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reporting.footprint.accounts import Accounts
from reporting.footprint.inventory_document import document

if TYPE_CHECKING:
    from reporting.caveats import Caveat


@dataclass(frozen=True)
class Inventory(Accounts):
    """The footprint of one event: its accounts, ready to be handed on."""

    def with_caveats(self, caveats: tuple[Caveat, ...]) -> Inventory:
        """Return the inventory with its caveats."""
        return replace(self, caveats=caveats)

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``reporting footprint --json`` (contract, section 3)."""
        return document(self)
