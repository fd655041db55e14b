"""Documents: for the applicant and reviewers, each look of a reviewer on record, nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.gateways import storage
from app.media import commands as media
from app.models.account import RoleName, User
from app.models.audit import AuditEvent
from app.models.media import DocumentKind
from app.models.seller import ApplicationStatus, SellerApplication
from app.sellers.queries import applications as queries
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.seller import SellerApplicationFactory
from tests.files import pdf
from tests.sellers.conftest import attach


def looks() -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.action == "document.viewed").order_by(AuditEvent.id)
    return list(session.scalars(query))


@pytest.fixture
def address(application: SellerApplication) -> str:
    return f"/dokumen/{queries.documents_of(application.id)[0].id}"


def test_the_applicant_sees_it_and_nobody_keeps_a_copy(dewi: Browser, address: str) -> None:
    response = dewi.get(address)
    assert response.status_code == 200
    assert response.data[8:12] == b"WEBP"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert looks() == []


def test_each_look_of_a_reviewer_is_on_record(
    cast: Cast, application: SellerApplication, eko: Browser, address: str
) -> None:
    for _ in range(2):
        assert eko.get(address).status_code == 200
    assert [look.actor_id for look in looks()] == [cast.eko.id] * 2
    assert looks()[0].facts == {"application_id": application.id, "page": 1}
    assert looks()[0].subject_id == address.removeprefix("/dokumen/")
    assert looks()[0].request_id


def test_a_document_of_two_pages(cast: Cast, application: SellerApplication, dewi: Browser, eko: Browser) -> None:
    paper = media.store_paper(pdf(2))
    with transaction():
        media.receive_document(
            paper, application_id=application.id, kind=DocumentKind.PERMIT, uploaded_by_id=cast.dewi.id
        )
    first, second = (dewi.get(f"/dokumen/{paper.id}{query}").status_code for query in ("", "?hal=2"))
    assert (first, second) == (200, 200)
    assert dewi.get(f"/dokumen/{paper.id}?hal=3").status_code == 404
    assert eko.get(f"/dokumen/{paper.id}?hal=3").status_code == 404
    assert looks() == [], "what was not shown was not seen"


def test_nobody_else_sees_anything(
    cast: Cast, client: Browser, browser_of: Callable[[User], Browser], address: str
) -> None:
    with transaction():
        finance = UserFactory()
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
    for stranger in (cast.ani, cast.citra, finance):
        assert browser_of(stranger).get(address).status_code == 404
    assert client.get(address).location == f"/masuk?lanjut={address}"
    assert looks() == []


def test_a_reviewer_does_not_see_drafts(cast: Cast, dewi: Browser, eko: Browser) -> None:
    with transaction():
        draft = SellerApplicationFactory(applicant_id=cast.dewi.id, draft=True)
    address = f"/dokumen/{attach(draft).id}"
    assert dewi.get(address).status_code == 200
    assert eko.get(address).status_code == 404


def test_archived_and_swept_documents_are_gone(
    application: SellerApplication, dewi: Browser, eko: Browser, address: str
) -> None:
    storage.current().private.delete(address.removeprefix("/dokumen/"))
    assert dewi.get(address).status_code == 404, "its files were swept"
    other = queries.documents_of(application.id)[1].id
    with transaction():
        document = queries.find_document_of(application.applicant_id, other)
        assert document is not None
        media.archive_document(document)
    assert dewi.get(f"/dokumen/{other}").status_code == 404
    assert eko.get(f"/dokumen/{other}").status_code == 404


def test_documents_of_a_decided_application_stay_visible_until_they_are_swept(
    application: SellerApplication, eko: Browser, address: str
) -> None:
    with transaction():
        queries.lock_application(application.id).status = ApplicationStatus.REJECTED
    assert eko.get(address).status_code == 200
