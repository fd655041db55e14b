"""A running shop in which every page has something to show, who may look, and the words for the addresses."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.media import commands as media
from app.models.account import Address, RoleName, User
from app.models.bulk import ImportKind, ImportStatus, Outcome
from app.models.catalog import Product, ProductStatus, Variant
from app.models.complaint import ComplaintStatus
from app.models.media import DocumentKind
from app.models.order import Order, OrderGroup
from app.models.payment import Difference, Payment, Reconciliation, Refund
from app.models.payout import PayoutAccount, PayoutStatus
from app.models.requirement import SubmissionDocument, SubmissionStatus
from app.models.search import SynonymGroup
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerStatus
from app.payments.commands import refund_accounts
from app.payouts.rules import month_of
from app.returns.commands.photos import attach_photos
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.assistance import AssistanceFactory
from tests.factories.bulk import ImportJobFactory, ImportRowFactory
from tests.factories.catalog import ProductFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.factories.order import CommissionRuleFactory, capture, complete, fill_cart, place
from tests.factories.payment import DisputeFactory, proof_of, transfer_of
from tests.factories.payout import (
    DatedSettingFactory,
    PayoutAccountFactory,
    PayoutBatchFactory,
    PayoutFactory,
    TurnoverStatementFactory,
)
from tests.factories.requirement import SubmissionFactory, requirement
from tests.factories.search import SearchCountFactory, today
from tests.factories.seller import SellerApplicationFactory, SellerFactory, SellerMemberFactory
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.factories.voucher import VoucherFactory
from tests.files import photo
from tests.journeys.http import Client
from tests.journeys.inside import inside
from tests.journeys.people import NEW_PASSWORD, PASSWORD, link_in
from tests.journeys.shop import RunningShop
from tests.orders.steps import accept, ship, ship_part
from tests.returns.steps import cancel_it, complain, contest, mediate

WANTED = "halaman-pindah@contoh.id"
NEWCOMER = "halaman-baru@contoh.id"
HELPED = "halaman-didampingi@contoh.id"
EMAILS = {
    "buyer": "dewi@contoh.id",
    "applicant": "halaman-pemohon@contoh.id",
    "owner": "ani@contoh.id",
    "bookkeeper": "halaman-buku@contoh.id",
    "frozen": "halaman-beku@contoh.id",
    "superadmin": "eko@contoh.id",
    "reviewer": "halaman-pemeriksa@contoh.id",
    "finance": "halaman-keuangan@contoh.id",
    "mentor": "indah@contoh.id",
}


@dataclass
class Scene:
    """`samples` by the place in an address, or by endpoint and place where that decides."""

    shop: RunningShop
    samples: dict[str, list[str]] = field(default_factory=dict)
    visitors: dict[str, Client] = field(default_factory=dict)


def set_scene(shop: RunningShop) -> Scene:
    """Everybody signed in, and rows for every page."""
    scene = Scene(shop)
    with inside(shop):
        _people_and_shops(scene)
        _orders(scene)
    scene.visitors["guest"] = _visitor(shop)
    for role, email in EMAILS.items():
        scene.visitors[role] = _visitor(shop)
        scene.visitors[role].sign_in(email)
    _links_in_mails(scene)
    _unpaid_order(scene)
    return scene


def _visitor(shop: RunningShop) -> Client:
    client = Client(shop)
    client.http.headers["Accept"] = "text/html"
    return client


def _people_and_shops(scene: Scene) -> None:
    users = {user.email: user.id for user in session.scalars(select(User))}
    ani_sells = _shop_of_ani()
    session.rollback()
    paper, permit_paper = media.store_paper(photo()), media.store_paper(photo())
    with transaction():
        made = {
            role: UserFactory(email=email, name="Sari Wulandari").id
            for role, email in EMAILS.items()
            if email not in users
        }
        frozen = SellerFactory(name="Toko Halaman Beku")
        frozen.move_to(SellerStatus.SUSPENDED, because="Laporan pembeli tentang label")
        SellerMemberFactory(seller_id=frozen.id, user_id=made["frozen"])
        SellerMemberFactory(seller_id=ani_sells, user_id=made["bookkeeper"], role=MemberRole.BOOKKEEPER)
        UserRoleFactory(user_id=made["reviewer"])
        UserRoleFactory(user_id=made["finance"], role=RoleName.FINANCE)
        for email in (EMAILS["owner"], EMAILS["buyer"]):
            AssistanceFactory(helper_id=users[EMAILS["mentor"]], person_id=users[email])
        AssistanceFactory(helper_id=users[EMAILS["mentor"]], person_id=users["citra@contoh.id"], waiting=True)
        SellerApplicationFactory(applicant_id=made["applicant"], shop_name="Toko Halaman Baru", draft=True)
        draft = ProductFactory(seller_id=ani_sells, name="Lada Halaman", slug="lada-halaman", draft=True)
        complaints = [
            ComplaintFactory(user_id=users["dewi@contoh.id"], number=f"AD-HALAMAN{n}", status=status)
            for n, status in enumerate(ComplaintStatus)
        ]
        scene.samples |= {
            "complaint_id": [str(each.id) for each in complaints],
            "complaints.received.number": [complaints[0].number],
            "seller_id": [str(ani_sells), str(frozen.id)],
            "user_id": [str(users["ani@contoh.id"]), str(made["reviewer"])],
        }
        VoucherFactory(code="HALAMAN-ANI", created_by_id=made["finance"], of_seller=True, seller_id=ani_sells)
        VoucherFactory(code="HALAMAN", created_by_id=made["finance"], of_agency=True, percent=True)
        scene.samples |= _imports(ani_sells, users["ani@contoh.id"])
        CommissionRuleFactory(rate_bps=0)
        CommissionRuleFactory(rate_bps=0, valid_until=now())
        DatedSettingFactory(name="payout_hold_days", value=9)
        ani_id = users["ani@contoh.id"]
        document = media.receive_document(paper, kind=DocumentKind.TURNOVER_STATEMENT, uploaded_by_id=ani_id)
        statement = TurnoverStatementFactory(seller_id=ani_sells, document=document)
        scene.samples["statement_id"] = [str(statement.id)]
        permit = SubmissionFactory(
            requirement_id=requirement("merek").id, seller_id=ani_sells, status=SubmissionStatus.SUBMITTED
        )
        scan = media.receive_document(permit_paper, kind=DocumentKind.PERMIT, uploaded_by_id=ani_id)
        session.add(SubmissionDocument(submission_id=permit.id, document_id=scan.id))
        scene.samples |= {"submission_id": [str(permit.id)], "paper_id": [scan.id], "permit": ["halal", "merek"]}
        SearchCountFactory(day=today(), text_folded="belanga halaman", found_nothing=8)
        SearchCountFactory(day=today(), text_folded="getas halaman", clicks=1)
        first_group = select(SynonymGroup.id).order_by(SynonymGroup.id).limit(1)
        scene.samples["group_id"] = [str(session.scalars(first_group).one())]
        several = _product_of(ani_sells, variants=2)
        cases = (
            ModerationCaseFactory(product_id=draft.id),
            ModerationCaseFactory(product_id=several.id, rejected=True, decided_by_id=users["eko@contoh.id"]),
        )
        scene.samples |= {
            "case_id": [str(case.id) for case in cases],
            "requirement_id": [str(requirement("halal").id)],
            "word_id": [str(ListingWordFactory().id)],
            "category_id": [str(several.category_id)],
            "moderation_admin.ask.product_id": [str(several.id)],
            **{
                f"listing.{step}.product_id": [str(draft.id)]
                for step in ("photos", "about", "price", "sending", "check")
            },
        }
        scene.samples |= {
            "product_id": [str(several.id), str(draft.id)],
            "variant_id": [str(several.variants[0].id)],
            "storefront.product.slug": [several.slug, _product_of(ani_sells, variants=1).slug],
            "delivery.show.slug": [several.slug],
            "storefront.shop.slug": ["lada-kemuja-makmur"],
            "storefront.category.slug": ["bumbu-rempah"],
            "regency_slug": ["bangka"],
            "district_slug": ["mendo-barat", "belinyu"],
        }
    waiting = select(SellerApplication.id).where(SellerApplication.status == ApplicationStatus.SUBMITTED)
    scene.samples["application_id"] = [str(session.scalars(waiting).first())]
    session.rollback()


def _orders(scene: Scene) -> None:
    """One order is paid, one is with its buyer, one is not paid; the cart has something in it."""
    buyer = session.scalars(select(User).where(User.email == EMAILS["buyer"])).one()
    product = _product_of(_shop_of_ani(), variants=1)
    address_id = session.scalars(select(Address.id).where(Address.user_id == buyer.id)).first()
    session.expunge_all()
    paid, received, unpaid = (place(buyer, [product]) for _ in range(3))
    payment_id = capture(paid)
    capture(received)
    complete(received, buyer)
    fill_cart(buyer, [product])
    sent, contested, cancelled = (place(buyer, [product]) for _ in range(3))
    for group in (sent, contested, cancelled):
        capture(group)
    for group in (sent, contested):
        accept(group.orders[0])
        ship(group.orders[0])
    preparing = place(buyer, [product], 2)
    capture(preparing)
    accept(preparing.orders[0])
    ship_part(preparing.orders[0], 1)
    with transaction():
        transfer = transfer_of(paid)
        DisputeFactory(payment_id=transfer.id)
        charged_back = transfer_of(paid)
        charged_back.gateway = "midtrans"
        DisputeFactory(payment_id=charged_back.id)
    proof = proof_of(transfer, buyer.id)
    with transaction():
        runs = [Reconciliation(finished_at=now()), Reconciliation(finished_at=now(), compared=2)]
        session.add_all(runs)
        session.flush()
        session.add(
            Difference(
                reconciliation_id=runs[1].id, kind="gateway_fee", facts="here=None there=4000", payment_id=payment_id
            )
        )
    _payouts(scene, received)
    scene.samples |= {
        "name": ["gateway_clearing:sandbox", "held:1"],
        "books_admin.entry.reference": [f"payment-captured:{payment_id}"],
        "run_id": [str(run.id) for run in runs],
        "payment_id": [str(transfer.id), str(charged_back.id)],
        "proof_id": [str(proof.id)],
        "transfers.proof.document_id": [proof.document_id],
        "transfers.proof.number": [paid.number],
        "address_id": [str(address_id)],
        "order_id": [str(group.orders[0].id) for group in (paid, received, sent, preparing)],
        "number": [group.number for group in (paid, received, unpaid, sent, preparing)],
        "part": ["1"],
        "case_number": [_case_of(received.orders[0]), _mediated_case_of(contested.orders[0], buyer.id)],
        **_refunds_of(cancelled),
        "sandbox.show.number": [unpaid.number],
    }


def _case_of(order: Order) -> str:
    """A case that waits for the seller."""
    return complain(order, 1).number


def _imports(seller_id: int, user_id: int) -> dict[str, list[str]]:
    """One that waits for the word to begin, and one of each kind that has ended."""
    jobs = [
        ImportJobFactory(seller_id=seller_id, begun_by_id=user_id, kind=kind, total=1, done=1) for kind in ImportKind
    ]
    waiting = {"status": ImportStatus.CHECKED, "ended_at": None, "unknown_columns": ["Catatan"]}
    jobs.append(ImportJobFactory(seller_id=seller_id, begun_by_id=user_id, total=2, **waiting))
    for job in jobs:
        ImportRowFactory(job_id=job.id)
    ImportRowFactory(job_id=jobs[-1].id, position=2, number=3, bundle=2, outcome=Outcome.CREATED, reasons=[])
    of_products = [str(job.id) for job in jobs if job.kind == ImportKind.PRODUCTS]
    return {"job_id": [str(job.id) for job in jobs], "bulk_seller.errors.job_id": of_products, "kind": ["csv", "xlsx"]}


def _mediated_case_of(order: Order, photographer_id: int) -> str:
    """A case with a photo that waits for an admin's decision."""
    case = complain(order, 1)
    paper = media.store_paper(photo())
    with transaction():
        attach_photos(case, [paper], uploaded_by_id=photographer_id)
    admin_id = session.scalars(select(User.id).where(User.email == EMAILS["superadmin"])).one()
    contest(case)
    return mediate(case, admin_id).number


