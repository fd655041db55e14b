"""Statements per request, at both ends: few rows and many cost the same."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.accounts.commands import accounts
from app.catalog.queries import on_sale as catalog
from app.clock import now
from app.db import session, transaction
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.complaint import Complaint
from app.models.media import DocumentKind
from app.models.payment import Difference, Payment, Reconciliation
from app.models.payout import PayoutStatus, StatementStatus
from app.models.requirement import SubmissionDocument, SubmissionStatus
from app.models.returns import ReturnCase
from app.models.seller import MemberRole
from app.models.shipment import CourierArea
from app.models.shipping import OfferKind
from app.models.stock import StockItem
from app.payouts.rules import month_of
from app.pricing.settings import PPH22_BPS
from app.requirements.commands.seeds import seed_requirements
from app.search import commands as search
from app.sellers import tokens
from app.sellers.rules import STEPS
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import AddressFactory, UserFactory, UserRoleFactory
from tests.factories.bulk import ImportJobFactory, ImportRowFactory
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.factories.order import CommissionRuleFactory, capture, complete, fill_cart, place, wish_for
from tests.factories.payment import DisputeFactory, RefundFactory, proof_of, transfer_of
from tests.factories.payout import (
    DatedSettingFactory,
    PayoutAccountFactory,
    PayoutBatchFactory,
    PayoutFactory,
    TurnoverStatementFactory,
)
from tests.factories.requirement import SubmissionFactory, requirement
from tests.factories.returns import ReturnCaseFactory, ReturnPhotoFactory
from tests.factories.search import SearchCountFactory, SynonymGroupFactory, today
from tests.factories.seller import (
    DocumentFactory,
    SellerApplicationFactory,
    SellerFactory,
    SellerInvitationFactory,
    SellerMemberFactory,
)
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.factories.voucher import VoucherFactory
from tests.statements import Statements

PUBLIC, PERSON, PLACING = 6, 9, 21


@pytest.fixture
def few(app: Flask, cast: Cast) -> list[str]:
    """A shop with hardly anything in it; returns the public pages."""
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__stock=100)
        MediaFactory(id="a" * 32)
        ProductImageFactory(product_id=product.id, media_id="a" * 32)
        complaint = ComplaintFactory(user_id=cast.dewi.id)
        invitation = SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
        token = tokens.make_token(invitation)
    search.rebuild()
    return [
        "/", "/kategori/bumbu-rempah", "/produk/lada", "/toko", "/toko/lada-kemuja-makmur", "/cari?q=lada", "/cari",
        "/wilayah/bangka", "/wilayah/bangka/mendo-barat", "/dilihat?produk=lada", "/cari/saran?q=lada",
        "/cari?q=tidakadayangbegini", "/cari?q=lada+zzzzzz", "/cari/urutan",
        "/cari?q=lada&kategori=bumbu-rempah&wilayah=bangka&kecamatan=mendo-barat&sertifikat=halal&harga_min=1&stok=ada",
        "/penjual", "/bantuan", "/syarat", "/privasi", "/kontak", "/pengaduan", "/masuk", "/daftar", "/keranjang",
        "/penjual/syarat", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz",
        f"/pengaduan/{complaint.number}", f"/undangan/{token}", "/produk/lada/ongkir", "/produk/lada/ongkir?ke=tebet",
    ]  # fmt: skip


def add_much(cast: Cast) -> None:
    with transaction():
        for _ in range(9):
            seller = SellerFactory()
            for _ in range(5):
                ProductFactory(seller_id=seller.id, variant__stock=100)
        for _ in range(55):
            ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=100)
    search.rebuild()


def costs(statements: Statements, client: Browser, paths: list[str], *, status: int = 200) -> dict[str, int]:
    found = {}
    for path in paths:
        client.get(path)
        with statements.counted() as seen:
            assert client.get(path).status_code == status, path
        found[path] = len(seen)
    return found


def test_public_pages_cost_at_most_six_however_much_there_is(
    client: Browser, cast: Cast, few: list[str], statements: Statements
) -> None:
    little = costs(statements, client, few)
    add_much(cast)
    much = costs(statements, client, few)
    assert little == much
    assert max(much.values()) <= PUBLIC, much


def test_public_pages_for_a_visitor_set_no_cookie(client: Browser, few: list[str]) -> None:
    for path in few:
        response = client.get(path)
        assert "Set-Cookie" not in response.headers, path
        assert "private" not in response.headers["Cache-Control"], path


def test_pages_fit_the_budget_of_a_village_phone(client: Browser, cast: Cast, few: list[str]) -> None:
    add_much(cast)
    for path in few[:22]:
        response = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert len(response.get_data()) <= 20 * 1024, path
    assert "gzip" in client.get("/", headers={"Accept-Encoding": "gzip"}).headers.get("Content-Encoding", "")


def test_pages_of_a_person_cost_at_most_nine_however_much_there_is(
    app: Flask, new_client: Callable[[], Browser], cast: Cast, few: list[str], statements: Statements
) -> None:
    buyer, seller, admin = new_client(), new_client(), new_client()
    for browser, user in ((buyer, cast.dewi), (seller, cast.ani), (admin, cast.eko)):
        with transaction():
            token = accounts.open_session(user.id)
        browser.sign_in(token)
    products = [card_product(catalog.newest_cards(limit=1)[0].id)]
    group = place(cast.dewi, products)
    payment_id = capture(group)
    order_id = group.orders[0].id
    fill_cart(cast.dewi, products)
    with transaction():
        draft = SellerApplicationFactory(applicant_id=cast.dewi.id, draft=True)
        waiting = SellerApplicationFactory(applicant_id=cast.fitri.id)
        VoucherFactory(code="HEMAT", created_by_id=cast.eko.id, most_uses_per_buyer=9)
        statement = TurnoverStatementFactory(seller_id=cast.shop_of_ani.id, sent_by=cast.ani.id)
        add_terms(cast, 1)
        job_id = ImportJobFactory(seller_id=cast.shop_of_ani.id, begun_by_id=cast.ani.id, total=1).id
        ImportRowFactory(job_id=job_id)
        run = Reconciliation()
        session.add(run)
        session.flush()
        run_id = run.id
        case = ReturnCaseFactory(order_id=order_id)
        ModerationCaseFactory(product_id=products[0].id, rejected=True, decided_by_id=cast.fitri.id)
        listing_id = ModerationCaseFactory(product_id=products[0].id).id
        refund_id = refund_more(case)
        seed_requirements()
        permit_id = add_permits(cast.shop_of_ani.id, 1)
    with transaction():
        transfer = transfer_of(group)
        DisputeFactory(payment_id=payment_id)
        session.add(CourierArea(seller_id=cast.shop_of_ani.id, district_code="19.01.04", fee_amount=5_000))
    with transaction():
        hub_id, our_way_id = HubFactory().id, ShippingOfferFactory(area_codes=["99"]).id
    proof = proof_of(transfer, cast.dewi.id)
    batch_id, payout_id = paid_out(cast.shop_of_ani.id, sellers=0)
    pages = {
        buyer: ["/akun", "/akun/alamat", "/akun/alamat/baru", f"/akun/alamat/{cast.address_of_dewi.id}",
                "/akun/keamanan", "/akun/privasi", "/akun/pesanan", "/akun/email", "/akun/email/periksa-surat",
                "/akun/email/konfirmasi/x",
                "/akun/pengaduan", "/pengaduan", "/penjual/daftar",
                *(f"/penjual/daftar?langkah={step}" for step in STEPS),
                *own_order_pages(group.number, case.number, refund_id),
                f"/pesanan/{group.number}", f"/pembayaran/{group.number}",
                f"/pembayaran/{group.number}/transfer", "/keranjang", "/checkout", "/",
                "/checkout?kode=HEMAT", "/checkout?kode=TAK-ADA"],
        seller: ["/penjual/pusat", "/penjual/pusat/produk", "/penjual/pusat/produk/baru", "/penjual/pusat/toko",
                 *(f"/penjual/pusat/toko/{part}" for part in ("jam", "libur", "kebijakan")),
                 "/penjual/pusat/wawasan", "/penjual/pusat/wawasan?hari=90", "/penjual/pusat/wawasan.csv",
                 *own_product_pages(products[0].id), "/penjual/pusat/pesanan",
                 "/penjual/pusat/stok", "/penjual/pusat/stok/hitung", "/penjual/pusat/stok/jual-langsung",
                 f"/penjual/pusat/stok/{session.scalars(select(StockItem.variant_id).limit(1)).one()}",
                 "/penjual/pusat/pesanan?status=kemas", "/penjual/pusat/pesanan/kirim", "/penjual/pusat/pesanan/ambil",
                 "/penjual/pusat/pesanan/ambil.pdf",
                 "/penjual/pusat/pengembalian", f"/penjual/pusat/pengembalian/{case.number}",
                 *(f"/penjual/pusat/pesanan/{order_id}{tail}" for tail in ("", "/kurang", "/paket")),
                 "/penjual/pusat/keuangan", "/penjual/pusat/tim",
                 "/penjual/pusat/pengiriman", "/penjual/pusat/pengiriman?ke=tebet&kg=2",
                 "/penjual/pusat/pengiriman/cara", "/penjual/pusat/pengiriman/cara/table",
                 "/penjual/pusat/keuangan/pencairan", "/penjual/pusat/rekening",
                 *(f"/penjual/pusat/keuangan/laporan/{month_of(now())}{kind}" for kind in ("", ".csv", ".pdf")),
                 "/penjual/pusat/izin", "/penjual/pusat/izin/pirt",
                 *import_pages(job_id),
                 "/penjual/pusat/voucher", "/penjual/pusat/pajak", "/penjual/pusat/potongan",
                 f"/penjual/pusat/potongan?kategori={products[0].category_id}&harga=50000",
                 "/penjual/pusat/tim/keluar"],
        admin: ["/admin", "/admin/verifikasi", f"/admin/verifikasi/{waiting.id}", "/admin/pesanan",
                f"/admin/pesanan/{group.number}", f"/admin/pesanan/{group.number}/1/paket",
                "/admin/pengembalian", f"/admin/pengembalian/{case.number}",
                "/admin/pengembalian-dana", f"/admin/pengembalian-dana/{refund_id}",
                "/admin/pembayaran", f"/admin/pembayaran/{payment_id}",
                "/admin/pembayaran/sengketa", "/admin/pembayaran/transfer", f"/admin/pembayaran/transfer/{proof.id}",
                f"/admin/pembayaran/transfer/{proof.id}/berkas", "/admin/pembayaran/metode",
                "/admin/payout", f"/admin/payout/{batch_id}", f"/admin/payout/pencairan/{payout_id}",
                f"/admin/payout/penjual/{cast.shop_of_ani.id}/laporan/{month_of(now())}",
                "/admin/kesehatan", "/admin/audit", "/admin/penjual", f"/admin/penjual/{cast.shop_of_ani.id}",
                "/admin/ongkir", "/admin/ongkir/cara", "/admin/ongkir/zona", "/admin/ongkir/zona.csv",
                "/admin/ongkir/zona/1",
                "/admin/ongkir/titik", f"/admin/ongkir/titik/{hub_id}", f"/admin/ongkir/cara/{our_way_id}",
                "/admin/voucher", "/admin/komisi", "/admin/pengaturan-uang", "/admin/pernyataan-omzet",
                f"/admin/komisi?toko=lada-kemuja-makmur&kategori={products[0].category_id}&harga=50000",
                f"/admin/pernyataan-omzet/{statement.id}",
                "/admin/syarat", "/admin/syarat?untuk=onboarding", f"/admin/syarat/{requirement('halal').id}",
                "/admin/jawaban", "/admin/izin", f"/admin/izin/{permit_id}", f"/admin/izin/toko/{cast.shop_of_ani.id}",
                "/admin/pengguna", "/admin/pengguna?q=orang", "/admin/pengguna?q=contoh",
                f"/admin/pengguna/{cast.ani.id}", "/admin/pengaduan",
                f"/admin/pengaduan/{session.scalars(select(Complaint.id)).one()}",
                "/admin/moderasi", "/admin/moderasi?status=ditolak", f"/admin/moderasi/{listing_id}",
                f"/admin/moderasi/produk/{products[0].id}/turunkan",
                "/admin/moderasi/kata", "/admin/moderasi/kata?q=penyu", "/admin/moderasi/kata/baru",
                "/admin/moderasi/kata/1", "/admin/kategori", "/admin/kategori/baru",
                f"/admin/kategori/{products[0].category_id}",
                "/admin/pencarian", "/admin/pencarian?hari=90", "/admin/pencarian/sinonim",
                "/admin/pencarian/sinonim?q=lada", "/admin/pencarian/sinonim/baru", "/admin/pencarian/sinonim/1",
                "/admin/pencarian/pelajari?kata=sahangg",
                "/admin/pembukuan", "/admin/pembukuan?per=bulan", "/admin/pembukuan/neraca",
                "/admin/pembukuan/neraca.csv", "/admin/pembukuan/jurnal.csv", "/admin/pembukuan/akun",
                "/admin/pembukuan/akun/gateway_clearing:sandbox", "/admin/pembukuan/jurnal/payment-captured:1",
                "/admin/pembukuan/penyetoran", "/admin/pembukuan/tagihan", "/admin/pembukuan/bank",
                "/admin/pembukuan/rekonsiliasi",
                f"/admin/pembukuan/rekonsiliasi/{run_id}"],
    }  # fmt: skip
    little = [costs(statements, browser, paths) for browser, paths in pages.items()]
    add_much(cast)
    with transaction():
        for _ in range(5):
            AddressFactory(user_id=cast.dewi.id, is_default=False)
        for _ in range(30):
            SellerApplicationFactory(applicant_id=UserFactory().id, phone=waiting.phone)
            ComplaintFactory(user_id=cast.dewi.id)
            UserRoleFactory(user_id=UserFactory().id)
        for application in (draft, waiting):
            for _ in range(10):
                DocumentFactory(application_id=application.id, uploaded_by_id=application.applicant_id)
        for _ in range(10):
            SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=UserFactory().id, role=MemberRole.STAFF)
            SellerInvitationFactory(
                seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id, email=f"tamu{UserFactory().id}@contoh.id"
            )
    with transaction():
        add_terms(cast, 30)
        add_permits(cast.shop_of_ani.id, 30)
    many = [card_product(card.id) for card in catalog.newest_cards(limit=49)]
    for _ in range(3):
        more = place(cast.dewi, many, voucher_code="HEMAT")
        capture(more)
        complete(more, cast.dewi)
        with transaction():
            for order in more.orders:
                ReturnCaseFactory(order_id=order.id)
            refund_more(case)
    paid_out(cast.shop_of_ani.id, sellers=30, batch_id=batch_id)
    with transaction():
        for number in range(60):
            SearchCountFactory(day=today(), text_folded=f"kata {number}", found_nothing=5)
            SynonymGroupFactory()
            ListingWordFactory()
            ModerationCaseFactory(product_id=many[number % 49].id, rejected=True, decided_by_id=cast.fitri.id)
    with transaction():
        for number in range(2, 60):
            ImportRowFactory(job_id=job_id, position=number)
            ImportJobFactory(seller_id=cast.shop_of_ani.id, begun_by_id=cast.ani.id)
    fill_cart(cast.dewi, many)
    for district_code in ("19.01.01", "19.02.01", "19.03.03"):
        with transaction():
            another = transfer_of(group)
            DisputeFactory(payment_id=payment_id)
            session.add(CourierArea(seller_id=cast.shop_of_ani.id, district_code=district_code, fee_amount=5_000))
            ShippingOfferFactory(seller_id=cast.shop_of_ani.id)
            ShippingOfferFactory(area_codes=["99"])
            ShippingOfferFactory(seller_id=cast.shop_of_ani.id, kind=OfferKind.HUB, hub_id=HubFactory().id)
        proof_of(another, cast.dewi.id)
    with transaction():
        session.add_all(Reconciliation(finished_at=run.started_at) for _ in range(30))
        session.add_all(
            Difference(reconciliation_id=run_id, kind="split_sum", facts="split=1", payment_id=payment_id)
            for _ in range(60)
        )
        session.execute(
            insert(AuditEvent),
            [{"action": "a", "subject_type": "b", "subject_id": "c", "facts": {}, "actor_kind": "job", "reason": "",
              "request_id": ""} for _ in range(500)],
        )  # fmt: skip
    much = [costs(statements, browser, paths) for browser, paths in pages.items()]
    assert little == much
    assert max(max(each.values()) for each in much) <= PERSON, much


@pytest.mark.parametrize(("code", "cost"), [("", PLACING - 2), ("HEMAT", PLACING)])
@pytest.mark.parametrize("lines", [1, 50])
def test_placing_an_order_costs_at_most_twenty(
    app: Flask, client: Browser, cast: Cast, few: list[str], statements: Statements, lines: int, code: str, cost: int
) -> None:
    add_much(cast)
    with transaction():
        VoucherFactory(code="HEMAT", created_by_id=cast.eko.id)
        DatedSettingFactory(name=PPH22_BPS, value=50)
        add_terms(cast, 3)
    by_seller = {}
    for card in catalog.newest_cards(limit=120):
        by_seller.setdefault(card.seller_name, []).append(card.id)
    chosen = [ids.pop() for ids in by_seller.values()]
    rest = [product_id for ids in by_seller.values() for product_id in ids]
    products = [card_product(product_id) for product_id in (chosen + rest)[:lines]]
    fill_cart(cast.dewi, products)
    with transaction():
        token = accounts.open_session(cast.dewi.id)
    client.sign_in(token)
    wish = wish_for(cast.dewi, voucher_code=code)
    form = {"checkout_key": wish.checkout_key, "expected_total": wish.expected_total, "alamat": wish.address_id}
    form |= {"kode": code}
    session.remove()
    with statements.counted() as seen:
        response = client.post("/checkout", form)
    assert response.status_code == 303, response.get_data(as_text=True)
    assert len(seen) <= PLACING, "\n".join(statement[:60] for statement in seen)
    assert len(seen) == cost, "the same for 1 line of 1 seller and 50 lines of 10 sellers"


def add_terms(cast: Cast, number: int) -> None:
    """Commission rules, figures, vouchers and statements of turnover."""
    for _ in range(number):
        CommissionRuleFactory(seller_id=cast.shop_of_ani.id)
        CommissionRuleFactory(valid_until=now())
        DatedSettingFactory(name="payout_hold_days", value=9)
        VoucherFactory(created_by_id=cast.eko.id)
        VoucherFactory(created_by_id=cast.ani.id, of_seller=True, seller_id=cast.shop_of_ani.id)
        TurnoverStatementFactory(seller_id=cast.shop_of_ani.id, sent_by=cast.ani.id, status=StatementStatus.REJECTED)


def add_permits(seller_id: int, number: int) -> int:
    """Permits with papers that were sent in; returns the id of the last."""
    for _ in range(number):
        permit = SubmissionFactory(
            requirement_id=requirement("pirt").id, seller_id=seller_id, status=SubmissionStatus.SUBMITTED
        )
        paper = DocumentFactory(kind=DocumentKind.PERMIT, uploaded_by_id=1)
        session.add(SubmissionDocument(submission_id=permit.id, document_id=paper.id))
    return int(permit.id)


def paid_out(seller_id: int, *, sellers: int, batch_id: int = 0) -> tuple[int, int]:
    """A payout of the seller that was paid, in a batch with other sellers whose accounts changed lately."""
    with transaction():
        batch_id = batch_id or PayoutBatchFactory().id
        kept = dict.fromkeys(SellerFactory().id for _ in range(sellers))
        archived = [PayoutAccountFactory(seller_id=each, archived_at=now()) for each in (*kept, seller_id)]
        for each in kept:
            account = PayoutAccountFactory(seller_id=each, created_at=now())
            PayoutFactory(batch_id=batch_id, seller_id=each, account_id=account.id)
        paid = PayoutFactory(
            batch_id=batch_id, seller_id=seller_id, account_id=archived[-1].id, status=PayoutStatus.COMPLETED
        )
        return batch_id, paid.id


def own_product_pages(product_id: int) -> list[str]:
    one = f"/penjual/pusat/produk/{product_id}"
    tails = (
        "",
        "/pratinjau",
        "/pasang/selesai",
        "/keterangan",
        "/perubahan",
        "/arsipkan",
        "/pilihan",
        "/pilihan/tabel?nama1=Isi&nilai1=1,2,3",
    )
    return [one + tail for tail in tails]


def import_pages(job_id: int) -> list[str]:
    one = f"/penjual/pusat/produk/impor/{job_id}"
    files = [
        f"{one}/perbaikan.csv",
        *(f"/penjual/pusat/produk/{name}.csv" for name in ("impor/contoh", "ekspor/produk")),
    ]
    return ["/penjual/pusat/produk/impor", "/penjual/pusat/produk/ekspor", one, f"{one}/kemajuan", *files]


def own_order_pages(number: str, case_number: str, refund_id: int) -> list[str]:
    tails = ("/batal", "/1/batal", "/1/pengembalian/baru", f"/rekening/{refund_id}")
    return [f"/pengembalian/{case_number}", *(f"/pesanan/{number}{tail}" for tail in tails)]


def refund_more(case: ReturnCase) -> int:
    """Another refund and another photo, outside the books; returns the refund's id."""
    payment_id = session.scalars(select(Payment.id).order_by(Payment.id).limit(1)).one()
    refund = RefundFactory(payment_id=payment_id)
    case.refund_id = refund.id
    document = DocumentFactory(kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=1)
    ReturnPhotoFactory(case_id=case.id, document_id=document.id)
    return int(refund.id)


