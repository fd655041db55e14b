"""A mentor on a village's signal, and the person who is helped, each with a phone of the own."""

import re
import secrets
from email import policy
from email.parser import Parser

from playwright.sync_api import Browser

from tests.journeys.people import NEW_PASSWORD, eventually
from tests.journeys.selling import APPLY, Applicant
from tests.journeys.shop import RunningShop

NAME = "Sari Wulandari"


class Helper(Applicant):
    """Indah, who types for Sari; what only Sari may do she hands over."""

    def __init__(self, chromium: Browser, shop: RunningShop) -> None:
        super().__init__(chromium, shop, javascript=True)
        self.go_where_the_signal_is_weak()
        self.sign_in("indah@contoh.id")

    def begin_account(self) -> str:
        """An account for somebody who has none; returns its e-mail."""
        email = f"didampingi-{secrets.token_hex(4)}@contoh.id"
        self.open("/pendamping")
        self.page.get_by_text("Orangnya belum punya akun").click()
        form = self.page.locator("form[action='/pendamping/akun-baru']")
        form.get_by_label("Nama").fill(NAME)
        form.get_by_label("Nomor HP").fill("0812 3456 7890")
        form.get_by_label("E-mail").fill(email)
        self.press("Buat akun dan kirim kode")
        return email

    def type_code(self, code: str) -> None:
        self.page.get_by_label("Kode enam angka").first.fill(code)
        self.press("Mulai membantu")
        assert NAME in self.page.locator(".helping").inner_text(), "the page says for whom"

    def come_back_to(self, name: str) -> None:
        self.press("Selesai")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=f"Bantu {name}", exact=True).click()
        self.look()

    def name_bank(self) -> None:
        """It is not there to be typed."""
        self.open(f"{APPLY}?langkah=rekening")
        assert self.page.get_by_label("Nomor rekening").count() == 0
        self.press("Lanjut ke berkas", role="link")

    def send_in(self) -> None:
        """It cannot: the link goes to the person."""
        assert self.page.get_by_role("button", name="Kirim pengajuan").count() == 0
        self.press("Kirim tautan")


class Owner(Applicant):
    """Sari, on her own phone."""

    def take_account(self, link: str, email: str) -> None:
        self.open(link)
        self.page.get_by_label("Kata sandi baru", exact=True).fill(NEW_PASSWORD)
        self.page.get_by_label("Ulangi kata sandi").fill(NEW_PASSWORD)
        self.page.get_by_label("Saya setuju dengan").check()
        self.page.get_by_label("Saya setuju data saya").check()
        self.press("Simpan dan masuk")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Kata sandi").fill(NEW_PASSWORD)
        self.press("Masuk")

    def finish(self) -> None:
        """The bank account and the agreements, which are hers alone."""
        self.open(f"{APPLY}?langkah=rekening")
        self.name_bank()
        self.send_from_summary()

    def send_from_summary(self) -> None:
        self.open(f"{APPLY}?langkah=ringkasan")
        self.send_in()

    def end_help(self) -> str:
        """See what was done in her name, and end it; returns what she read."""
        self.open("/akun/pendampingan")
        read = self.page.inner_text("main")
        self.press("Akhiri sekarang")
        return read


def code_in(shop: RunningShop, email: str) -> str:
    """The six digits in the newest mail that has some for this person."""
    found: list[str] = []

    def has_come() -> bool:
        for raw in shop.mails():
            mail = Parser(policy=policy.default).parsestr(raw)
            body = mail.get_body(("plain",))
            if mail["To"] == email and "Kode" in mail["Subject"] and body is not None:
                found.extend(re.findall(r"^\d{6}$", body.get_content(), re.MULTILINE))
        return bool(found)

    eventually(has_come, "no code has come")
    return found[-1]