def _refunds_of(group: OrderGroup) -> dict[str, list[str]]:
    """Money that waits for the buyer's bank account."""
    cancel_it(group.orders[0])
    is_its = Payment.group_id == group.id
    refund_id = session.scalars(select(Refund.id).join(Payment, Payment.id == Refund.payment_id).where(is_its)).one()
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    return {"refund_id": [str(refund_id)], "refund_accounts.name.number": [group.number]}


def _payouts(scene: Scene, received: OrderGroup) -> None:
    """One payout of the shop waits for two admins, one was paid, and its account changed lately."""
    seller_id, moment = received.orders[0].seller_id, now()
    with transaction():
        old = session.scalars(select(PayoutAccount).where(PayoutAccount.seller_id == seller_id)).one()
        old.archived_at = moment
        session.flush()
        PayoutAccountFactory(seller_id=seller_id, created_at=moment, usable_from=moment + timedelta(days=3))
        rows = {"seller_id": seller_id, "account_id": old.id}
        hub_id, our_way_id = HubFactory().id, ShippingOfferFactory(area_codes=["99"]).id
        batches = [PayoutBatchFactory(number=f"PC-HALAMAN-{n}") for n in range(2)]
        waiting = PayoutFactory(batch_id=batches[0].id, **rows)
        paid = PayoutFactory(batch_id=batches[1].id, status=PayoutStatus.COMPLETED, bank_reference="BSB-1", **rows)
    scene.samples |= {
        "batch_id": [str(batch.id) for batch in batches],
        "payout_id": [str(waiting.id), str(paid.id)],
        "month": [str(month_of(moment))],
        "way": ["table", "pickup"],
        "hub_id": [str(hub_id)],
        "offer_id": [str(our_way_id)],
        "zone_id": ["1", "30"],
    }


