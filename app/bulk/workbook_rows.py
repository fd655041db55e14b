"""Reads the first sheet of an XLSX from standard input and writes its rows as JSON on standard output.

A script that imports nothing of ours and runs in a process of its own with little memory and time: a stranger's
workbook can end this process, not the worker. Arguments: the most rows, columns, letters of a cell, letters altogether.
Each row is its number and its cells; a cell is a text, or a list of what it is instead and the text that stands there.
A longer cell is cut. Exit code 1 means: not a workbook that can be read; 2: more letters than that.
"""

import json
import resource
import sys
import warnings
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
FORMULA, DAY, FAULT = "formula", "day", "fault"
UNREADABLE, TOO_MUCH = 1, 2


def main() -> int:
    """Write at most so many rows that are not empty."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("ignore")
    most_rows, most_columns, longest, letters_left = map(int, sys.argv[1:])
    try:
        book = openpyxl.load_workbook(BytesIO(sys.stdin.buffer.read()), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found: list[Any] = []
        for number, row in enumerate(sheet.iter_rows(max_col=most_columns), 1):
            cells = [_cut(_cell(cell), longest) for cell in row]
            letters_left -= sum(len(cell if isinstance(cell, str) else cell[1]) for cell in cells)
            if letters_left < 0:
                return TOO_MUCH
            if any(cells):
                found.append([number, cells])
            if len(found) == most_rows:
                break
    except Exception:  # whatever a stranger's file makes the library stumble over
        return UNREADABLE
    sys.stdout.write(json.dumps(found))
    return 0


def _cell(cell: Any) -> str | list[str]:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return [FORMULA, value if isinstance(value, str) else "="]
    if cell.data_type == "e":
        return [FAULT, str(value)]
    if isinstance(value, (datetime, date, time, timedelta)):
        return [DAY, str(value)]
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    return str(value)


def _cut(cell: str | list[str], longest: int) -> str | list[str]:
    return cell[:longest] if isinstance(cell, str) else [cell[0], cell[1][:longest]]


if __name__ == "__main__":
    sys.exit(main())
