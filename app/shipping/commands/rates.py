"""Keeping what couriers said."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete

from app.clock import now
from app.db import session
from app.gateways.shipping.base import Rate, RateRequest
from app.models.shipping import CourierRates
from app.outbox import emit
from app.settings import setting
from app.shipping import rules


def want_rates(user_id: int) -> None:
    """What couriers take for this person's cart will be asked soon, before its checkout is looked at."""
    if setting("SHIPPING_RATES") != rules.TABLE:
        emit("courier_rates.wanted", user_id=user_id)


def keep_rates(provider: str, request: RateRequest, rates: Sequence[Rate]) -> None:
    """This holds for a while; what was said before is forgotten."""
    key = {
        "provider": provider,
        "origin_code": request.origin.code,
        "destination_code": request.destination.code,
        "kilograms": rules.started_kilograms(request.weight_grams),
    }
    same = (getattr(CourierRates, name) == value for name, value in key.items())
    session.execute(delete(CourierRates).where(*same))
    session.add(CourierRates(**key, rates=[asdict(rate) for rate in rates], told_at=now()))
