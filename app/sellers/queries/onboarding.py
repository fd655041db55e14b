"""What an applicant has to show, and where each of it stands."""

from collections.abc import Collection

from app.models.media import DocumentKind
from app.models.requirement import Purpose
from app.models.seller import SellerApplication
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.requirements.rules import State
from app.sellers import rules

NOT_BEGUN = Subject(application_id=0)


def checklist_of(application: SellerApplication | None, kinds: Collection[DocumentKind]) -> list[State]:
    """Every requirement with its state, what a reviewer asked for on top; `kinds` are those of the documents."""
    subject = NOT_BEGUN if application is None else Subject(application_id=application.id)
    states = requirements.states_of(subject, Purpose.ONBOARDING, computed=rules.shown_by(application, kinds))
    return sorted(states, key=lambda state: not state.is_asked_for)
