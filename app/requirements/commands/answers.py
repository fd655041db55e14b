"""The words that reviewers keep ready."""

from app import audit
from app.clock import now
from app.db import session
from app.errors import ChangedByColleague
from app.models.requirement import AnswerKind, ReadyAnswer
from app.requirements import queries


def add_answer(kind: AnswerKind, *, title: str, text: str) -> ReadyAnswer:
    """Keep words ready; the same ones twice are kept once."""
    for answer in queries.answers_for(kind):
        if (answer.title, answer.text) == (title, text):
            return answer
    answer = ReadyAnswer(kind=kind, title=title, text=text)
    session.add(answer)
    session.flush()
    audit.record("ready_answer.added", answer)
    return answer


def change_answer(answer_id: int, *, title: str, text: str, seen: str) -> ReadyAnswer:
    """Write them anew; `seen` is the mark of what the form showed. Raises NotFound, ChangedByColleague."""
    answer = queries.lock_answer(answer_id)
    if (answer.title, answer.text) == (title, text):
        return answer
    if queries.mark_of_answer(answer) != seen:
        raise ChangedByColleague
    answer.title, answer.text = title, text
    audit.record("ready_answer.changed", answer)
    return answer


def archive_answer(answer_id: int) -> None:
    """Keep them no longer; quiet when that is so. Raises NotFound."""
    answer = queries.lock_answer(answer_id)
    if answer.archived_at is None:
        answer.archived_at = now()
        audit.record("ready_answer.archived", answer)
