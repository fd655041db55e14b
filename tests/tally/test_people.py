"""A person counts once a day for the same thing, and nobody can be found in what is remembered."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.clock import now
from app.tally import people


def test_the_same_thing_counts_once_for_each_address_and_day(app: Flask) -> None:
    assert people.is_first_time("203.0.113.1", "lada")
    assert not people.is_first_time("203.0.113.1", "lada")
    assert people.is_first_time("203.0.113.1", "rusip")
    assert people.is_first_time("203.0.113.2", "lada")
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert people.is_first_time("203.0.113.1", "lada")


def test_all_addresses_of_one_line_are_one(app: Flask) -> None:
    assert people.is_first_time("2001:db8::1", "lada")
    assert not people.is_first_time("2001:db8::ffff:1", "lada")
    assert people.is_first_time("2001:db8:0:1::1", "lada")
    assert people.is_first_time("", "lada")


def test_who_does_too_much_counts_no_more_that_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_OF_ONE", 3)
    assert [people.is_first_time("203.0.113.1", each) for each in range(5)] == [True, True, True, False, False]
    assert people.is_first_time("203.0.113.2", 9)


def test_memory_has_an_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST", 3)
    for number in range(4):
        assert people.is_first_time(f"203.0.113.{number}", "lada")
    assert people.is_first_time("203.0.113.0", "lada"), "everything began anew"


def test_no_address_is_kept(app: Flask) -> None:
    people.is_first_time("203.0.113.1", "lada")
    kept = people._today.seen
    assert "203.0.113.1" not in repr(kept)
    people.forget()
    people.is_first_time("203.0.113.1", "lada")
    assert kept.keys() != people._today.seen.keys(), "the salt is new"
