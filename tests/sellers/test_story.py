"""From the first step to the first look into the seller centre."""

from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path

from app import worker
from app.models.account import User
from app.models.seller import SellerApplication
from app.sellers.queries import applications as queries
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.files import photo
from tests.sellers.conftest import AGREED, BANK, WHAT, WHERE, WHO, send


def subjects() -> list[str]:
    folder = Path(setting("DATA_DIR")) / "mail"
    paths = sorted(folder.glob("delivery-*.eml"), key=lambda path: int(path.stem.split("-")[1]))
    return [BytesParser(policy=policy.default).parsebytes(path.read_bytes())["Subject"] for path in paths]


def application_of(user: User) -> SellerApplication:
    application = queries.find_application_of(user.id)
    assert application is not None
    return application


def test_a_person_applies_answers_a_question_and_opens_a_shop(
    cast: Cast, dewi: Browser, browser_of: Callable[[User], Browser]
) -> None:
    told_before = len(subjects())
    for step, form in (("siapa", WHO), ("apa", WHAT), ("di-mana", WHERE), ("rekening", BANK)):
        assert dewi.post(f"/penjual/daftar/{step}", form).status_code == 303
    send(dewi, identity=[("ktp.jpg", photo())], business=[("dapur.heic", photo("HEIF")), ("rusip.png", photo("PNG"))])
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303

    eko, fitri = browser_of(cast.eko), browser_of(cast.fitri)
    address = f"/admin/verifikasi/{application_of(cast.dewi).id}"
    assert "Dapur Rusip" in eko.get("/admin/verifikasi").get_data(as_text=True)
    assert eko.post(f"{address}/periksa").status_code == 303
    page = eko.get(address).get_data(as_text=True)
    assert page.count('<img src="/dokumen/') == 3
    assert eko.post(f"{address}/lengkapi", {"tanya-note": "Kirim foto NIB Anda"}).status_code == 303
    worker.drain()

    assert "Kirim foto NIB Anda" in dewi.get("/penjual/daftar").get_data(as_text=True)
    assert send(dewi, permit=[("nib.jpg", photo())]).status_code == 303
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert dewi.get("/penjual/pusat").status_code == 403

    assert fitri.post(f"{address}/setujui", {"setuju-note": ""}).status_code == 303
    assert dewi.get("/penjual/pusat").status_code == 200
    assert "Dapur Rusip" in dewi.get("/toko/dapur-rusip").get_data(as_text=True)
    worker.drain()
    assert subjects()[told_before:] == [
        "Pengajuan toko Anda sudah kami terima",
        "Pengajuan toko Anda perlu dilengkapi",
        "Pengajuan toko Anda sudah kami terima",
        "Toko Anda sudah dibuka",
    ]
