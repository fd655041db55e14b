"""Finding a place by code or by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.db import session
from app.errors import NotFound
from app.kept import kept
from app.models.region import DISTRICT, PROVINCE, REGENCY, VILLAGE, Region

Regency = aliased(Region, name="regency")
Province = aliased(Region, name="province")
DISTRICT_COLUMNS = (
    Region.code,
    Region.name,
    Region.postal_code,
    Regency.code.label("regency_code"),
    Regency.name.label("regency_name"),
    Province.name.label("province_name"),
)
MOST_MATCHES = 20
NO_NAMES = frozenset({"", "kec", "kecamatan", "prov", "provinsi"})


@dataclass(frozen=True)
class District:
    """A kecamatan with everything a parcel needs to know about it."""

    code: str
    postal_code: str
    regency_code: str
    full_name: str


@dataclass(frozen=True)
class Place:
    """A kabupaten with its kecamatan, or a kecamatan; the slugs are the parts of its address."""

    code: str
    slug: str
    name: str
    full_name: str
    regency_slug: str
    district_slug: str = ""
    districts: tuple["Place", ...] = ()


@dataclass(frozen=True)
class PlaceChoice:
    """A kabupaten with its kecamatan, or a kecamatan, to narrow a list to, and how many rows of the list lie in it."""

    code: str
    name: str
    count: int
    parts: tuple["PlaceChoice", ...] = ()


def districts(codes: Iterable[str]) -> dict[str, District]:
    """Some districts by their codes, in one statement."""
    rows = session.execute(_districts().where(Region.code.in_(list(codes))))
    return {row.code: district_in(row) for row in rows}


def find_districts(text: str, *, home_province: str) -> list[District]:
    """Districts whose name, or that of their regency or province, holds all words; the nearer name and home first."""
    words = [word for word in re.split(r"[\s,.]+", text.casefold()) if word not in NO_NAMES][:5]
    if not words:
        return []
    near = func.lower(Region.name + " " + Regency.name)
    whole = func.lower(Region.name + " " + Regency.name + " " + Province.name)
    matches = _districts().where(*(whole.contains(word, autoescape=True) for word in words))
    rank = case(
        (func.lower(Region.name) == " ".join(words), 0),
        (func.lower(Region.name).startswith(words[0], autoescape=True), 1),
        (and_(*(near.contains(word, autoescape=True) for word in words)), 2),  # every district of ours is in "Belitung"
        else_=3,
    )
    is_away = case((Province.code == home_province, 0), else_=1)
    rows = session.execute(matches.order_by(rank, is_away, Region.code).limit(MOST_MATCHES))
    return [district_in(row) for row in rows]


@kept
def regencies(province_code: str) -> tuple[Place, ...]:
    """The kabupaten and cities of a province by name, each with its kecamatan by name."""
    of_province = select(Regency.code).where(Regency.parent_code == province_code)
    rows = session.scalars(
        select(Region)
        .where(or_(Region.parent_code == province_code, Region.parent_code.in_(of_province)))
        .order_by(Region.name, Region.code)
    ).all()
    parts: dict[str, list[Region]] = {}
    for row in rows:
        if row.level == DISTRICT:
            parts.setdefault(row.parent_code or "", []).append(row)
    found = [_regency(row, parts.get(row.code, [])) for row in rows if row.level == REGENCY]
    return tuple(sorted(found, key=lambda place: place.name))


def regency_names(province_code: str) -> dict[str, str]:
    """The kabupaten and cities of a province by their codes, as people say them."""
    return {place.code: place.name for place in regencies(province_code)}


@kept
def province_names() -> Mapping[str, str]:
    """All provinces by their codes, in the order of their names."""
    rows = session.execute(select(Region.code, Region.name).where(Region.level == PROVINCE).order_by(Region.name))
    return {row.code: row.name for row in rows}


def place_named(places: Iterable[Place], slug: str) -> Place:
    """The one of these places that an address names. Raises NotFound."""
    for place in places:
        if place.slug == slug:
            return place
    raise NotFound


def places_to_choose(province_code: str, counts: Mapping[str | None, int]) -> list[PlaceChoice]:
    """The kabupaten and kecamatan of a province, with how many rows there are by the codes of their districts."""
    choices = []
    for regency in regencies(province_code):
        parts = tuple(PlaceChoice(part.code, part.name, counts.get(part.code, 0)) for part in regency.districts)
        choices.append(PlaceChoice(regency.code, regency.full_name, sum(part.count for part in parts), parts))
    return choices


def known_code(province_code: str, text: str | None) -> str:
    """The code of a kabupaten or kecamatan of a province, nothing when the text is none."""
    places = regencies(province_code)
    known = {place.code for regency in places for place in (regency, *regency.districts)}
    return text if text in known else ""


def is_in_place(district: SQLColumnExpression[str | None], code: str) -> ColumnElement[bool]:
    """Whether the code of a district is that of a place or of a part of it; every district for no code."""
    return or_(district == code, district.startswith(f"{code}.", autoescape=True)) if code else true()


def _regency(row: Region, parts: list[Region]) -> Place:
    districts = (
        Place(part.code, part.slug, part.name, f"Kecamatan {part.name}", row.slug, part.slug) for part in parts
    )
    return Place(row.code, row.slug, row.short_name, row.name, row.slug, "", tuple(districts))


def villages_of(district_code: str) -> Sequence[Region]:
    """The villages of a district by name; only those of the home province are known."""
    is_there = Region.level == VILLAGE, Region.parent_code == district_code
    return session.scalars(select(Region).where(*is_there).order_by(Region.name)).all()


def with_district(query: Select[*tuple[Any, ...]], code: SQLColumnExpression[str]) -> Select[*tuple[Any, ...]]:
    """A query whose rows bring the district of this code along."""
    return (
        query.add_columns(*DISTRICT_COLUMNS)
        .join(Region, Region.code == code)
        .join(Regency, Regency.code == Region.parent_code)
        .join(Province, Province.code == Regency.parent_code)
    )


def district_in(row: Row[Any]) -> District:
    """The district that a row brings along."""
    full_name = f"Kec. {row.name}, {row.regency_name}, {row.province_name}"
    return District(row.code, row.postal_code, row.regency_code, full_name)


def _districts() -> Select[*tuple[Any, ...]]:
    return (
        select(*DISTRICT_COLUMNS)
        .join(Regency, Regency.code == Region.parent_code)
        .join(Province, Province.code == Regency.parent_code)
        .where(Region.level == DISTRICT)
    )
