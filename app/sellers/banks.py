"""The banks that pay-outs can reach, by the number Bank Indonesia gave them: the usual ones of the islands first."""

import csv
from collections.abc import Mapping
from pathlib import Path


def _read() -> Mapping[str, str]:
    path = Path(__file__).parent / "data" / "banks.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {line["code"]: line["name"] for line in csv.DictReader(lines)}


BANKS = _read()
