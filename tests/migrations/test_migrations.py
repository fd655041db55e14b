"""Empty to head and back, no difference to the models, and guards that hold against SQL."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app import audit
from app.actor import USER, Actor, acting
from app.books.commands import bank, corrections
from app.books.commands.bills import Bill, record_bill
from app.books.commands.settlements import HandedOver, record_settlement
from app.clock import JAKARTA, now
from app.db import db, dialect_name, session, transaction
from app.gateways.payment.base import DisputeState, FetchedDispute
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.media import DocumentKind
from app.models.moderation import CaseStatus, ModerationCase
from app.models.order import Order, ShippingMethod
from app.models.payment import MovementKind, Payment, Refund, RefundChannel, RefundStatus, Settlement
from app.models.payout import Payout, PayoutOrder, PayoutStatus
from app.models.requirement import Waiver
from app.models.seller import ApplicationStatus
from app.models.shipping import DeliveryBill
from app.payments.commands import disputes, endings
from app.payments.commands.refund_accounts import ask_for_bank_account
from app.payments.queries import payments
from app.payments.queries.endings import moves_of
from app.requirements.commands.seeds import seed_requirements
from app.sellers.commands.review import ask_for_more
from config import ROOT
from migrations import triggers
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ModerationCaseFactory
from tests.factories.order import capture, complete, place
from tests.factories.payment import RefundFactory
from tests.factories.payout import DatedSettingFactory, PayoutAccountFactory, PayoutBatchFactory, PayoutFactory
from tests.factories.requirement import WaiverFactory, requirement
from tests.factories.seller import DocumentFactory, SellerApplicationFactory
from tests.orders.steps import accept, pack
from tests.payouts.steps import at_the_bank, complete_all, earn, open_account, refund, send_back
from tests.returns.steps import sell_for_cash

VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    session.rollback()
    with db.engine.connect() as connection:
        yield connection


def test_migrations_leave_no_difference_to_the_models(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, db.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(app: Flask) -> None:
    session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_pictures_that_were_cut_before_show_their_middle_both_ways(app: Flask) -> None:
    session.remove()
    downgrade(revision="0063_fill_fetch_by")
    with db.engine.begin() as connection:
        for key, crop, whole in (("w", None, None), ("c", "square", "w")):
            connection.execute(
                text(
                    "INSERT INTO media (id, status, purpose, alt, crop, cropped_from_id, created_at)"
                    " VALUES (:key, 'ready', 'product', 'Lada', :crop, :whole, :at)"
                ),
                {"key": key, "crop": crop, "whole": whole, "at": now()},
            )
    upgrade()
    with db.engine.connect() as connection:
        places = connection.execute(text("SELECT id, crop_place FROM media ORDER BY id")).all()
        assert [tuple(row) for row in places] == [("c", "middle"), ("w", None)]
    downgrade(revision="0063_fill_fetch_by")
    upgrade()


def test_shelves_of_which_most_is_food_and_what_was_looked_at_there_stay_so(cast: Cast) -> None:
    with transaction():
        shelves = [CategoryFactory(slug=slug, name=slug) for slug in ("lada-kita", "anyaman", "frozen")]
        food, mortar = (
            ProductFactory(seller_id=cast.shop_of_ani.id, category_id=shelves[0].id, is_food=is_food)
            for is_food in (True, False)
        )
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=shelves[0].id, is_food=True)
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=shelves[1].id)
        facts = {"status": CaseStatus.APPROVED, "risks": ["no_food"], "decided_at": now(), "decided_by_id": cast.eko.id}
        ModerationCaseFactory(product_id=mortar.id, **facts)
        ModerationCaseFactory(product_id=food.id, **facts)
        mortar_id = mortar.id
    session.remove()
    downgrade(revision="0064_crop_place")
    upgrade()
    with db.engine.connect() as connection:
        held = connection.execute(text("SELECT slug, is_food FROM categories ORDER BY slug")).all()
        agreed = connection.scalars(text("SELECT id FROM products WHERE no_food_agreed_at IS NOT NULL")).all()
    assert [slug for slug, is_food in held if is_food] == ["bumbu-rempah", "frozen", "lada-kita"]
    assert agreed == [mortar_id]


def test_cases_go_down_as_releases_of_then_know_them(cast: Cast) -> None:
    waiting, decided = {"status": CaseStatus.WAITING}, {"decided_at": now(), "decided_by_id": cast.eko.id}
    rejected = {"status": CaseStatus.REJECTED, **decided}
    appealed = {**decided, "status": CaseStatus.APPEALED, "appeal_text": "Lihat lagi.", "appealed_at": now()}
    shelf = {"seller_id": cast.shop_of_ani.id}
    kinds = [
        (["photos"], waiting, "withdrawn", []),
        (["edited"], waiting, "waiting", ["reclassified"]),
        (["edited", "photos", "watched:gading"], appealed, "appealed", ["reclassified", "watched:gading"]),
        (["refused", "first_listings"], waiting, "waiting", ["first_listings"]),
        (["no_food", "photos"], waiting, "waiting", ["reclassified"]),
        (["photos"], rejected, "rejected", []),
        (["taken_down"], rejected, "rejected", ["taken_down"]),
    ]
    with transaction():
        for risks, facts, _status, _said in kinds:
            product_id = ProductFactory(**shelf).id
            ModerationCaseFactory(product_id=product_id, risks=risks, **facts)
            ProductImageFactory(
                product_id=product_id, media_id=MediaFactory().id, waits_since=now(), alt_waiting="Lada"
            )
    session.remove()
    downgrade(revision="0064_crop_place")
    with db.engine.connect() as connection:
        cases = connection.execute(text("SELECT status, CAST(risks AS TEXT) FROM moderation_cases ORDER BY id")).all()
        shown = connection.scalar(text("SELECT count(*) FROM product_images WHERE archived_at IS NULL"))
    assert [(status, json.loads(risks)) for status, risks in cases] == [(status, said) for *_, status, said in kinds]
    assert shown == 0
    upgrade()


def test_what_an_admin_changed_of_a_requirement_stays_theirs_field_by_field(cast: Cast) -> None:
    with transaction():
        seed_requirements()
        for code in ("nib", "bpom"):
            requirement(code).changed_by_id = cast.eko.id
        for fields in (["title"], ["source", "title"]):
            audit.record("requirement.changed", requirement("nib"), because="Peraturan baru", fields=fields)
    session.remove()
    downgrade(revision="0075_words_of_pictures_wait")
    upgrade()
    changed = {code: requirement(code).changed_fields for code in ("nib", "bpom", "pirt")}
    assert (changed["nib"], changed["pirt"]) == (["source", "title"], [])
    assert {"title", "effective_until", "warn_days"} <= set(changed["bpom"]), "nobody wrote down which"


def test_who_took_a_waiver_back_before_is_known_from_the_audit_trail(cast: Cast) -> None:
    with transaction():
        seed_requirements()
        waiver = WaiverFactory(requirement_id=requirement("pirt").id, seller_id=cast.shop_of_ani.id, revoked_at=now())
        with acting(Actor(USER, cast.eko.id)):
            audit.record("waiver.revoked", waiver)
    session.remove()
    downgrade(revision="0082_refunds_by_sellers")
    upgrade()
    waiver = session.scalars(select(Waiver)).one()
    assert (waiver.revoked_by_id, waiver.revoked_reason) == (cast.eko.id, "")


def test_what_applications_showed_before_is_decided_as_they_were(cast: Cast) -> None:
    with transaction():
        seed_requirements()
        facts = {"decided_by_id": cast.eko.id, "decided_at": now(), "decision_note": "KTP buram"}
        people = {"waiting": cast.dewi, "refused": cast.gita, "asked": cast.budi}
        ids = {
            "waiting": SellerApplicationFactory(applicant_id=people["waiting"].id).id,
            "refused": SellerApplicationFactory(
                applicant_id=people["refused"].id, status=ApplicationStatus.REJECTED, **facts
            ).id,
            "asked": SellerApplicationFactory(applicant_id=people["asked"].id).id,
        }
        for name, key in ids.items():
            DocumentFactory(application_id=key, uploaded_by_id=people[name].id, kind=DocumentKind.IDENTITY)
    with transaction():
        ask_for_more(ids["asked"], reviewer_id=cast.eko.id, note="KTP gelap", wanted=["identity_card"])
    with transaction():
        DocumentFactory(application_id=ids["asked"], uploaded_by_id=cast.budi.id, kind=DocumentKind.IDENTITY)
    session.remove()
    for _ in range(2):
        downgrade(revision="0065_food_shelves")
        upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT application_id, code, status, decision_note FROM submissions"
                " JOIN requirements ON requirements.id = requirement_id"
                " LEFT JOIN submission_documents ON submission_id = submissions.id ORDER BY submissions.id"
            )
        ).all()
    assert sorted(tuple(row) for row in rows) == sorted(
        {
            (ids["waiting"], "consents", "accepted", ""),
            (ids["refused"], "consents", "accepted", ""),
            (ids["waiting"], "identity_card", "submitted", ""),
            (ids["refused"], "identity_card", "rejected", "KTP buram"),
            (ids["asked"], "consents", "accepted", ""),
            (ids["asked"], "identity_card", "rejected", "KTP gelap"),
        }
    )


def test_changes_of_addresses_from_before_stay_what_they_were_both_ways(app: Flask) -> None:
    session.remove()
    downgrade(revision="0023_seller_logos")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, email, email_folded, name, locale, password_hash, created_at)"
                " VALUES (1, 'a@contoh.id', 'a@contoh.id', 'A', 'id', 'x', :at)"
            ),
            {"at": now()},
        )
        connection.execute(
            text("INSERT INTO email_changes (user_id, old_email, changed_at) VALUES (1, 'b@contoh.id', :at)"),
            {"at": now()},
        )
    upgrade()
    with db.engine.begin() as connection:
        row = connection.execute(text("SELECT asked_at, confirmed_at, new_email FROM email_changes")).one()
        assert row.asked_at == row.confirmed_at
        assert row.new_email is None
        connection.execute(
            text(
                "INSERT INTO email_changes (user_id, old_email, new_email, new_email_folded, asked_at)"
                " VALUES (1, 'a@contoh.id', 'c@contoh.id', 'c@contoh.id', :at)"
            ),
            {"at": now()},
        )
    downgrade(revision="0023_seller_logos")
    with db.engine.connect() as connection:
        assert connection.scalars(text("SELECT old_email FROM email_changes")).all() == ["b@contoh.id"]
    upgrade()


def test_transfers_of_one_reference_are_told_apart_before_that_is_forbidden(cast: Cast) -> None:
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    with transaction():
        batch = PayoutBatchFactory()
        for seller in (cast.shop_of_ani, cast.shop_of_citra):
            account = PayoutAccountFactory(seller_id=seller.id)
            facts = {"batch_id": batch.id, "account_id": account.id, "seller_id": seller.id}
            PayoutFactory(**facts, status=PayoutStatus.COMPLETED, bank_reference=seller.slug)
        payment = session.scalars(select(Payment)).one()
        for purpose in ("return:1", "return:2", "return:3"):
            facts = {"purpose": purpose, "channel": RefundChannel.BANK, "gateway_reference": purpose}
            RefundFactory(payment_id=payment.id, status=RefundStatus.SUCCEEDED, **facts)
    session.remove()
    downgrade(revision="0035_asked_at")
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE payouts SET bank_reference = 'FT-1'"))
        connection.execute(text("UPDATE refunds SET gateway_reference = 'FT-1' WHERE purpose <> 'return:3'"))
    upgrade()
    with db.engine.connect() as connection:
        payouts = connection.execute(text("SELECT id, bank_reference FROM payouts ORDER BY id")).all()
        refunds = connection.execute(text("SELECT id, gateway_reference FROM refunds ORDER BY id")).all()
    assert [name for _id, name in payouts] == ["FT-1", f"FT-1 ({payouts[1].id})"]
    assert [name for _id, name in refunds] == ["FT-1", f"FT-1 ({refunds[1].id})", "return:3"]


def test_what_was_packed_before_its_time_was_kept_is_kept_for_a_week(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    ids = []
    kinds = (ShippingMethod.PICKUP, True), (ShippingMethod.PICKUP, False), (ShippingMethod.COURIER, True)
    for method, is_packed in kinds:
        group = place(cast.dewi, [product])
        capture(group)
        order = accept(group.orders[0])
        with transaction():
            session.get_one(Order, order.id).shipping_method = method
        if is_packed:
            pack(order)
        ids.append(order.id)
    session.remove()
    downgrade(revision="0062_cases_of_parcels")
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET fetch_by = NULL"))
    upgrade()
    packed, waiting, brought = (session.get_one(Order, order_id).fetch_by for order_id in ids)
    assert packed is not None
    assert abs(packed - now() - timedelta(days=7)) < timedelta(minutes=5)
    assert (waiting, brought) == (None, None)


def test_what_was_reversed_stays_so_and_its_number_stays_free_both_ways(cast: Cast) -> None:
    today = now().astimezone(JAKARTA).date()
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    capture(place(cast.dewi, [product]))
    for is_wrong in (True, False):
        with transaction():
            settlement = record_settlement(HandedOver("sandbox", 1000, 0, "RK-1", today), admin_id=cast.eko.id)
            bill = record_bill(Bill("Kurir", "T-1", 900, today), admin_id=cast.eko.id)
            if is_wrong:
                corrections.reverse(f"settlement:{settlement.id}", because="salah ketik")
                corrections.reverse(f"delivery-bill:{bill.id}", because="salah ketik")
    numbers = select(Settlement.reference).union_all(select(DeliveryBill.reference))
    session.remove()
    downgrade(revision="0070_permit_issuers")
    assert sorted(session.scalars(numbers)) == ["RK-1", "RK-1#1", "T-1", "T-1#1"]
    session.remove()
    upgrade()
    assert sorted(session.scalars(numbers)) == ["RK-1", "RK-1", "T-1", "T-1"]
    assert list(differences()) == []


def test_our_own_money_stays_in_the_books_both_ways(cast: Cast) -> None:
    moved = bank.Movement(MovementKind.MONEY_ADDED, 9_000, now().astimezone(JAKARTA).date(), "RK-1", "menutup biaya")
    with transaction():
        bank.record_movement(moved, admin_id=cast.eko.id)
    kind = text("SELECT kind FROM ledger_accounts WHERE name = 'own_money'")
    session.remove()
    downgrade(revision="0082_refunds_by_sellers")
    assert session.scalar(kind) == "commission_income"
    session.remove()
    upgrade()
    assert session.scalar(kind) == "own_money"
    assert balances_of([chart.BANK, chart.OWN_MONEY]) == {chart.BANK: 9_000, chart.OWN_MONEY: -9_000}


def test_a_refund_that_a_dispute_ended_stays_so_both_ways(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    group = place(cast.dewi, [product], quantity=2)
    payment_id = capture(group)
    owed = refund(group.orders[0], pieces=2)
    refund_id, moves = owed.id, moves_of(owed)
    with transaction():
        payment = payments.lock_payment(payment_id)
        disputes.record_fetched(payment, FetchedDispute("du_1", payment.amount, DisputeState.LOST, "x"))
        endings.settle_by_dispute(refund_id, moves, admin_id=cast.eko.id, because="surat bank 3")
    session.remove()
    downgrade(revision="0066_onboarding_history")
    upgrade()
    assert session.get_one(Refund, refund_id).channel == RefundChannel.DISPUTE
    assert list(differences()) == []


def test_cash_that_a_seller_gave_back_stays_so_both_ways(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    order = sell_for_cash(cast.dewi, product)
    complete(order.group, cast.dewi)
    refund_id = refund(order).id
    for act in (ask_for_bank_account, endings.settle_by_seller):
        with transaction():
            act(refund_id)
    session.remove()
    downgrade(revision="0079_refused_parts")
    upgrade()
    assert session.get_one(Refund, refund_id).channel == RefundChannel.SELLER
    assert list(differences()) == []


def test_payouts_of_before_hold_what_had_cleared_by_the_days_of_then(cast: Cast) -> None:
    with transaction():
        DatedSettingFactory(name="payout_hold_days", value=5, valid_from=now() - timedelta(days=10))
        shop = {"seller_id": cast.shop_of_ani.id}
        facts = {"batch_id": PayoutBatchFactory().id, "account_id": PayoutAccountFactory(**shop).id, **shop}
        for days in (20, 1):
            PayoutFactory(status=PayoutStatus.COMPLETED, created_at=now() - timedelta(days=days), **facts)
    order_ids = [earn(cast, cast.shop_of_ani, days_ago=days).orders[0].id for days in (24, 22, 7, 5)]
    session.remove()
    downgrade(revision="0073_listing_reasons")
    upgrade()
    assert orders_of_payouts() == [order_ids[:1], order_ids[1:3]]


def orders_of_payouts() -> list[list[int]]:
    """What is in each payout, the oldest first."""
    found: dict[int, list[int]] = {
        payout_id: [] for payout_id in session.scalars(select(Payout.id).order_by(Payout.id))
    }
    for row in session.scalars(select(PayoutOrder).order_by(PayoutOrder.order_id)):
        found[row.payout_id].append(row.order_id)
    return list(found.values())


def test_payouts_that_came_back_across_each_other_keep_their_orders_both_ways(cast: Cast) -> None:
    open_account(cast.shop_of_ani)
    order_ids = []
    for days_ago in (40, 30, 20):
        with time_machine.travel(now() - timedelta(days=days_ago), tick=True):
            order_ids.append(earn(cast, cast.shop_of_ani).orders[0].id)
            at_the_bank(cast)
            complete_all(cast)
        if days_ago == 30:
            with time_machine.travel(now() - timedelta(days=25), tick=True):
                send_back(cast, session.scalars(select(func.min(Payout.id))).one())
    first, second, third = order_ids
    assert orders_of_payouts() == [[first], [second], [first, third]]
    session.remove()
    downgrade(revision="0075_words_of_pictures_wait")
    upgrade()
    assert orders_of_payouts() == [[first], [second], [first, third]]


def test_choices_that_wait_go_down_as_earlier_releases_know_cases(cast: Cast) -> None:
    decided = {"status": CaseStatus.REJECTED, "decided_at": now(), "decided_by_id": cast.eko.id}
    kinds: list[tuple[list[str], dict[str, Any], str, list[str]]] = [
        (["choices"], {}, "withdrawn", []),
        (["edited", "choices", "photos"], {}, "waiting", ["edited", "photos"]),
        (["photos"], decided, "rejected", ["photos"]),
    ]
    with transaction():
        for risks, facts, _status, _said in kinds:
            product = ProductFactory(seller_id=cast.shop_of_ani.id, choices_waiting={"rows": []})
            ModerationCaseFactory(product_id=product.id, risks=risks, **facts)
    session.remove()
    downgrade(revision="0076_orders_of_payouts")
    with db.engine.connect() as connection:
        cases = connection.execute(text("SELECT status, CAST(risks AS TEXT) FROM moderation_cases ORDER BY id")).all()
    assert [(status, json.loads(risks)) for status, risks in cases] == [(status, said) for *_, status, said in kinds]
    upgrade()
    noted = session.scalars(select(ModerationCase.noted_at).order_by(ModerationCase.id)).all()
    assert [moment is not None for moment in noted] == [False, False, True]


def test_every_revision_is_its_file_name_and_fits_the_version_column() -> None:
    for path in VERSIONS.glob("*.py"):
        assert f'revision = "{path.stem}"' in path.read_text(encoding="utf-8"), path.name
        assert len(path.stem) <= 32, f"{path.name}: PostgreSQL keeps 32 characters of a revision"


def test_the_head_note_names_the_newest_migration() -> None:
    newest = max(path.stem for path in VERSIONS.glob("*.py"))
    assert Path(VERSIONS.parent / ".current-head").read_text(encoding="utf-8").strip() == newest


def test_migrations_do_not_import_the_models() -> None:
    for path in VERSIONS.glob("*.py"):
        assert "app." not in path.read_text(encoding="utf-8"), f"{path.name} must outlive the models"


def test_all_guards_are_up(connection: Connection) -> None:
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if dialect_name() == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert set(connection.scalars(text(catalogue))) == triggers.names(dialect_name())


def test_append_only_rows_cannot_be_changed_replaced_or_deleted(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO audit_events (id, action, subject_type, subject_id, facts, at, actor_kind, reason, request_id)"
            " VALUES (1, 'a', 'b', 'c', '{}', :at, 'job', '', '')"
        ),
        {"at": now()},
    )
    connection.commit()
    attacks = ["UPDATE audit_events SET reason = 'other'", "DELETE FROM audit_events"]
    attacks.append(
        "REPLACE INTO audit_events SELECT * FROM audit_events"
        if dialect_name() == "sqlite"
        else "TRUNCATE audit_events"
    )
    for attack in attacks:
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(attack))
        connection.rollback()
    assert connection.scalar(text("SELECT COUNT(*) FROM audit_events WHERE reason = ''")) == 1


def test_a_guard_does_not_hang_on_what_a_connection_asks_for(connection: Connection) -> None:
    insert_postings(connection, 5, 100, -100)
    insert_entry(connection, 5)
    connection.commit()
    if dialect_name() == "sqlite":
        connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
    replace = "INSERT OR REPLACE" if dialect_name() == "sqlite" else "INSERT"
    conflict = "" if dialect_name() == "sqlite" else " ON CONFLICT (id) DO UPDATE SET reference = 'other'"
    attack = f"{replace} INTO journal_entries SELECT * FROM journal_entries WHERE id = 5{conflict}"
    with pytest.raises(DBAPIError, match=r"append-only|sum to zero"):
        connection.execute(text(attack))


def insert_postings(connection: Connection, entry_id: int, *amounts: int) -> None:
    connection.execute(
        text(
            "INSERT INTO ledger_accounts (name, kind, created_at) VALUES ('bank', 'bank', :at) ON CONFLICT DO NOTHING"
        ),
        {"at": now()},
    )
    for amount in amounts:
        connection.execute(
            text(
                "INSERT INTO postings (entry_id, account_id, amount)"
                " SELECT :entry_id, id, :amount FROM ledger_accounts WHERE name = 'bank'"
            ),
            {"entry_id": entry_id, "amount": amount},
        )


def insert_entry(connection: Connection, entry_id: int) -> None:
    connection.execute(
        text(
            "INSERT INTO journal_entries (id, reference, occurred_at, actor_kind, reason, request_id)"
            " VALUES (:id, :reference, :at, 'job', '', '')"
        ),
        {"id": entry_id, "reference": f"test:{entry_id}", "at": now()},
    )


def test_an_entry_that_does_not_sum_to_zero_is_refused(connection: Connection) -> None:
    insert_postings(connection, 5, 100, -99)
    with pytest.raises(DBAPIError, match="sum to zero"):
        insert_entry(connection, 5)


def test_an_entry_without_postings_is_refused(connection: Connection) -> None:
    with pytest.raises(DBAPIError, match="two or more postings"):
        insert_entry(connection, 5)


def test_a_posting_without_an_entry_cannot_be_committed(connection: Connection) -> None:
    insert_postings(connection, 5, 100, -100)
    with pytest.raises(DBAPIError):
        connection.commit()


def test_a_sealed_entry_takes_no_more_postings(connection: Connection) -> None:
    insert_postings(connection, 5, 100, -100)
    insert_entry(connection, 5)
    connection.commit()
    with pytest.raises(DBAPIError, match="sealed"):
        insert_postings(connection, 5, 50, -50)
