"""The file that a bank reads: one transfer a line, as every spreadsheet and bank page takes it."""

import csv
from collections.abc import Sequence
from io import StringIO

from app.payouts.commands.exports import Transfer
from app.payouts.rules import plain_cell

HEAD = ("kode_bank", "nomor_rekening", "nama_pemilik", "jumlah", "referensi")


def written(transfers: Sequence[Transfer]) -> str:
    """Bank code, number, holder, whole rupiah and reference of each transfer."""
    file = StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(HEAD)
    for each in transfers:
        cells = (each.bank_code, each.account_number, each.holder_name, str(each.amount), each.reference)
        lines.writerow(plain_cell(cell) for cell in cells)
    return file.getvalue()
