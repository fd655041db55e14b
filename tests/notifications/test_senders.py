"""Each event tells the right person, once."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.accounts.commands import accounts, emails
from app.accounts.commands import people as roles
from app.clock import now
from app.complaints import commands as complaints
from app.db import session, transaction
from app.gateways.mail import MemoryMailer
from app.models.account import EmailChange, RoleName, User
from app.models.order import Order
from app.models.payment import DisputeStatus, ProofStatus, Refund, TransferProof
from app.models.payout import Payout, StatementStatus
from app.models.requirement import SubmissionStatus
from app.models.seller import MemberRole, SellerMember
from app.money import format_rupiah
from app.notifications import senders
from app.notifications.links import link
from app.notifications.messenger import EmailMessenger, LogMessenger, Message
from app.outbox import emit
from app.payments.commands import attempts, availability, refund_accounts, sendings
from app.requirements.commands.seeds import seed_requirements
from app.returns import cli as returns
from app.returns.commands import cancel, cases, photos
from app.sellers.commands import standing as shops
from app.sellers.commands import team
from app.settings import setting
from tests.cast import Cast
from tests.factories.account import PASSWORD_HASH, UserFactory, UserRoleFactory
from tests.factories.catalog import ProductFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.order import capture, complete, place
from tests.factories.payment import DisputeFactory, proof_of, transfer_of
from tests.factories.payout import TurnoverStatementFactory
from tests.factories.requirement import SubmissionFactory, requirement
from tests.factories.seller import SellerApplicationFactory, SellerMemberFactory
from tests.factories.voucher import VoucherFactory
from tests.files import photo
from tests.orders.steps import accept, ship, shipment_of
from tests.payouts import steps as payouts
from tests.returns.steps import cancel_it, complain, contest, mediate, rule


@pytest.fixture(autouse=True)
def folder(app: Flask) -> Iterator[Path]:
    folder = Path(setting("DATA_DIR")) / "mail"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def read(path: Path) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())


def mails(folder: Path) -> list[tuple[str, str]]:
    return sorted((letter["To"], letter["Subject"]) for letter in map(read, folder.glob("*.eml")))


def texts(folder: Path) -> str:
    bodies = [letter.get_body((kind,)) for letter in map(read, folder.glob("*.eml")) for kind in ("plain", "html")]
    return "\n".join(body.get_content() for body in bodies if body is not None)


def test_a_sale_tells_the_buyer_and_the_owners_of_the_shop(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada <Putih>", variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    complete(group, cast.dewi)
    number, shop = group.number, cast.shop_of_ani.name
    worker.drain()
    assert mails(folder) == sorted(
        [
            ("ani@contoh.id", f"Pesanan baru {number}-1"),
            ("ani@contoh.id", f"Pesanan {number}-1 selesai"),
            ("dewi@contoh.id", f"Pesanan {number} menunggu pembayaran"),
            ("dewi@contoh.id", f"Pembayaran pesanan {number} sudah kami terima"),
            ("dewi@contoh.id", f"{shop} menyiapkan pesanan {number}-1"),
            ("dewi@contoh.id", f"Pesanan {number}-1 dalam perjalanan"),
        ]
    )
    said = texts(folder)
    for address in (f"http://localhost/pesanan/{number}", f"http://localhost/pembayaran/{number}"):
        assert address in said
    assert "Lada &lt;Putih&gt;" in said, "HTML parts are escaped"
    assert "Lada <Putih>" in said, "text parts are plain"


def test_mails_of_an_order_name_its_voucher(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        VoucherFactory(created_by_id=cast.eko.id, code="HEMAT")
    capture(place(cast.dewi, [product], voucher_code="HEMAT"))
    worker.drain()
    assert texts(folder).count("Voucher HEMAT: −Rp10.000") == 4, "placed and paid, as text and as HTML"


@pytest.mark.parametrize(
    ("status", "subject", "said"),
    [
        (StatementStatus.ACCEPTED, "Surat pernyataan omzet 2026 diterima", "tidak dipungut"),
        (StatementStatus.REJECTED, "Surat pernyataan omzet 2026 belum dapat diterima", "Alasannya: belum lengkap"),
    ],
)
def test_a_decided_statement_of_turnover_is_told_to_the_owners(
    cast: Cast, folder: Path, status: StatementStatus, subject: str, said: str
) -> None:
    with transaction():
        statement = TurnoverStatementFactory(
            seller_id=cast.shop_of_ani.id, sent_by=cast.ani.id, year=2026, status=status, decision_note="belum lengkap"
        )
        emit("turnover_statement.decided", statement_id=statement.id)
    worker.drain()
    assert mails(folder) == [("ani@contoh.id", subject)]
    assert said in texts(folder)
    assert "http://localhost/penjual/pusat/pajak" in texts(folder)


@pytest.mark.parametrize(
    ("topic", "status", "subject", "said"),
    [
        ("permit.decided", SubmissionStatus.ACCEPTED, "SPP-IRT (P-IRT) diterima", "Berlaku sampai 31 Jan 2030"),
        ("permit.decided", SubmissionStatus.REJECTED, "SPP-IRT (P-IRT) perlu dikirim ulang", "tidak terbaca"),
        ("permit.ends_soon", SubmissionStatus.ACCEPTED, "SPP-IRT (P-IRT) Anda berakhir 31 Jan 2030", "oss.go.id"),
        ("permit.ended", SubmissionStatus.EXPIRED, "SPP-IRT (P-IRT) Anda sudah berakhir", "oss.go.id"),
    ],
)
def test_what_becomes_of_a_permit_is_told_to_the_owners(
    cast: Cast, folder: Path, topic: str, status: SubmissionStatus, subject: str, said: str
) -> None:
    with transaction():
        seed_requirements()
        permit = SubmissionFactory(
            requirement_id=requirement("pirt").id,
            seller_id=cast.shop_of_ani.id,
            status=status,
            valid_until=date(2030, 1, 31),
            decision_note="tidak terbaca",
        )
        emit(topic, submission_id=permit.id)
    worker.drain()
    assert mails(folder) == [("ani@contoh.id", subject)]
    assert said in texts(folder)
    assert "http://localhost/penjual/pusat/izin/pirt" in texts(folder)


def test_a_sender_that_runs_again_sends_no_second_mail(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
        SellerApplicationFactory(applicant_id=cast.budi.id, decision_note="NIK tidak terbaca")
    group = place(cast.dewi, [product])
    with transaction():
        accounts.request_reset("dewi@contoh.id")
    runs = (
        (senders.email_order_placed, {"group_id": group.id}),
        (senders.email_order_expired, {"group_id": group.id}),
        (senders.email_reset, {"user_id": cast.dewi.id}),
        (senders.email_password_changed, {"user_id": cast.dewi.id}),
        (senders.email_already_registered, {"user_id": cast.dewi.id}),
        (senders.email_application_approved, {"application_id": 1}),
        (senders.email_application_rejected, {"application_id": 1}),
    )
    for place_in_list, (send, payload) in enumerate(runs):
        for _ in range(2):
            send(**payload, key=f"delivery-{place_in_list}")
    assert len(mails(folder)) == len(runs)
    assert "NIK tidak terbaca" in texts(folder)


def test_a_confirmed_person_gets_no_link_any_more(cast: Cast, folder: Path) -> None:
    with transaction():
        newcomer = UserFactory(unconfirmed=True, email="sari@contoh.id")
    senders.email_confirmation(newcomer.id, key="delivery-1")
    senders.email_confirmation(cast.dewi.id, key="delivery-2")
    assert mails(folder) == [("sari@contoh.id", "Konfirmasikan alamat e-mail Anda")]
    assert "http://localhost/konfirmasi/" in texts(folder)


def test_nobody_gets_a_link_for_an_address_without_an_account(app: Flask, folder: Path) -> None:
    senders.email_reset(accounts.NOBODY, key="delivery-1")
    senders.email_already_registered(accounts.NOBODY, key="delivery-2")
    assert mails(folder) == []


ASKED = ("dewi@contoh.id", "Ada permintaan mengganti e-mail akun Anda")
WANTED = ("ani@contoh.id", "Ada yang ingin memakai alamat e-mail Anda")


def ask(user_id: int, email: str) -> None:
    with transaction():
        emails.ask_for_email(user_id, proven_hash=PASSWORD_HASH, email=email)


def test_a_wanted_address_gets_the_link_and_the_present_one_a_warning(cast: Cast, folder: Path) -> None:
    ask(cast.dewi.id, "baru@contoh.id")
    worker.drain()
    assert mails(folder) == [("baru@contoh.id", "Konfirmasikan alamat e-mail baru Anda"), ASKED]
    assert "baru@contoh.id" not in texts(folder), "the old mailbox may be in other hands"
    (token,) = set(re.findall(r"http://localhost/akun/email/konfirmasi/([\w.-]+)", texts(folder)))
    with transaction():
        emails.confirm_new_email(token, user_id=cast.dewi.id, session_token="")
    worker.drain()
    assert ("dewi@contoh.id", "Alamat e-mail akun Anda diganti") in mails(folder)
    assert len(mails(folder)) == 3


def test_the_owner_of_a_wanted_address_gets_a_note_and_no_link_each_time(cast: Cast, folder: Path) -> None:
    with transaction():
        UserFactory(email="lama@contoh.id", archived_at=now())
    ask(cast.dewi.id, "ANI@contoh.id")
    with transaction():
        emails.send_link_again(cast.dewi.id)
    worker.drain()
    assert mails(folder) == sorted([WANTED, WANTED, ASKED])
    assert "/akun/email/konfirmasi/" not in texts(folder)
    ask(cast.dewi.id, "lama@contoh.id")
    worker.drain()
    assert mails(folder) == sorted([WANTED, WANTED, ASKED, ASKED]), "nobody reads for an archived account"


def test_a_link_that_was_cancelled_before_it_left_is_not_sent(cast: Cast, folder: Path) -> None:
    ask(cast.dewi.id, "baru@contoh.id")
    with transaction():
        emails.cancel_email_change(cast.dewi.id)
    worker.drain()
    assert mails(folder) == [ASKED]


def test_the_life_of_a_team_is_told_to_whom_it_concerns(cast: Cast, folder: Path) -> None:
    with transaction():
        sari_id = UserFactory(name="Sari", email="sari@contoh.id").id
    shop, shop_id = cast.shop_of_ani.name, cast.shop_of_ani.id
    with transaction():
        invitation_id = team.invite(
            shop_id, inviter_id=cast.ani.id, email="sari@contoh.id", role=MemberRole.BOOKKEEPER
        ).id
    worker.drain()
    (token,) = set(re.findall(r"http://localhost/undangan/([\w.-]+)", texts(folder)))
    with transaction():
        member_id = team.accept_invitation(token, user_id=sari_id).id
    with transaction():
        team.remove_member(member_id, seller_id=shop_id)
    worker.drain()
    assert mails(folder) == [
        ("ani@contoh.id", f"Anggota baru di tim {shop}"),
        ("sari@contoh.id", f"Anda keluar dari tim {shop}"),
        ("sari@contoh.id", f"Undangan ke tim {shop}"),
    ]
    senders.email_invitation(invitation_id, key="delivery-again")
    assert len(mails(folder)) == 3, "an invitation that was taken is not sent any more"


def test_who_leaves_a_team_is_told_and_so_are_its_owners(cast: Cast, folder: Path) -> None:
    with transaction():
        team.leave_team(cast.budi.id, seller_id=cast.shop_of_ani.id)
    worker.drain()
    shop = cast.shop_of_ani.name
    assert mails(folder) == [
        ("ani@contoh.id", f"Budi keluar dari tim {shop}"),
        ("budi@contoh.id", f"Anda keluar dari tim {shop}"),
    ]


def test_a_suspension_and_a_reopening_tell_the_owners_and_nobody_else(cast: Cast, folder: Path) -> None:
    with transaction():
        shops.suspend_seller(cast.shop_of_ani.id, admin_id=cast.eko.id, reason="Izin edar belum ada.")
    with transaction():
        shops.reopen_seller(cast.shop_of_ani.id, admin_id=cast.eko.id, reason="Izin edar sudah ada.")
    worker.drain()
    shop = cast.shop_of_ani.name
    assert mails(folder) == [("ani@contoh.id", f"Toko {shop} dibekukan"), ("ani@contoh.id", f"Toko {shop} dibuka lagi")]
    assert "Izin edar belum ada." in texts(folder)
    assert "bantuan@sebalai.example" in texts(folder)


def test_a_role_that_is_given_or_taken_is_told_to_its_holder(cast: Cast, folder: Path) -> None:
    with transaction():
        roles.grant_role(cast.dewi.id, RoleName.FINANCE, admin_id=cast.eko.id, reason="Bergabung")
    with transaction():
        roles.revoke_role(cast.dewi.id, RoleName.FINANCE, admin_id=cast.eko.id, reason="Pindah tugas")
    worker.drain()
    assert mails(folder) == [
        ("dewi@contoh.id", "Anda mendapat peran di Sebalai"),
        ("dewi@contoh.id", "Peran Anda di Sebalai berakhir"),
    ]
    assert "peran keuangan" in texts(folder)


def test_a_complaint_is_told_by_its_number_and_answered_in_full(cast: Cast, folder: Path) -> None:
    with transaction():
        complaint = ComplaintFactory(text="Klik https://jahat.example sekarang juga")
        emit("complaint.received", complaint_id=complaint.id)
    complaint_id, number, admin_id = complaint.id, complaint.number, cast.eko.id
    worker.drain()
    assert mails(folder) == [("sari@contoh.id", f"Pengaduan {number} kami terima")]
    assert f"http://localhost/pengaduan/{number}" in texts(folder)
    assert "jahat.example" not in texts(folder), "nobody makes us send text to an address somebody typed"
    with transaction():
        complaints.answer_complaint(complaint_id, admin_id=admin_id, answer="Uang Anda kembali.\nMaaf & salam.")
    worker.drain()
    assert ("sari@contoh.id", f"Jawaban pengaduan {number}") in mails(folder)
    assert "<p>Uang Anda kembali.</p><p>Maaf &amp; salam.</p>" in texts(folder)


def test_a_sale_that_does_not_end_well_is_told_to_both_sides(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=99)
        UserRoleFactory(user_id=cast.fitri.id, role=RoleName.FINANCE)
    order_ids = []
    for number in range(5):
        group = place(cast.dewi, [product], 2)
        capture(group)
        order_ids.append(group.orders[0].id)
        if number >= 3:
            accept(group.orders[0])
            ship(group.orders[0])
    eko_id, shop_id, ani_id, dewi_id = cast.eko.id, cast.shop_of_ani.id, cast.ani.id, cast.dewi.id
    worker.drain()
    shutil.rmtree(folder)
    cancelled, short, late, sent, lost = (session.get_one(Order, order_id) for order_id in order_ids)
    cancel_it(cancelled)
    piece = {short.lines[0].id: 1}
    with transaction():
        cancel.report_shortage(short.id, piece, seller_id=shop_id, shortage=1, because="a test")
    for hours, tell in ((3, returns.remind_due), (-3, returns.tell_late)):
        with transaction():
            session.get_one(Order, late.id).ship_by = now() + timedelta(hours=hours)
            session.get_one(Order, late.id).ship_reminded_at = None
        assert tell() == 1
    case = complain(sent, 1)
    papers = photos.draw_more_photos([photo()])
    with transaction():
        photos.show_more_of_buyer(case.number, papers, buyer_id=dewi_id)
    papers = photos.draw_more_photos([photo()])
    with transaction():
        photos.show_more_of_seller(case.number, papers, seller_id=shop_id, member_id=ani_id)
    contest(case)
    mediate(case, eko_id)
    rule(case, eko_id, 1)
    lost_id, parcel_id = lost.id, shipment_of(lost).id
    with transaction():
        lost_number = cases.lose_parcel(lost_id, seller_id=shop_id, parcel_id=parcel_id).number
    case_number, numbers = case.number, [order.number for order in (cancelled, short, late, sent)]
    worker.drain()
    told = mails(folder)
    for mail in (
        ("ani@contoh.id", f"Pesanan {numbers[0]} dibatalkan"),
        ("dewi@contoh.id", f"Pesanan {numbers[0]} dibatalkan"),
        ("dewi@contoh.id", f"Sebagian pesanan {numbers[1]} tidak tersedia"),
        ("ani@contoh.id", f"Batas kirim pesanan {numbers[2]} tinggal sehari"),
        ("ani@contoh.id", f"Pesanan {numbers[2]} terlambat dikirim"),
        ("dewi@contoh.id", f"Pesanan {numbers[2]} terlambat dikirim"),
        ("dewi@contoh.id", f"Pesanan {numbers[3]} sudah sampai"),
        ("ani@contoh.id", f"Pengajuan {case_number} menunggu jawaban Anda"),
        ("ani@contoh.id", f"Foto baru untuk pengajuan {case_number}"),
        ("dewi@contoh.id", f"Foto baru untuk pengajuan {case_number}"),
        ("dewi@contoh.id", f"Jawaban untuk pengajuan {case_number}"),
        ("dewi@contoh.id", f"Keputusan untuk pengajuan {case_number}"),
        ("ani@contoh.id", f"Keputusan untuk pengajuan {case_number}"),
        ("dewi@contoh.id", f"Jawaban untuk pengajuan {lost_number}"),
    ):
        assert told.count(mail) == 1, mail
    assert "Fotonya jelas." in texts(folder)
    assert "tidak setuju dengan pengajuan" in texts(folder)
    assert f"pengajuan {lost_number} disetujui" in texts(folder)


def test_money_that_does_not_arrive_is_told_to_whom_it_concerns(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
        UserRoleFactory(user_id=cast.fitri.id, role=RoleName.FINANCE)
    dewi_id, eko_id = cast.dewi.id, cast.eko.id
    group = place(cast.dewi, [product])
    capture(group)
    cancel_it(group.orders[0])
    refund_id = session.scalars(select(Refund.id)).one()
    with transaction():
        sendings.record_refused(refund_id, "no balance")
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    number = group.number
    worker.drain()
    assert ("fitri@contoh.id", "Pengembalian dana gagal") in mails(folder)
    assert ("dewi@contoh.id", f"Ke rekening mana uang pesanan {number} dikembalikan?") in mails(folder)
    assert f"http://localhost/pesanan/{number}/rekening/{refund_id}" in texts(folder)
    assert "Halaman itu meminta kata sandi akun Sebalai Anda" in texts(folder), "as the form does"
    with transaction():
        session.get_one(User, dewi_id).email = "alamat-baru@contoh.id"
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi Lestari", "1400912345"))
    worker.drain()
    for address in ("dewi@contoh.id", "alamat-baru@contoh.id"):
        assert mails(folder).count((address, f"Rekening untuk pengembalian dana pesanan {number}")) == 1
    assert "1400912345" not in texts(folder)
    assert "••345" in texts(folder)
    with transaction():
        refund_accounts.ask_for_another_account(refund_id, admin_id=eko_id)
    worker.drain()
    assert ("dewi@contoh.id", f"Rekening lain untuk uang pesanan {number}?") in mails(folder)
    assert "uangnya dikembalikan kepada kami" in texts(folder)


def test_who_paid_twice_reads_that_the_order_goes_on(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    group = place(cast.dewi, [product])
    with transaction():
        second_id = attempts.open_payment(group.id, gateway="midtrans", return_url="http://localhost/").id
    capture(group)
    capture(group, payment_id=second_id)
    refund_id = session.scalars(select(Refund.id)).one()
    senders.email_refund_sent(refund_id, key="delivery-1")
    assert texts(folder).count("Pesanan yang sudah dibayar tetap berjalan.") == 2, "in both kinds of text"


def test_trouble_with_money_is_told_to_the_admins_of_money_and_the_buyer_of_it(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
        finance, reviewer = UserFactory(email="uang@contoh.id"), UserFactory(email="periksa@contoh.id")
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
        UserRoleFactory(user_id=reviewer.id)
    group = place(cast.dewi, [product])
    number, buyer_id = group.number, cast.dewi.id
    payment_id = capture(group)
    with transaction():
        transfer = transfer_of(group)
    proof_id = proof_of(transfer, buyer_id, status=ProofStatus.REJECTED).id
    with transaction():
        session.get_one(TransferProof, proof_id).decision_note = "Kurang <Rp5.000>"
        emit("transfer_proof.rejected", proof_id=proof_id)
        dispute_id = DisputeFactory(payment_id=payment_id, status=DisputeStatus.LOST).id
        emit("dispute.opened", dispute_id=dispute_id)
        emit("dispute.decided", dispute_id=dispute_id)
        availability.note_refused_keys("stripe", "401")
    with transaction():
        availability.note_refused_keys("stripe", "401 again")
    worker.drain()
    told = [f"Sengketa baru untuk pesanan {number}", f"Sengketa pesanan {number} sudah diputuskan"]
    told.append("Kartu dan dompet internasional menolak kunci kita")
    admins = ("eko@contoh.id", "fitri@contoh.id", "uang@contoh.id")
    assert set(mails(folder)) >= {(admin, subject) for admin in admins for subject in told}
    assert ("dewi@contoh.id", f"Bukti transfer pesanan {number} belum cocok") in mails(folder)
    assert len([to for to, subject in mails(folder) if subject in told]) == 9
    said = texts(folder)
    for part in ("Kurang &lt;Rp5.000&gt;", f"/admin/pembayaran/{payment_id}", "/admin/pembayaran/metode", "kita kalah"):
        assert part in said


def test_admins_hear_nothing_of_keys_that_are_mended_by_now(cast: Cast, folder: Path) -> None:
    with transaction():
        availability.note_refused_keys("stripe", "401")
    with transaction():
        availability.note_answer("stripe")
    worker.drain()
    assert mails(folder) == []


def test_former_owners_hear_nothing(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    with transaction():
        for member in session.scalars(select(SellerMember).where(SellerMember.user_id == cast.ani.id)):
            member.archived_at = now()
    senders.email_new_order(group.orders[0].id, key="delivery-1")
    assert mails(folder) == []


def test_no_transaction_is_open_while_a_mail_is_sent(cast: Cast, folder: Path) -> None:
    senders.email_password_changed(cast.dewi.id, key="delivery-1")
    assert not session().in_transaction()


def test_links_stand_on_the_configured_address(app: Flask) -> None:
    assert link("accounts.confirm", token="a.b-c") == "http://localhost/konfirmasi/a.b-c"


def test_one_message_goes_by_mail_or_into_the_log_without_the_address(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    message = Message("dewi@contoh.id", "password_changed", {"name": "Dewi\n", "link": "http://localhost/"})
    mailer = MemoryMailer()
    for messenger in (EmailMessenger(mailer), LogMessenger()):
        messenger.send(message, key="delivery-1")
    assert mailer.sent["delivery-1"].subject == "Kata sandi Anda sudah diganti"
    captured = capsys.readouterr()
    assert "contoh.id" not in captured.out + captured.err


def test_owners_hear_of_payouts_and_why_one_failed(cast: Cast, folder: Path) -> None:
    payouts.open_account(cast.shop_of_ani, number="140091234567")
    payouts.earn(cast, cast.shop_of_ani)
    payouts.at_the_bank(cast)
    payouts.come_back(cast)
    payouts.at_the_bank(cast)
    payouts.complete_all(cast)
    payouts.send_back(cast, session.scalars(select(Payout.id).where(Payout.bank_reference != "")).one())
    amount = format_rupiah(payouts.payouts()[0][2])
    worker.drain()
    told = mails(folder)
    assert ("ani@contoh.id", f"Pencairan {amount} belum berhasil") in told
    assert ("ani@contoh.id", f"{amount} sudah masuk ke rekening toko Anda") in told
    assert ("ani@contoh.id", f"Bank mengembalikan pencairan {amount}") in mails(folder)
    said = texts(folder)
    for words in ("Rekening sudah ditutup", "••567", "BSB-", "http://localhost/penjual/pusat/rekening"):
        assert words in said, words
    assert "140091234567" not in said


def test_every_owner_hears_of_another_account_also_where_an_account_was_moved_from(cast: Cast, folder: Path) -> None:
    payouts.open_account(cast.shop_of_ani, number="140091234567")
    with transaction():
        other = UserFactory(email="pemilik-lain@contoh.id")
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=other.id)
        for old, days in (("ani-lama@contoh.id", 2), ("ani-dulu@contoh.id", 40)):
            moved = {"new_email": "ani@contoh.id", "new_email_folded": "ani@contoh.id"}
            moment = now() - timedelta(days=days)
            session.add(EmailChange(user_id=cast.ani.id, old_email=old, confirmed_at=moment, asked_at=moment, **moved))
    payouts.change_account(cast)
    worker.drain()
    subject = "Rekening toko Anda diganti"
    assert mails(folder) == sorted(
        (address, subject) for address in ("ani@contoh.id", "ani-lama@contoh.id", "pemilik-lain@contoh.id")
    )
    said = texts(folder)
    for words in ("••567", "••535", "http://localhost/pengaduan", "http://localhost/lupa-sandi", "Kalau bukan Anda"):
        assert words in said, words
    assert "330101999999535" not in said
