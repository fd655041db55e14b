"""Couriers by the codes that Biteship and RajaOngkir share, and as sellers write their names."""

import re

CODES = ("jne", "jnt", "sicepat", "pos", "anteraja", "tiki", "ninja", "lion", "idexpress", "sap", "wahana")
WRITTEN = {
    "j&t": "jnt",
    "jt": "jnt",
    "j&texpress": "jnt",
    "jntexpress": "jnt",
    "posindonesia": "pos",
    "posaja": "pos",
    "kantorpos": "pos",
    "ninjaxpress": "ninja",
    "ninjavan": "ninja",
    "lionparcel": "lion",
    "idexpress": "idexpress",
    "ide": "idexpress",
    "sapexpress": "sap",
}


def code_of(written: str) -> str | None:
    """The code of the courier that a seller wrote, perhaps with a service behind it; None for one nobody can ask."""
    first, *_service = re.split(r"\s+(?:reg|yes|oke|ctc|ez|eco|express|reguler|kilat|best|jtr)\b", written.casefold())
    name = re.sub(r"[\s.,_-]+", "", first)
    return name if name in CODES else WRITTEN.get(name)
