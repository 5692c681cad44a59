"""Strict models of what data files say, and texts in the languages of the reports."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from reporting.language import LANGUAGES, text_of


class Strict(BaseModel):
    """What a file says: a key that nobody knows is an error, and nothing changes it later.

    A yes is no number and a number is no day: pydantic alone takes ``true`` for 1, and 20250411
    for seconds, a day of 1970.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_of_its_kind(cls, value: Any, info: ValidationInfo) -> Any:
        kinds = _kinds(cls, str(info.field_name))
        several = isinstance(value, list | tuple | dict)
        for one in (value.values() if isinstance(value, dict) else value) if several else (value,):
            yes = isinstance(one, bool) and kinds & _NUMBERS and bool not in kinds
            day = isinstance(one, int | float) and kinds & _DAYS and not kinds & _NUMBERS
            if yes or day:
                raise PydanticCustomError("other_kind", "a value of another kind")
        return value


_NUMBERS = frozenset({int, float})
_DAYS = frozenset({dt.date, dt.datetime})


@cache
def _kinds(model: type[BaseModel], field: str) -> frozenset[Any]:
    """Return all the types that the annotation of a field names."""

    def inside(annotation: Any) -> set[Any]:
        return {annotation}.union(*map(inside, get_args(annotation)))

    return frozenset(inside(model.model_fields[field].annotation))


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