def test_a_product_with_refused_photos_and_an_open_case_costs_no_more(
    client: Browser, cast: Cast, few: list[str], statements: Statements
) -> None:
    with transaction():
        token, product_id = accounts.open_session(cast.ani.id), session.scalars(select(Product.id)).one()
    client.sign_in(token)
    page, costly = f"/penjual/pusat/produk/{product_id}", []
    about = {"product_id": product_id, "risks": ["photos"]}
    refused = about | {"rejected": True, "decided_by_id": cast.fitri.id, "refused_parts": ["Foto 2: buram"]}
    for number in (1, 3):
        with transaction():
            for _ in range(number):
                ModerationCaseFactory(**refused)
            if number == 1:
                ModerationCaseFactory(**about)
        costly += costs(statements, client, [page]).values()
        assert client.get(page).get_data(as_text=True).count("Foto 2: buram") == (1 if number == 1 else 4)
    assert costly[0] == costly[1] <= PERSON


def card_product(product_id: int) -> Product:
    return session.get_one(Product, product_id)


def test_the_steps_of_a_listing_cost_at_most_nine(
    client: Browser, cast: Cast, few: list[str], statements: Statements
) -> None:
    with transaction():
        draft = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, description="Lada putih dari kebun sendiri.")
        ProductImageFactory(product_id=draft.id, media_id="a" * 32)
        token = accounts.open_session(cast.ani.id)
    client.sign_in(token)
    one = f"/penjual/pusat/produk/{draft.id}"
    steps = [f"{one}/pasang/{step}" for step in ("foto", "keterangan", "harga", "kirim", "periksa")]
    little = costs(statements, client, [one, *steps])
    add_much(cast)
    much = costs(statements, client, [one, *steps])
    assert little == much
    assert max(much.values()) <= PERSON, much
