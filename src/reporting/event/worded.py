"""Strict models of what data files say, and texts in the languages of the reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from reporting.language import LANGUAGES, text_of


class Strict(BaseModel):
    """What a file says: a key that nobody knows is an error, and nothing changes it later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _of_a_language(key: str) -> str:
    if key.rpartition("_")[2] not in LANGUAGES:
        # As pydantic calls a key that nobody knows.
        raise PydanticCustomError("extra_forbidden", "Extra inputs are not permitted")
    return key


class Worded(Strict):
    """Texts named ``<name>_<language>``, or ``<language>`` alone.

    Italian and English are fields; a further language of the reports needs none.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[Annotated[str, AfterValidator(_of_a_language)], str]

    def in_language(self, language: str, name: str = "") -> str:
        """Return a text in `language`; in English where nobody wrote it in that."""
        return text_of(self, language, name)


class Words(Worded):
    """A name or a note in the languages of the reports."""

    it: str
    en: str
