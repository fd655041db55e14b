"""The audit log is read in Indonesian."""

import re
from pathlib import Path

from flask import Flask

from app.admin import words
from app.models.payment import DisputeStatus, PaymentStatus
from app.models.payout import StatementStatus
from app.models.shipment import ShipmentStatus

APP = Path(__file__).parents[2] / "app"
RECORDED = re.compile(r'audit\.record(?:_each)?\(\s*(?P<fixed>f?)"(?P<action>[a-z_.{}]+)"')
VALUES = {
    "dispute": (DisputeStatus.WON, DisputeStatus.LOST),
    "payment": (PaymentStatus.CAPTURED, PaymentStatus.EXPIRED, PaymentStatus.FAILED),
    "shipment": (ShipmentStatus.LOST, ShipmentStatus.RETURNED),
    "turnover_statement": (StatementStatus.ACCEPTED, StatementStatus.REJECTED),
}


def test_every_action_that_is_recorded_has_words_and_no_others_have(app: Flask) -> None:
    found: set[str] = set()
    for path in APP.rglob("*.py"):
        for match in RECORDED.finditer(path.read_text()):
            subject, _dot, verb = match["action"].partition(".")
            found |= {f"{subject}.{value}" for value in VALUES[subject]} if "{" in verb else {match["action"]}
    assert found == set(words.ACTIONS)


def test_what_nobody_has_words_for_keeps_its_code(app: Flask) -> None:
    assert (words.action("order.shipped"), words.action("raft.sunk")) == ("Pesanan dikirim", "raft.sunk")