def _unpaid_order(scene: Scene) -> None:
    (number,) = scene.samples["sandbox.show.number"]
    buyer = scene.visitors["buyer"]
    buyer.get(f"/pembayaran/{number}")
    scene.samples["reference"] = [buyer.post(f"/pembayaran/{number}").headers["Location"].rsplit("/", 1)[1]]


def _links_in_mails(scene: Scene) -> None:
    shop, newcomer, owner = scene.shop, scene.visitors["guest"], scene.visitors["owner"]
    person = {"name": "Sari Wulandari", "email": NEWCOMER, "phone": "081234567890", "password": NEW_PASSWORD}
    newcomer.get("/daftar")
    newcomer.post("/daftar", **person, terms="y", privacy="y")
    newcomer.http.cookies.clear()
    newcomer.get("/lupa-sandi")
    newcomer.post("/lupa-sandi", email=EMAILS["reviewer"])
    newcomer.http.cookies.clear()
    owner.get("/penjual/pusat/tim")
    owner.post("/penjual/pusat/tim/undang", email="halaman-tamu@contoh.id", role="staff")
    mentor = scene.visitors["mentor"]
    mentor.get("/pendamping")
    mentor.post("/pendamping/akun-baru", name="Sari Wulandari", email=HELPED, phone="081234567890")
    mover = scene.visitors["applicant"]
    mover.get("/akun/email")
    mover.post("/akun/email", email=WANTED, password=PASSWORD)
    scene.samples |= {
        "emails.confirm.token": [_last_part(link_in(shop, WANTED, "e-mail baru"))],
        "begun_accounts.own.token": [_last_part(link_in(shop, HELPED, "Kode"))],
        "accounts.confirm.token": [_last_part(link_in(shop, NEWCOMER, "Konfirmasikan"))],
        "accounts.reset.token": [_last_part(link_in(shop, EMAILS["reviewer"], "sandi"))],
        "invitations.accept.token": [_last_part(link_in(shop, "halaman-tamu@contoh.id", ""))],
    }


def _last_part(path: str) -> str:
    return path.rsplit("/", 1)[1]


def _shop_of_ani() -> int:
    return session.scalars(select(Seller.id).where(Seller.slug == "lada-kemuja-makmur")).one()


def _product_of(seller_id: int, *, variants: int) -> Product:
    counted = select(Variant.product_id).group_by(Variant.product_id).having(func.count() == variants)
    query = select(Product).where(Product.seller_id == seller_id, Product.status == ProductStatus.PUBLISHED)
    return session.scalars(query.where(Product.id.in_(counted)).order_by(Product.id)).first()
