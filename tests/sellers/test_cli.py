"""Drafts that nobody comes back to are forgotten."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.models.media import Document
from app.models.seller import ApplicationStatus, SellerApplication
from app.sellers import cli
from app.sellers.commands import apply
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.seller import SellerApplicationFactory
from tests.sellers.conftest import RUSIP, attach


def test_only_drafts_untouched_for_ninety_days_go_with_their_documents(cast: Cast) -> None:
    long_ago = now() - timedelta(days=91)
    with transaction():
        forgotten = SellerApplicationFactory(applicant_id=cast.dewi.id, draft=True, created_at=long_ago)
        touched = SellerApplicationFactory(applicant_id=UserFactory().id, draft=True, created_at=long_ago)
        young = SellerApplicationFactory(applicant_id=UserFactory().id, draft=True)
        sent = SellerApplicationFactory(applicant_id=UserFactory().id, created_at=long_ago)
        asked = SellerApplicationFactory(
            applicant_id=UserFactory().id, status=ApplicationStatus.NEEDS_INFO, created_at=long_ago
        )
    attach(forgotten)
    with transaction():
        apply.save_what(touched.applicant_id, RUSIP)
    kept = {touched.id, young.id, sent.id, asked.id}
    assert cli.forget_old_drafts() == 1
    assert set(session.scalars(select(SellerApplication.id))) == kept
    assert session.scalars(select(Document)).all() == []
    assert cli.forget_old_drafts() == 0
    with time_machine.travel(now() + timedelta(days=91)):
        assert cli.forget_old_drafts() == 2
