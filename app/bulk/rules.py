"""Cells that no spreadsheet takes for a formula, and that come back as they were; what a file may weigh."""

import re
from datetime import timedelta

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_LINES = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 6_000
MOST_LETTERS = 10_000_000  # of all cells of a workbook: it can say one long text in a million cells
MOST_PICTURES = 300
MOST_PACK_BYTES = 60 * 1024 * 1024
MOST_PICTURE_BYTES = 16 * 1024 * 1024
MOST_UNPACKED_PICTURE_BYTES = 120 * 1024 * 1024
WAITS_FOR_START = timedelta(days=7)
LARGEST_RATIO = 50  # a photo hardly gets smaller in a ZIP

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # OWASP, CSV injection
QUOTED = re.compile(r"'+[=+\-@\t\r]")
NO_LETTER = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
SPELT_OUT = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # nothing that a database cannot hold
COUNT = re.compile(r"\d{1,9}", re.ASCII)
WITH_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)


def write_cell(text: str) -> str:
    """A cell that no spreadsheet runs, with signs that are no letters spelt out (ECMA-376, ST_Xstring)."""
    guarded = f"'{text}" if FORMULA.match(text) else text
    return NO_LETTER.sub(lambda match: f"_x{ord(match[0]):04X}_", guarded)


def read_cell(text: str) -> str:
    """What `write_cell` was given, without outer spaces."""
    spelt = SPELT_OUT.sub(lambda match: chr(int(match[1], 16)), text)
    return (spelt[1:] if QUOTED.match(spelt) else spelt).strip()


def whole(text: str) -> str:
    """A whole number without the dots that people write between thousands; anything else as it is."""
    return text.replace(".", "") if WITH_DOTS.fullmatch(text) else text


def plain(text: str) -> str:
    """A text as cells are compared: other line ends and outer spaces are no difference."""
    return text.replace("\r\n", "\n").strip()
