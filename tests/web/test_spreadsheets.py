"""Files for spreadsheets: nothing in them runs, and nothing of them is left behind."""

import csv
import io

from flask import Flask

from app.web.spreadsheets import Cell, csv_response


def written(app: Flask, *rows: tuple[Cell, ...]) -> list[list[str]]:
    with app.test_request_context():
        response = csv_response("buku.csv", ("a", "b"), rows)
        response.direct_passthrough = False
        text = response.get_data(as_text=True)
        response.close()
    assert response.headers["Content-Disposition"] == "attachment; filename=buku.csv"
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def test_what_would_run_as_a_formula_is_text(app: Flask) -> None:
    dangerous = ["=1+1", "+62", "-5", "@cmd", "\tx", "\rx"]
    assert [row[0] for row in written(app, *((each, 1) for each in dangerous))] == [f"'{each}" for each in dangerous]


def test_numbers_and_plain_words_stay_as_they_are(app: Flask) -> None:
    assert written(app, ('kata, dan "kutip"', -5), ("a=b", None)) == [['kata, dan "kutip"', "-5"], ["a=b", ""]]


def test_a_long_file_is_whole(app: Flask) -> None:
    assert len(written(app, *(("x" * 100, number) for number in range(30_000)))) == 30_000
