"""Reads the example catalogue and fills an empty shop with it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.catalog.claims import claims_of
from app.clock import JAKARTA, now
from app.db import session
from app.models.catalog import (
    Category,
    HalalStatus,
    NetUnit,
    Product,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Variant,
)
from app.models.order import CommissionRule
from app.models.requirement import Requirement, Waiver
from app.models.seller import OpeningHours, Permit, PermitStatus, Seller
from app.models.stock import MovementKind, StockItem, StockMovement
from app.outbox import emit
from app.sellers.opening import every_day
from app.settings import setting

SOURCE = Path(__file__).parent / "data" / "produk_babel.json"
HALAL = {"sertifikat": HalalStatus.CERTIFIED, "proses": HalalStatus.IN_PROCESS, None: None}
PERMIT = {"terbit": PermitStatus.ISSUED, "proses": PermitStatus.IN_PROCESS}
DAYS_OF_MONTH = 30
SEEDED = {"actor_kind": "job", "reason": "example data", "request_id": ""}


def read() -> dict[str, Any]:
    """The catalogue file."""
    catalogue: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return catalogue


def seed_shelves() -> int:
    """Categories and the default commission of 0 %; returns how many categories were new."""
    known = set(session.scalars(select(Category.slug)))
    new = [
        Category(slug=row["slug"], name=row["nama"], name_en=row["nama_en"], is_food=row["pangan"], position=place)
        for place, row in enumerate(read()["kategori"])
        if row["slug"] not in known
    ]
    session.add_all(new)
    if session.scalar(select(CommissionRule.id).limit(1)) is None:
        session.add(CommissionRule(position=1000, rate_bps=0, note="Komisi awal: nol persen untuk semua toko"))
    return len(new)


def seed_shops() -> int:
    """Shops with permits, products, variants and stock; a shop that is there is left as it is.

    The first EXAMPLE_PICTURES of the products will be drawn.
    """
    known = set(session.scalars(select(Seller.slug)))
    categories = {row.slug: row.id for row in session.execute(select(Category.slug, Category.id))}
    shops = [row for row in read()["toko"] if row["slug"] not in known]
    for place, row in enumerate(shops):
        seller = _seller(row)
        session.add(seller)
        session.flush()
        session.add_all(_permits(seller.id, row["sertifikat"]))
        session.add_all(_waivers(seller.id, row["sertifikat"]))
        session.add_all(OpeningHours(seller_id=seller.id, **asdict(each)) for each in every_day(row["jam_buka"]))
        _seed_products(seller, row["produk"], categories, place)
    new = Product.seller.has(Seller.slug.in_([row["slug"] for row in shops]))
    drawn = select(Product.id).where(new).order_by(Product.id).limit(setting("EXAMPLE_PICTURES"))
    for product_id in session.scalars(drawn):
        emit("demo.product_added", product_id=product_id)
    return len(shops)


def _seed_products(seller: Seller, rows: list[dict[str, Any]], categories: dict[str, int], place: int) -> None:
    products = [
        _product(seller, row, categories[row["kategori"]], minutes=place + number * 60)
        for number, row in enumerate(rows)
    ]
    session.add_all(products)
    session.flush()
    session.add_all(
        ProductRevision(
            product_id=product.id,
            number=1,
            status=RevisionStatus.LIVE,
            claims=claims_of(product).as_json(),
            **SEEDED,
        )
        for product in products
    )
    variants = [
        (variant, on_hand)
        for product, row in zip(products, rows, strict=True)
        for variant, on_hand in _variants(product, row)
    ]
    session.add_all(variant for variant, _on_hand in variants)
    session.flush()
    session.execute(
        insert(StockItem),
        [{"variant_id": variant.id, "on_hand": on_hand, "reserved": 0} for variant, on_hand in variants],
    )
    session.execute(
        insert(StockMovement),
        [
            {
                "variant_id": variant.id,
                "kind": MovementKind.OPENING,
                "on_hand_change": on_hand,
                "reserved_change": 0,
                "at": now(),
                **SEEDED,
            }
            for variant, on_hand in variants
        ],
    )
    for product in products:
        emit("product.changed", product_id=product.id)


def _seller(row: dict[str, Any]) -> Seller:
    place = row["alamat"]
    return Seller(
        slug=row["slug"],
        name=row["nama"],
        name_folded=row["nama"].casefold(),
        slogan=row["slogan"],
        story=row["cerita"],
        founded_year=row["tahun_berdiri"],
        workers=row["jumlah_pekerja"],
        business_class=row["kelas_usaha"],
        programme_step=row["okoce_tahap"],
        street=place["baris"],
        village_code=place["desa_kode"],
        district_code=place["kecamatan_kode"],
        regency_code=place["kabupaten_kode"],
        postal_code=place["kode_pos"],
        latitude=place["lat"],
        longitude=place["lng"],
        handling_days=row["hari_proses"],
        is_example=True,
    )


def _permits(seller_id: int, rows: list[dict[str, Any]]) -> Iterator[Permit]:
    issuers = dict(session.execute(select(Requirement.badge, Requirement.issuer)).all())
    for row in rows:
        yield Permit(
            seller_id=seller_id,
            kind=row["jenis"],
            status=PERMIT[row["status"]],
            label=row.get("label") or row["nama"],
            issuer=issuers.get(row["jenis"], ""),
            number_masked=row.get("nomor_tampil") or "",
            issued_on=_months_from_now(-row["terbit_bulan_lalu"]) if row.get("terbit_bulan_lalu") else None,
            valid_until=_months_from_now(row["berlaku_bulan_lagi"]) if row.get("berlaku_bulan_lagi") else None,
            checked_at=now(),
        )


def _waivers(seller_id: int, rows: list[dict[str, Any]]) -> Iterator[Waiver]:
    in_process = {row["jenis"] for row in rows if row["status"] == "proses"}
    for requirement_id in session.scalars(
        select(Requirement.id).where(Requirement.badge.in_(in_process), Requirement.filed_days.is_(None))
    ):
        yield Waiver(
            requirement_id=requirement_id,
            seller_id=seller_id,
            reason="Contoh: dalam pendampingan dinas kesehatan sampai nomornya terbit.",
            valid_until=_months_from_now(12),
        )


def _product(seller: Seller, row: dict[str, Any], category_id: int, *, minutes: int) -> Product:
    return Product(
        seller_id=seller.id,
        category_id=category_id,
        slug=row["slug"],
        name=row["nama"],
        name_folded=row["nama"].casefold(),
        description=row["deskripsi"],
        status=ProductStatus.PUBLISHED,
        option1_name="Pilihan" if len(row.get("varian") or []) > 1 else "",
        tags=row["tag"],
        is_food=row["pangan"],
        is_handmade=row["buatan_tangan"],
        is_cold_chain=row["rantai_dingin"],
        halal=HALAL[row.get("halal")],
        shelf_life_days=row.get("masa_simpan_hari"),
        made_to_order_days=row.get("preorder_hari") or 0,
        ships_only_to=row.get("kirim_hanya") or [],
        is_example=True,
        published_at=now() - timedelta(minutes=minutes),
    )


def _variants(product: Product, row: dict[str, Any]) -> Iterator[tuple[Variant, int]]:
    only = {"sku": row["id"], "nama": "", **{key: row.get(key) for key in ("harga", "berat_gram", "stok")}}
    only |= {key: row.get(key) for key in ("isi_bersih", "satuan_isi")}
    rows = row.get("varian") or [only]
    for place, each in enumerate(rows):
        content = each.get("isi_bersih")
        variant = Variant(
            product_id=product.id,
            seller_id=product.seller_id,
            sku=each["sku"],
            position=place,
            option1_value=each["nama"] if len(rows) > 1 else "",
            price_amount=each["harga"],
            weight_grams=each["berat_gram"],
            net_content=content,
            net_unit=NetUnit(each["satuan_isi"]) if content else None,
        )
        yield variant, each["stok"]


def _months_from_now(months: int) -> date:
    return now().astimezone(JAKARTA).date() + timedelta(days=months * DAYS_OF_MONTH)
