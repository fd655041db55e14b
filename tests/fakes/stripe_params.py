"""What the stripe package says may be sent: its own parameter types, walked with a form as it came over the line."""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from stripe import RequestOptions
from typing_extensions import is_typeddict  # the package writes its types with it

Form = dict[str, Any]
FOR_THE_CLIENT = frozenset(RequestOptions.__annotations__)  # these are headers, never part of a form
NAMES = {"Mapping": Mapping, "StripeContext": object}  # the package imports them for type checkers only


class Invalid(Exception):
    """A parameter that Stripe would refuse: its name and why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{why}: {name}")
        self.name = name


def decode(text: str) -> Form:
    """A form with bracketed names as nested dicts of text; lists are dicts with numbers as names."""
    form: Form = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        place, *below = re.findall(r"[^\[\]]+", name)
        inner = form
        for step in below:
            inner = inner.setdefault(place, {})
            place = step
        inner[place] = value
    return form


def checked(form: Form, params: Any) -> Form:
    """The form with lists, numbers and truths as the type has them. Raises Invalid."""
    return _read_fields(form, params, "")


def _read(value: Any, kind: Any, name: str) -> Any:
    if is_typeddict(kind):
        return _read_fields(value, kind, name)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read_first(value, _strict(parts), name)
    if origin is list and isinstance(value, dict) and value.keys() == {str(place) for place in range(len(value))}:
        return [_read(value[str(place)], parts[0], f"{name}[{place}]") for place in range(len(value))]
    if origin is dict and isinstance(value, dict):
        return {key: _read(each, parts[1], f"{name}[{key}]") for key, each in value.items()}
    if origin is Literal and value in parts:
        return value
    if isinstance(value, str):
        if kind is str:
            return value
        if kind is int and re.fullmatch(r"-?\d+", value, re.ASCII):
            return int(value)
        if kind is bool and value in ("true", "false"):
            return value == "true"
    raise Invalid(name, f"Invalid {getattr(kind, '__name__', kind)}")


def _read_fields(value: Any, kind: Any, name: str) -> Form:
    if not isinstance(value, dict):
        raise Invalid(name, "Invalid object")
    fields = _fields(kind)
    inside = {key: f"{name}[{key}]" if name else key for key in {*value, *kind.__required_keys__}}
    for key in value.keys() - fields.keys():
        raise Invalid(inside[key], "Received unknown parameter")
    for key in kind.__required_keys__ - value.keys():
        raise Invalid(inside[key], "Missing required param")
    return {key: _read(each, fields[key], inside[key]) for key, each in value.items()}


def _read_first(value: Any, kinds: list[Any], name: str) -> Any:
    for kind in kinds[:-1]:
        try:
            return _read(value, kind, name)
        except Invalid:
            continue
    return _read(value, kinds[-1], name)


def _strict(kinds: tuple[Any, ...]) -> list[Any]:
    """The types add `str` to lists of words, for those of later versions; Stripe refuses what it does not know."""
    has_words = any(get_origin(kind) is Literal and get_args(kind) != ("",) for kind in kinds)
    return [kind for kind in kinds if not (has_words and kind is str)]


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind, localns=NAMES).items() if name not in FOR_THE_CLIENT}
