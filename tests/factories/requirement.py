"""What was submitted for a requirement, and what was waived; the requirements are those of the shop's own file."""

from sqlalchemy import select

from app.db import session
from app.models.requirement import AnswerKind, Proof, ReadyAnswer, Requirement, Submission, SubmissionStatus, Waiver
from tests.factories import RowFactory


def requirement(code: str) -> Requirement:
    """One of the requirements that come with the shop."""
    return session.scalars(select(Requirement).where(Requirement.code == code)).one()


class SubmissionFactory(RowFactory):
    class Meta:
        model = Submission

    status = SubmissionStatus.ACCEPTED
    proof = Proof.ISSUED


class WaiverFactory(RowFactory):
    class Meta:
        model = Waiver

    reason = "Dalam pendampingan dinas"


class ReadyAnswerFactory(RowFactory):
    class Meta:
        model = ReadyAnswer

    kind = AnswerKind.PERMIT_REJECTION
    title = "Tidak terbaca"
    text = "Dokumennya belum terbaca. Mohon potret lagi."
