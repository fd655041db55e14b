"""What people do in a browser, each step as they would."""

import re
import secrets
import time
from collections.abc import Callable
from email import policy
from email.parser import Parser
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.shop import RunningShop

PASSWORD = "sebalai-contoh"
NEW_PASSWORD = "tiga ekor kancil minum"
PHONE = {"width": 360, "height": 740}
LONGEST_WAIT = 30.0
# as Chromium's developer tools call "slow 3G": milliseconds, bytes a second
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PATIENCE = 60_000


class Person:
    """Somebody with a browser of the own. Every page that is opened is looked at."""

    def __init__(self, chromium: Browser, shop: RunningShop, *, javascript: bool) -> None:
        self.shop = shop
        context = chromium.new_context(viewport=PHONE, java_script_enabled=javascript, base_url=shop.url)
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.javascript = javascript

    def go_where_the_signal_is_weak(self) -> None:
        """Every request of this browser goes the way it does at the end of the island."""
        self.page.context.set_default_timeout(PATIENCE)
        self.page.context.new_cdp_session(self.page).send("Network.emulateNetworkConditions", SLOW)
        began = time.monotonic()
        self.page.goto("/masuk")
        assert time.monotonic() - began > SLOW["latency"] / 1000, "the line is slow"

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, name: str, *, role: str = "button") -> None:
        """Press a button or link, wait for the page that follows, and look at it."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.look()

    def look(self) -> None:
        """No page scrolls sideways at 360 px; axe finds nothing (it needs JavaScript)."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{self.page.url} is {width} px wide"
        if self.javascript:
            self.page.evaluate("document.body.click()")  # a page that somebody uses does not reload itself
            found = Axe().run(self.page).response["violations"]
            assert not found, f"{self.page.url}: " + "; ".join(
                f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found
            )

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.open("/masuk")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Kata sandi").fill(password)
        self.press("Masuk")

    def put_in_cart(self, slug: str, quantity: int = 1) -> None:
        self.open(f"/produk/{slug}")
        self.page.get_by_label("Jumlah").fill(str(quantity))
        self.press("Masukkan keranjang")
        expect(self.page.get_by_role("heading", name="Keranjang")).to_be_visible()

    def add_photo(self, path: Path) -> None:
        """Show more in the case whose page is open."""
        shown = self.page.locator(".documents img").count()
        self.page.locator("#more-photo").set_input_files(path)
        self.press("Kirim foto")
        expect(self.page.locator(".documents img")).to_have_count(shown + 1)

    def register(self) -> str:
        email = f"pembeli-{secrets.token_hex(4)}@contoh.id"
        self.open("/daftar")
        self.page.get_by_label("Nama").fill("Sari Wulandari")
        self.page.get_by_label("E-mail", exact=True).fill(email)
        self.page.get_by_label("Nomor HP").fill("0812 3456 7890")
        self.page.get_by_label("Kata sandi").fill(NEW_PASSWORD)
        self.page.get_by_label("Saya setuju dengan").check()
        self.page.get_by_label("Saya setuju data saya").check()
        self.press("Daftar")
        return email

    def confirm(self, email: str) -> None:
        self.open(link_in(self.shop, email, "Konfirmasikan"))
        self.press("Ya, ini alamat saya")

    def add_address(self, district: str = "Tebet Jakarta") -> None:
        self.page.get_by_label("Nama penerima").fill("Sari Wulandari")
        self.page.get_by_label("Nomor HP penerima").fill("081234567890")
        self.page.get_by_label("Alamat (jalan").fill("Jalan Tebet Raya 12")
        self.page.get_by_label("Kecamatan", exact=True).fill(district)
        self.press("Cari kecamatan")
        self.page.get_by_role("radio").first.check()
        self.press("Simpan alamat")

    def pay(self, outcome: str = "Bayar") -> None:
        self.press("Bayar Rp")
        assert "/sandbox/" in self.page.url
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=outcome, exact=True).click()
        self.look()

    def wait_for_text(self, text: str) -> None:
        """Load the page again until it says so."""
        eventually(lambda: text in self._reloaded(), f"{self.page.url} never said {text!r}")
        self.look()

    def _reloaded(self) -> str:
        self.page.goto(self.page.url)
        return self.page.inner_text("main")

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.problems.append(text)


def eventually(is_so: Callable[[], bool], complaint: str, *, within: float = LONGEST_WAIT) -> None:
    """Ask until it is so, for some seconds."""
    until = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < until, complaint
        time.sleep(0.3)


def link_in(shop: RunningShop, email: str, subject: str) -> str:
    """The path of the first link in a person's mail."""
    found: list[str] = []

    def has_come() -> bool:
        for raw in shop.mails():
            mail = Parser(policy=policy.default).parsestr(raw)
            if mail["To"] == email and subject in mail["Subject"]:
                body = mail.get_body(("plain",))
                assert body is not None
                found.extend(re.findall(re.escape(shop.url) + r"(\S+)", body.get_content()))
        return bool(found)

    eventually(has_come, f"no mail {subject!r} for the buyer")
    return found[0]


def rupiah(text: str) -> int:
    """The first amount in a text."""
    match = re.search(r"Rp([\d.]+)", text)
    assert match is not None, text
    return int(match[1].replace(".", ""))
