"""The sweeper deletes what nobody needs, and nothing else."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.gateways import storage
from app.media import cli, commands
from app.models.media import Document, DocumentKind, Media, MediaStatus
from app.models.payment import TransferProof
from app.models.payout import TurnoverStatement
from app.models.requirement import SubmissionDocument, SubmissionStatus
from app.models.seller import ApplicationStatus
from app.requirements.commands.seeds import seed_requirements
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory
from tests.factories.order import capture, place
from tests.factories.requirement import SubmissionFactory, requirement
from tests.factories.returns import ReturnCaseFactory, ReturnPhotoFactory
from tests.factories.seller import SellerApplicationFactory
from tests.files import photo


def make_old(path: Path, *, days: int) -> None:
    moment = (now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


@pytest.fixture
def private(app: Flask) -> Path:
    return storage.current().private.root


@pytest.fixture
def public(app: Flask) -> Path:
    return storage.current().public.root


def test_an_original_goes_when_its_sizes_are_made_or_it_never_got_a_row(app: Flask, private: Path) -> None:
    waiting, done, orphan = (commands.store_original(photo()) for _ in range(3))
    with transaction():
        MediaFactory(source_name=waiting, status=MediaStatus.PROCESSING)
        MediaFactory(source_name=done, status=MediaStatus.FAILED)
    for name in (waiting, done, orphan):
        make_old(private / name, days=2)
    fresh = commands.store_original(photo())
    cli.sweep_files()
    assert (private / waiting).exists(), "the worker still needs it"
    assert (private / fresh).exists(), "its row may be on its way"
    assert not (private / done).exists()
    assert not (private / orphan).exists()
    assert cli.sweep_files() == 0


def test_a_picture_goes_a_month_after_it_was_archived(app: Flask, public: Path) -> None:
    with transaction():
        shown, recent, old = (
            MediaFactory(),
            MediaFactory(archived_at=now() - timedelta(days=3)),
            MediaFactory(archived_at=now() - timedelta(days=31)),
        )
    for media in (shown, recent, old):
        storage.current().public.write(f"{media.id}/320.webp", b"x")
        make_old(public / media.id, days=40)
    cli.sweep_files()
    assert [(public / media.id).exists() for media in (shown, recent, old)] == [True, True, False]
    assert session.get(Media, old.id) is not None, "the row stays, the files go"


def test_documents_go_when_their_time_of_proof_is_over(app: Flask, cast: Cast, private: Path) -> None:
    def document(days_ago: int) -> str:
        paper = commands.store_paper(photo())
        with transaction():
            application = SellerApplicationFactory(
                applicant_id=cast.dewi.id,
                status=ApplicationStatus.APPROVED,
                decided_at=now() - timedelta(days=days_ago),
            )
            commands.receive_document(
                paper, application_id=application.id, kind=DocumentKind.IDENTITY, uploaded_by_id=cast.dewi.id
            )
        make_old(private / paper.id, days=2)
        return paper.id

    recent, old = document(10), document(366)
    cli.sweep_files()
    assert (private / recent).exists()
    assert not (private / old).exists()


def test_what_a_killed_writer_began_goes_too(app: Flask, private: Path) -> None:
    commands.store_original(photo())
    draft = private / ".abc.123"
    draft.write_bytes(b"x")
    make_old(draft, days=2)
    cli.sweep_files()
    assert not draft.exists()


def test_photos_of_a_case_go_a_year_after_it_was_closed(cast: Cast, private: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    order = place(cast.dewi, [product]).orders[0]
    open_one, lately, long_ago = (commands.store_paper(photo()) for _ in range(3))
    with transaction():
        for paper, closed_at in ((open_one, None), (lately, now()), (long_ago, now() - timedelta(days=366))):
            case = ReturnCaseFactory(order_id=order.id, closed_at=closed_at)
            commands.receive_document(paper, kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=cast.dewi.id)
            ReturnPhotoFactory(case_id=case.id, document_id=paper.id)
    for paper in (open_one, lately, long_ago):
        make_old(private / paper.id, days=2)
    cli.sweep_files()
    assert [(private / paper.id).exists() for paper in (open_one, lately, long_ago)] == [True, True, False]


def test_papers_of_trade_stay_as_long_as_the_books_and_orphans_go(app: Flask, cast: Cast, private: Path) -> None:
    kept, old, orphan = (commands.store_paper(photo()) for _ in range(3))
    with transaction():
        for paper in (kept, old, orphan):
            commands.receive_document(paper, kind=DocumentKind.TURNOVER_STATEMENT, uploaded_by_id=cast.ani.id)
        for year, paper in ((2027, kept), (2016, old)):
            session.add(TurnoverStatement(seller_id=cast.shop_of_ani.id, year=year, document_id=paper.id))
        session.get_one(Document, kept.id).created_at = now() - timedelta(days=3650)
        session.get_one(Document, old.id).created_at = now() - timedelta(days=3660)
    for paper in (kept, old, orphan):
        make_old(private / paper.id, days=2)
    cli.sweep_files()
    assert [(private / paper.id).exists() for paper in (kept, old, orphan)] == [True, False, False]


def test_proofs_of_payment_are_papers_of_trade(app: Flask, cast: Cast, private: Path) -> None:
    paper = commands.store_paper(photo())
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    payment_id = capture(place(cast.dewi, [product]))
    with transaction():
        commands.receive_document(paper, kind=DocumentKind.PAYMENT_PROOF, uploaded_by_id=cast.dewi.id)
        session.add(TransferProof(payment_id=payment_id, document_id=paper.id))
    make_old(private / paper.id, days=2)
    cli.sweep_files()
    assert (private / paper.id).exists()


def test_papers_of_permits_stay_while_they_are_in_use_and_a_year_after(cast: Cast, private: Path) -> None:
    long_ago = now() - timedelta(days=366)
    cases = {
        "in use since long": (SubmissionStatus.ACCEPTED, long_ago),
        "waiting": (SubmissionStatus.SUBMITTED, None),
        "rejected lately": (SubmissionStatus.REJECTED, now()),
        "rejected long ago": (SubmissionStatus.REJECTED, long_ago),
    }
    papers = {name: commands.store_paper(photo()) for name in cases}
    with transaction():
        seed_requirements()
        for name, (status, decided_at) in cases.items():
            permit = SubmissionFactory(
                requirement_id=requirement("nib").id,
                seller_id=cast.shop_of_ani.id,
                status=status,
                submitted_at=long_ago,
                decided_at=decided_at,
            )
            commands.receive_document(papers[name], kind=DocumentKind.PERMIT, uploaded_by_id=cast.ani.id)
            session.add(SubmissionDocument(submission_id=permit.id, document_id=papers[name].id))
    for paper in papers.values():
        make_old(private / paper.id, days=2)
    cli.sweep_files()
    gone = [name for name, paper in papers.items() if not (private / paper.id).exists()]
    assert gone == ["rejected long ago"]
