"""Every page of a running shop, in both themes, on a phone and on a desk: axe, HTML, width, console, links.

The list comes from the URL map: a new page is looked at without a word here, if the scene has words for its address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from werkzeug.routing import Rule

from app import create_app
from config import Config
from tests.journeys.http import Client
from tests.journeys.scene import Scene, set_scene
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
FILES = {
    "static",
    "media.picture",
    "documents.show",
    "return_photos.show",
    "tax_seller.document",
    "turnover_admin.document",
    "transfers.proof",
    "payments_admin_transfers.page_of_proof",
}
SIZES = ({"width": 360, "height": 740}, {"width": 1280, "height": 800})
TABLET = {"width": 768, "height": 1024}
THEMES = ("light", "dark")
ROLES = ("guest", "buyer", "applicant", "owner", "bookkeeper", "frozen", "superadmin", "reviewer", "finance", "mentor")
# the same addresses as somebody before them, but not the same pages
SEE_OTHER_PAGES = {"applicant": "/penjual/daftar", "bookkeeper": "/penjual/pusat", "frozen": "/penjual/pusat"}
SEE_OTHER_PAGES |= {"reviewer": "/admin", "finance": "/admin"}
STEPS = ("siapa", "apa", "di-mana", "rekening", "berkas", "ringkasan")
QUERIES = {
    "sellers.show": [f"?langkah={step}" for step in STEPS],
    "search.results": [
        "?q=lada&wilayah=bangka&stok=ada",
        "?q=tidakadayangbegini",
        "?q=ladaa+pengantin+di+bawah+90+ribu",
    ],
    "search.suggest": ["?q=lada"],
    "catalog_seller_variants.table": ["?nama1=Isi&nilai1=100+g,250+g&nama2=Rasa&nilai2=Pedas,Manis"],
    "people_admin.index": ["?q=contoh"],
    "orders_seller.index": ["?status=baru", "?status=kemas&semua=1", "?status=kirim"],
    "checkout.show": ["?kode=HALAMAN", "?kode=TIDAK-ADA"],
    "pricing_seller.deductions": ["?kategori=1&harga=50000", "?kategori=1&harga=x"],
    "commission_admin.rules": ["?toko=lada-kemuja-makmur&kategori=1&harga=50000"],
    "turnover_admin.index": ["?status=semua"],
}
# a theme changes colours and nothing else: the second one of a size is asked about these
AXE = """only => axe.run({resultTypes: ['violations'], ...only}).then(
    found => found.violations.map(v => v.id + ': ' + v.nodes[0].html))"""
EVERYTHING: dict[str, list[str]] = {}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
ASKED = {THEMES[0]: EVERYTHING, THEMES[1]: COLOURS}


@dataclass
class Inspection:
    """What was looked at, and everything that was wrong with it."""

    scene: Scene
    problems: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)

    def look_around(self, role: str, pages: list[tuple[Rule, str]], context: BrowserContext) -> None:
        """Open everything that this role can open and that looks different for it."""
        client, only = self.scene.visitors[role], SEE_OTHER_PAGES.get(role)
        page = context.new_page()
        page.on(
            "console", lambda said: self.problems.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.add_init_script(WITHOUT_RELOADS + AXE_SCRIPT)
        screen = context.new_cdp_session(page)
        known = set() if only else set(self.opened)
        for rule, address in pages:
            if rule.endpoint in known or not address.startswith(only or "/"):
                continue
            answer = client.get(address)
            is_page = answer.headers["Content-Type"].startswith("text/html")
            if answer.history or answer.status_code != 200:
                assert answer.status_code < 500, address
                continue
            self.opened.add(rule.endpoint)
            if is_page:
                self.read(role, address, answer.text)
                page.goto(address)
                self.look(page, screen, f"{role} {address}")
        page.close()

    def hear(self, page: Page, said: str) -> None:
        self.problems.append(f"{page.url}: {said}")

    def read(self, role: str, address: str, text: str) -> None:
        """The HTML, and where it leads."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(text)
        self.problems += [f"{role} {address}: {error} at {place}" for place, error, _facts in parser.errors]
        for link in tree.iterfind(".//a[@href]"):
            target = urldefrag(urljoin(self.scene.shop.url + address, link.get("href"))).url
            if target.startswith(self.scene.shop.url + "/"):
                self.links.add((role, target.removeprefix(self.scene.shop.url)))

    def look(self, page: Page, screen: CDPSession, what: str) -> None:
        """Phone and desk in both themes, and whether a tablet has to scroll sideways."""
        for size, theme in product(SIZES, THEMES):
            resize(screen, size)
            page.emulate_media(color_scheme=theme)
            where = f"{what} ({theme}, {size['width']} px)"
            self.check_width(page, where)
            self.problems += [f"{where}: {found[:300]}" for found in page.evaluate(AXE, ASKED[theme])]
        resize(screen, TABLET)
        self.check_width(page, f"{what} ({TABLET['width']} px)")
        page.evaluate("localStorage.clear()")

    def check_width(self, page: Page, where: str) -> None:
        width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if width > room:
            self.problems.append(f"{where} is {width} px wide")

    def follow_links(self) -> None:
        """Each once for each role that found it."""
        for role, target in sorted(self.links):
            status = self.scene.visitors[role].get(target).status_code
            if status >= 400:
                self.problems.append(f"{role} finds a link to {target}: {status}")


def resize(screen: CDPSession, size: dict[str, int]) -> None:
    """As `set_viewport_size`, which takes the browser longer."""
    screen.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 1, "mobile": False})


# the page that waits for a payment loads itself again, in the middle of the look at it
WITHOUT_RELOADS = """document.addEventListener("readystatechange", () => {
  for (const each of document.querySelectorAll("[data-look-again]")) delete each.dataset.lookAgain;
});"""


def pages_of(scene: Scene) -> list[tuple[Rule, str]]:
    """Every address of every page, with what the scene has for its places."""
    rules = create_app(Config(scene.shop.env)).url_map.iter_rules()
    pages = [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in FILES]
    return [(rule, address) for rule in pages for address in addresses_of(rule, scene)]


def addresses_of(rule: Rule, scene: Scene) -> Iterator[str]:
    names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
    samples = [scene.samples.get(f"{rule.endpoint}.{name}") or scene.samples.get(name, []) for name in names]
    assert all(samples), f"{rule.rule} is a new page: tests/journeys/scene.py has no word for its address"
    for values in product(*samples):
        filled = dict(zip(names, values, strict=True))
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda place, filled=filled: filled[place[1]], rule.rule)
        yield from [address, *(address + query for query in QUERIES.get(rule.endpoint, []))]


def cookies_of(client: Client) -> list[dict[str, str]]:
    """The session of a client, for a browser."""
    return [{"name": each.name, "value": each.value or "", "url": client.shop.url} for each in client.http.cookies]


def test_every_page_is_sound_in_both_themes_on_a_phone_and_on_a_desk(
    chromium: Browser, furnished_shop: RunningShop
) -> None:
    scene = set_scene(furnished_shop)
    pages, inspection = pages_of(scene), Inspection(scene)
    for role in ROLES:
        with chromium.new_context(base_url=furnished_shop.url, viewport=SIZES[0]) as context:
            context.add_cookies(cookies_of(scene.visitors[role]))  # type: ignore[arg-type]
            inspection.look_around(role, pages, context)
    inspection.follow_links()
    assert not inspection.problems, "\n".join(inspection.problems)
    unseen = {rule.endpoint for rule, _address in pages} - inspection.opened
    assert not unseen, f"nobody could open {sorted(unseen)}: the scene lacks somebody or something"
