"""What may be sent to Stripe: the parameter types of its package, walked with a form as it came, and a few rules."""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from stripe import RequestOptions
from typing_extensions import is_typeddict  # the package writes its types with it

Form = dict[str, Any]
MINUTE, DAY = 60, 86_400
LARGEST = 999_999_999_999  # https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
SMALLEST = 1_000_000  # about half a dollar, by the day's rate
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


def checked_total(form: Form, seconds: float) -> int:
    """What a session is to take. Raises Invalid for what the types cannot say; seconds are those until it expires."""
    lines = form.get("line_items", [])
    prices = [line.get("price_data", {}) for line in lines]
    names = [price.get("product_data", {}).get("name") for price in prices]
    amounts = [price.get("unit_amount", -1) for price in prices]
    total: int = sum(amount * line.get("quantity", 1) for amount, line in zip(amounts, lines, strict=True))
    addresses, email = (form.get("success_url", ""), form.get("cancel_url", "http")), form.get("customer_email", "@")
    for is_right, why, param in (
        (form.get("mode") == "payment", "Only payments are taken here", "mode"),
        (1 <= len(lines) <= 100, "You must have 1 to 100 line items", "line_items"),
        (all(price.get("currency") == "idr" for price in prices), "Only idr is taken here", "line_items"),
        (all(names), "You passed an empty string for a name", "line_items"),
        (all(amount >= 0 for amount in amounts), "Invalid non-negative integer", "line_items"),
        ("@" in email, f"Invalid email address: {email}", "customer_email"),
        (all(address.startswith("http") for address in addresses), "Not a valid URL", "success_url"),
        (len(form.get("client_reference_id", "")) <= 200, "Invalid string", "client_reference_id"),
        (seconds >= 30 * MINUTE, "The timestamp must be at least 30 minutes from creation", "expires_at"),
        (seconds <= DAY, "The timestamp must be less than 24 hours from creation", "expires_at"),
        (total >= SMALLEST, "The total amount due must be larger", "line_items"),
        (total <= LARGEST, "The total amount due must be smaller", "line_items"),
    ):
        if not is_right:
            raise Invalid(param, why)
    return total


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
