"""People in the middle of applying."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app.db import transaction
from app.gateways import storage
from app.media import commands as media
from app.models.account import User
from app.models.media import Document, DocumentKind
from app.models.seller import SellerApplication
from app.requirements.commands.seeds import seed_requirements
from app.sellers.commands.apply import What
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.seller import SellerApplicationFactory
from tests.files import photo

WHO = {"legal_name": "Dewi Lestari", "phone": "0812 3456 7890", "nik": "1901 0441 0190 0001"}
WHAT = {
    "shop_name": "Dapur Rusip",
    "product_summary": "Rusip dan calok dalam botol",
    "story": "",
    "nib": "",
    "business_form": "perorangan",
    "workers": "3",
    "turnover_amount": "120.000.000",
    "capital_amount": "",
}
RUSIP = What("Dapur Rusip", "Rusip dan calok", "", "", "perorangan", 3, 120_000_000, None)
WHERE = {"district_code": "19.01.04", "village_code": "19.01.04.2008", "street": "RT 003 RW 001"}
BANK = {"bank_code": "120", "bank_account": "140-09-12345", "bank_holder": "Dewi Lestari"}
AGREED = {"seller_terms": "y", "seller_verification": "y"}


@pytest.fixture(autouse=True)
def fresh_limits_and_stores(app: Flask) -> None:
    limiter.reset()
    for store in (storage.current().public, storage.current().private):
        for path in store.root.glob("*"):
            store.delete(path.name)


@pytest.fixture(autouse=True)
def requirements(app: Flask) -> None:
    """What applicants have to show."""
    with transaction():
        seed_requirements()


@pytest.fixture
def dewi(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    """The browser of somebody who wants to sell."""
    return browser_of(cast.dewi)


@pytest.fixture
def eko(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    """The browser of a reviewer."""
    return browser_of(cast.eko)


@pytest.fixture
def application(cast: Cast) -> SellerApplication:
    """Dewi's complete application under review."""
    with transaction():
        application = SellerApplicationFactory(applicant_id=cast.dewi.id, in_review=True, shop_name="Dapur Rusip")
    for kind in (DocumentKind.IDENTITY, DocumentKind.BUSINESS):
        attach(application, kind)
    return application


def attach(application: SellerApplication, kind: DocumentKind = DocumentKind.IDENTITY) -> Document:
    """A drawn document of the application."""
    application_id, applicant_id = application.id, application.applicant_id
    paper = media.store_paper(photo())
    with transaction():
        return media.receive_document(paper, application_id=application_id, kind=kind, uploaded_by_id=applicant_id)


def send(browser: Browser, **files: list[tuple[str, bytes]]):  # type: ignore[no-untyped-def]
    """Upload files by field, each with its name."""
    fields = {field: [(BytesIO(content), name) for name, content in some] for field, some in files.items()}
    return browser.post("/penjual/daftar/berkas", fields)


def files_in_stores() -> list[Path]:
    """Everything that lies in the public and the private store."""
    stores = storage.current()
    return [path for store in (stores.public, stores.private) for path in store.root.rglob("*") if path.is_file()]
