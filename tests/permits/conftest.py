"""The requirements that come with the shop."""

import pytest

from app.db import transaction
from app.models.requirement import SubmissionStatus
from app.requirements.commands.seeds import seed_requirements
from tests.cast import Cast
from tests.factories.requirement import SubmissionFactory, requirement


@pytest.fixture
def law(cast: Cast) -> Cast:
    """The cast, with the permits in force."""
    with transaction():
        seed_requirements()
    return cast


def hold(seller_id: int, code: str, **facts: object) -> int:
    """An accepted permit, or one in another state; returns its id."""
    with transaction():
        row = {"status": SubmissionStatus.ACCEPTED, **facts}
        return SubmissionFactory(requirement_id=requirement(code).id, seller_id=seller_id, **row).id
