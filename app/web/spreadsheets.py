"""Files for spreadsheets.

They are written whole before the first byte leaves: nobody who downloads slowly keeps a transaction open, and a failure
is an error page instead of half a file.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence

from flask import Response, send_file

IN_MEMORY = 1024 * 1024
# a spreadsheet would run what begins like this (OWASP: CSV Injection)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else

Cell = str | int | None


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download of rows under a header, in constant memory."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()
    file.seek(0)
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name)


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
