"""Text that people send as tables."""

import pytest

from app.delimited import NotDelimited, decoded, rows_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert decoded("Café;1".encode(encoding)) == "Café;1"


@pytest.mark.parametrize("data", [b"a;\x00;b", "a;b".encode("utf-16"), b"\x89PNG\r\n\x1a\n", b"\x81"])
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(NotDelimited):
        decoded(data)


def test_a_cell_holds_lines_and_delimiters_in_quotes() -> None:
    assert list(rows_of('a;"b\r\nc;d"\r\n\r\ne;f\rg', ";")) == [["a", "b\r\nc;d"], [], ["e", "f"], ["g"]]


def test_a_cell_without_end_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotDelimited):
        list(rows_of("x" * 200_000, ";"))
