"""Why something was done, in Indonesian: commands give their reasons in English, people give theirs as they speak."""

import re
from collections.abc import Sequence

from app.i18n import LazyString, lazy_gettext

# Whose it is, in front of another reason: an order, a checkout, a return case, a list of payouts.
SUBJECT = re.compile(r"(?P<subject>(?:SB|RT|PC)-[0-9A-Z-]+):? (?P<rest>.+)", re.DOTALL)
SENTENCES: dict[str, LazyString] = {
    "a word forbids it": lazy_gettext("memuat kata terlarang"),
    "a newer one was accepted": lazy_gettext("yang lebih baru diterima"),
    "accepted by the seller": lazy_gettext("diterima penjual"),
    "all rows are done": lazy_gettext("semua baris selesai"),
    "another file came": lazy_gettext("digantikan berkas lain"),
    "answered by the back office": lazy_gettext("dijawab admin"),
    "appealed against by the seller": lazy_gettext("penjual berkeberatan"),
    "approved by a reviewer": lazy_gettext("disetujui pemeriksa"),
    "archived by the seller": lazy_gettext("diarsipkan penjual"),
    "came back": lazy_gettext("barangnya kembali"),
    "came back after it had been sent": lazy_gettext("kembali lagi sesudah dikirim"),
    "completed": lazy_gettext("selesai"),
    "contested by the seller": lazy_gettext("dibantah penjual"),
    "counted by the seller": lazy_gettext("dihitung penjual"),
    "dropped by the seller": lazy_gettext("dibatalkan penjual"),
    "edited back by the seller": lazy_gettext("dikembalikan penjual seperti semula"),
    "edited by the seller": lazy_gettext("diubah penjual"),
    "ended by the helper": lazy_gettext("diakhiri pendamping"),
    "ended by the person": lazy_gettext("diakhiri orangnya sendiri"),
    "failed on its way": lazy_gettext("gagal di perjalanan"),
    "goes back": lazy_gettext("uangnya dikembalikan"),
    "granted by an admin": lazy_gettext("dikabulkan admin"),
    "a bill for parcels is paid": lazy_gettext("tagihan untuk paket dibayar"),
    "handed over by the seller": lazy_gettext("diserahkan penjual ke kurir"),
    "handed to the buyer by the seller": lazy_gettext("diserahkan penjual kepada pembeli"),
    "hidden by the seller": lazy_gettext("disembunyikan penjual"),
    "it cannot go back the way it came": lazy_gettext("uangnya tidak dapat kembali lewat jalan semula"),
    "it does not reach the buyer": lazy_gettext("tidak sampai ke pembeli"),
    "its permits are not there any more": lazy_gettext("izinnya belum ada atau sudah berakhir"),
    "its last day has passed": lazy_gettext("masa berlakunya lewat"),
    "new goods came in": lazy_gettext("barang masuk"),
    "no answer in time": lazy_gettext("tidak dijawab sampai batas waktunya"),
    "no answer in time, and nobody has seen the cash": lazy_gettext(
        "tidak dijawab sampai batas waktunya, dan tunainya belum terlihat"
    ),
    "no rule asks for a review": lazy_gettext("tidak perlu ditinjau"),
    "nobody started it in time": lazy_gettext("tidak dijalankan sampai batas waktunya"),
    "nobody complained in time": lazy_gettext("tidak ada keluhan sampai batas waktunya"),
    "nobody paid in time": lazy_gettext("tidak dibayar sampai batas waktunya"),
    "not fetched in time": lazy_gettext("tidak diambil pembeli sampai batas waktunya"),
    "not sent in time": lazy_gettext("tidak dikirim sampai batas waktunya"),
    "nothing else of it comes": lazy_gettext("tidak ada lagi yang menyusul"),
    "nothing goes back": lazy_gettext("tidak ada yang dikembalikan"),
    "opened by a reviewer": lazy_gettext("dibuka pemeriksa"),
    "over by its time or with the role": lazy_gettext("berakhir bersama waktunya atau peran pendamping"),
    "paid": lazy_gettext("dibayar"),
    "paid in cash": lazy_gettext("dibayar tunai"),
    "paid twice or too late": lazy_gettext("dibayar dua kali atau terlambat"),
    "paid twice, or late without stock": lazy_gettext("dibayar dua kali, atau terlambat dan stoknya habis"),
    "promised at the door": lazy_gettext("dijanjikan tunai di tempat"),
    "received by the buyer": lazy_gettext("diterima pembeli"),
    "rejected by an admin": lazy_gettext("ditolak admin"),
    "sent in by the applicant": lazy_gettext("dikirim pemohon"),
    "sent in by the seller": lazy_gettext("dikirim penjual"),
    "shown again by the seller": lazy_gettext("ditampilkan lagi oleh penjual"),
    "sizes made": lazy_gettext("ukuran gambar dibuat"),
    "taken back by its owner": lazy_gettext("ditarik pemiliknya"),
    "taken down by an admin": lazy_gettext("diturunkan admin"),
    "sold outside the marketplace": lazy_gettext("dijual langsung"),
    "started by the seller": lazy_gettext("dijalankan penjual"),
    "stopped by the seller": lazy_gettext("dihentikan penjual"),
    "taken up by an admin": lazy_gettext("ditangani admin"),
    "the bank did not pay it": lazy_gettext("bank tidak membayarnya"),
    "the bank sent it back": lazy_gettext("bank mengembalikannya"),
    "the bank does not know the account": lazy_gettext("bank tidak mengenal rekeningnya"),
    "the buyer has the goods and complains": lazy_gettext("pembeli sudah menerima barangnya dan mengeluh"),
    "the buyer says so": lazy_gettext("pembeli yang menyatakannya"),
    "the buyer named a bank account": lazy_gettext("pembeli menulis rekeningnya"),
    "the dispute that paid it ended another way": lazy_gettext("sengketa yang membayarnya berakhir lain"),
    "the file cannot be read": lazy_gettext("berkasnya tidak dapat dibaca"),
    "the file was read": lazy_gettext("berkasnya sudah dibaca"),
    "the goods are gone": lazy_gettext("barangnya hilang"),
    "the goods are spoiled": lazy_gettext("barangnya rusak"),
    "the money is in the account": lazy_gettext("uangnya ada di rekening"),
    "the courier says that it has arrived": lazy_gettext("menurut kurir sudah sampai"),
    "the order was received": lazy_gettext("pesanan diterima"),
    "the paper says so": lazy_gettext("menurut suratnya"),
    "the refund has succeeded": lazy_gettext("pengembaliannya sudah sampai"),
    "the shop is away": lazy_gettext("toko sedang libur"),
    "the shop is back": lazy_gettext("toko selesai libur"),
    "the time to pay is up": lazy_gettext("waktu membayar habis"),
    "the shop was approved": lazy_gettext("tokonya disetujui"),
    "the word is enough": lazy_gettext("cukup dengan pernyataan"),
    "to the bank": lazy_gettext("diteruskan ke bank"),
    "used by the shop itself": lazy_gettext("dipakai sendiri"),
    "the cash was not given back": lazy_gettext("uang tunainya ternyata belum dikembalikan penjual"),
    "the word that hid it is watched only": lazy_gettext("katanya kini hanya diawasi"),
    "the word it was looked at for is watched no more": lazy_gettext("katanya tidak berlaku lagi untuk produk ini"),
    "what was sent by hand did not arrive": lazy_gettext("yang dikirim di dasbor gerbang bayar ternyata tidak sampai"),
    "withdrawn by the seller": lazy_gettext("ditarik penjual"),
}
PATTERNS: Sequence[tuple[str, LazyString]] = (
    (r"\w+ \d+ charge_disputed\b.*", lazy_gettext("bank pembeli meminta atau sudah mengambil uangnya lewat sengketa")),
    (r"\w+ \d+ charge_already_refunded\b.*", lazy_gettext("semua uang pembayaran ini sudah dikembalikan di sana")),
    (r"approved by (?P<count>\d+) admins", lazy_gettext("disetujui %(count)s admin")),
    (r"by the buyer: (?P<words>.+)", lazy_gettext("oleh pembeli: %(words)s")),
    (r"not supplied: (?P<words>.+)", lazy_gettext("tidak dapat dipenuhi: %(words)s")),
    (r"sale taken back: (?P<words>.+)", lazy_gettext("penjualan dibatalkan: %(words)s")),
    (r"dispute (?P<id>\S+) won", lazy_gettext("sengketa %(id)s dimenangkan")),
    (r"dispute (?P<id>\S+) lost", lazy_gettext("sengketa %(id)s kalah")),
    (r"payment (?P<id>\S+) captured", lazy_gettext("pembayaran %(id)s diterima")),
    (r"proof (?P<id>\S+) accepted", lazy_gettext("bukti transfer %(id)s diterima")),
    (r"refund (?P<id>\S+)", lazy_gettext("pengembalian dana %(id)s")),
    (r"refund (?P<id>\S+) came back", lazy_gettext("pengembalian dana %(id)s tidak sampai")),
    (r"refund (?P<id>\S+) sent", lazy_gettext("pengembalian dana %(id)s dikirim")),
    (r"sent by gateway", lazy_gettext("dikirim gerbang bayar")),
    (r"sent by bank", lazy_gettext("dikirim lewat transfer")),
    (r"sent by void", lazy_gettext("tunainya tidak pernah diterima")),
    (r"the promise came too late: \S+", lazy_gettext("janjinya datang terlambat")),
    (r"the seller says that the parcel is lost", lazy_gettext("menurut penjual paketnya hilang")),
    (r"the seller says that the parcel is returned", lazy_gettext("menurut penjual paketnya kembali")),
    (r"(?P<name>\S+) hands over", lazy_gettext("%(name)s menyetor")),
    (r"(?P<name>.+) is in the account", lazy_gettext("%(name)s ada di rekening")),
    (r"(?P<name>\S+) keeps disputed money", lazy_gettext("%(name)s menahan uang yang disengketakan")),
    (r"(?P<name>\S+) keeps its fee", lazy_gettext("%(name)s memotong biayanya")),
    (r"(?P<name>\S+) refuses: (?P<words>.+)", lazy_gettext("ditolak %(name)s: %(words)s")),
    (r"(?P<name>\S+) says (?P<words>\S+)", lazy_gettext("menurut %(name)s: %(words)s")),
    (
        r"(?P<name>\S+) says (?P<amount>\d+) and (?P<words>\S+)",
        lazy_gettext("menurut %(name)s: Rp%(amount)s, %(words)s"),
    ),
)
KNOWN = [(re.compile(pattern, re.DOTALL), text) for pattern, text in PATTERNS]
OF_DISPUTES: dict[str, LazyString] = {
    "credit_not_processed": lazy_gettext("pengembalian dana belum diterima"),
    "duplicate": lazy_gettext("ditagih dua kali"),
    "fraudulent": lazy_gettext("menurut pemilik kartu bukan ia yang membayar"),
    "general": lazy_gettext("lain-lain"),
    "product_not_received": lazy_gettext("barang tidak sampai"),
    "product_unacceptable": lazy_gettext("barang rusak atau tidak sesuai"),
    "unrecognized": lazy_gettext("tagihannya tidak dikenali"),
}
CODES: dict[str, LazyString] = {
    "cannot_make": lazy_gettext("tidak dapat dibuat pada waktunya"),
    "cannot_send": lazy_gettext("tidak dapat dikirim ke alamat itu"),
    "captured": lazy_gettext("dibayar"),
    "changed_mind": lazy_gettext("berubah pikiran"),
    "damaged": lazy_gettext("barangnya rusak"),
    "expired": lazy_gettext("kedaluwarsa"),
    "failed": lazy_gettext("gagal"),
    "found_elsewhere": lazy_gettext("sudah dapat di tempat lain"),
    "lost": lazy_gettext("kalah"),
    "sold_out": lazy_gettext("stok habis"),
    "too_slow": lazy_gettext("terlalu lama"),
    "won": lazy_gettext("menang"),
    "wrong_order": lazy_gettext("salah barang, jumlah, atau alamat"),
}


def alasan_sengketa(code: str) -> str:
    """Why a bank asks money back; a code that is not known stays as the gateway writes it."""
    return str(OF_DISPUTES.get(code, code))


def alasan(text: str) -> str:
    """A reason as it is read here; what a person wrote stays as it is."""
    if text in SENTENCES:
        return str(SENTENCES[text])
    for pattern, known in KNOWN:
        if found := pattern.fullmatch(text):
            return str(known) % {name: str(CODES.get(part, part)) for name, part in found.groupdict().items()}
    if found := SUBJECT.fullmatch(text):
        return f"{found['subject']}: {alasan(found['rest'])}"
    return text
