"""What an applicant has to show, and where each of it stands."""

from collections.abc import Collection

from app.models.media import Document
from app.models.requirement import Purpose
from app.models.seller import SellerApplication
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.requirements.rules import State
from app.sellers import rules

NOT_BEGUN = Subject(application_id=0)


def checklist_of(application: SellerApplication | None, documents: Collection[Document]) -> list[State]:
    """Every requirement with its state and all that was sent in for it, what a reviewer asked for on top."""
    subject = NOT_BEGUN if application is None else Subject(application_id=application.id)
    states = requirements.states_of(subject, Purpose.ONBOARDING, computed=rules.shown_by(application))
    if application is not None:
        states = [rules.with_what_is_there(state, application, documents) for state in states]
    return sorted(states, key=lambda state: not state.is_asked_for)
