"""A library's library that nobody uses is not imported; one that is used is the real one."""

import sys

import pytest

from reporting.lazy import postponed

RARE = "mailcap"  # of the standard library; nothing here imports it


@pytest.fixture(autouse=True)
def not_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, RARE, raising=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_postponed_module_is_imported_when_something_of_it_is_used():
    with postponed(RARE):
        mailcap = __import__(RARE)
    assert RARE not in sys.modules
    assert mailcap.getcaps is sys.modules[RARE].getcaps


def test_what_is_imported_already_is_no_stand_in():
    with postponed("json"):
        import json
    assert json is sys.modules["json"]
    assert json.loads("1") == 1


def test_a_name_that_the_module_does_not_have_is_missing_as_ever():
    with postponed("this.is.nowhere"):
        nowhere = sys.modules["this.is.nowhere"]
    with pytest.raises(ImportError):
        _ = nowhere.anything
