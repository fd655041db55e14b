"""What is read once a minute."""

from flask import Flask

from app import kept


def test_an_answer_is_read_once_for_each_question_until_it_is_forgotten(app: Flask) -> None:
    asked = []

    @kept.kept
    def read(code: str) -> str:
        asked.append(code)
        return f"Kabupaten {code}"

    assert [read("a"), read("a"), read("b")] == ["Kabupaten a", "Kabupaten a", "Kabupaten b"]
    assert asked == ["a", "b"]
    kept.forget(app)
    read("a")
    assert asked == ["a", "b", "a"]


def test_an_answer_is_read_again_after_a_minute(app: Flask) -> None:
    asked = []

    @kept.kept
    def read() -> None:
        asked.append(1)

    read()
    answers = app.extensions[kept.NAME]
    answers.update({key: (until - kept.SECONDS - 1, found) for key, (until, found) in answers.items()})
    read()
    assert len(asked) == 2
