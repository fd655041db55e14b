"""Numbers that people read aloud."""

import pytest

from app.numbers import is_readable_number, readable_number


def test_numbers_show_no_counter_and_no_letter_that_looks_like_a_digit() -> None:
    numbers = {readable_number("SB") for _ in range(500)}
    assert len(numbers) == 500
    assert not set("".join(numbers).replace("SB", "")) & set("ILOU")
    assert all(is_readable_number("SB", number) for number in numbers)


@pytest.mark.parametrize("text", ["", "SB-", "AD-12345678", "SB-1234567", "SB-123456789", "SB-1234567O", "sb-12345678"])
def test_other_texts_are_no_such_number(text: str) -> None:
    assert not is_readable_number("SB", text)
