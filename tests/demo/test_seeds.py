"""The example shop is made once, however often it is made ready; and it never goes into production."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import refuse_example_accounts
from app.accounts import passwords
from app.accounts.rules import PUBLIC_PASSWORD, is_guessable
from app.db import db, session, transaction
from app.demo import catalogue, people
from app.ledger.check import differences
from app.models.account import User
from app.models.catalog import Product
from app.models.outbox import OutboxMessage
from app.models.seller import Seller, SellerApplication
from app.permits.commands import adopt_permits
from app.permits.queries import ProductFacts, missing_for
from app.regions import commands as regions
from app.requirements.commands.seeds import seed_requirements
from app.shipping.commands import zones
from config import ConfigError
from tests.factories.account import UserFactory


def seed() -> tuple[int, int, int]:
    with transaction():
        regions.seed_regions()
        zones.seed_zones()
        shelves = catalogue.seed_shelves()
        seed_requirements()
    with transaction():
        made = shelves, catalogue.seed_shops(), people.seed_people()
        adopt_permits()
    return made


def rows() -> dict[str, int]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in db.metadata.sorted_tables
    }


def test_seeding_twice_is_seeding_once(app: Flask) -> None:
    file = catalogue.read()
    assert seed() == (len(file["kategori"]), len(file["toko"]), len(people.PEOPLE))
    once = rows()
    assert once["products"] == sum(len(shop["produk"]) for shop in file["toko"])
    assert seed() == (0, 0, 0)
    assert rows() == once
    assert list(differences()) == []


def test_what_people_have_changed_is_left_as_it_is(app: Flask) -> None:
    seed()
    with transaction():
        seller = session.scalars(select(Seller).order_by(Seller.id).limit(1)).one()
        seller.name = "Nama baru"
        session.scalars(select(User).where(User.email == "dewi@contoh.id")).one().name = "Dewi Baru"
        seller_id = seller.id
    seed()
    session.expire_all()
    assert session.get_one(Seller, seller_id).name == "Nama baru"
    assert session.scalars(select(User.name).where(User.email == "dewi@contoh.id")).one() == "Dewi Baru"


def test_the_people_can_sign_in_and_two_wait_for_a_reviewer(app: Flask) -> None:
    seed()
    for user in session.scalars(select(User)):
        assert passwords.is_right(user.password_hash, PUBLIC_PASSWORD)
    assert session.scalar(select(func.count(SellerApplication.id))) == 2


def test_every_example_is_marked_and_told_to_the_search(app: Flask) -> None:
    seed()
    products = session.scalar(select(func.count(Product.id)).where(Product.is_example))
    told = session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.topic == "product.changed"))
    assert products == told
    assert session.scalar(select(func.count(Seller.id)).where(Seller.is_example.is_(False))) == 0


def test_as_many_examples_are_drawn_as_the_shop_wants(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "EXAMPLE_PICTURES", 3)
    seed()
    drawn = select(func.count(OutboxMessage.id)).where(OutboxMessage.topic == "demo.product_added")
    assert session.scalar(drawn) == 3


def test_every_example_may_be_published_with_the_permits_of_its_shop(app: Flask) -> None:
    seed()
    for product in session.scalars(select(Product)):
        facts = ProductFacts(
            category_id=product.category_id,
            is_food=product.is_food,
            is_cold_chain=product.is_cold_chain,
            shelf_life_days=product.shelf_life_days,
            halal=product.halal,
            tags=tuple(product.tags),
            name=product.name,
        )
        assert missing_for(product.seller_id, facts) == [], product.name


def test_production_refuses_accounts_with_a_public_password(app: Flask) -> None:
    refuse_example_accounts(app)
    with transaction():
        UserFactory(email="dewi@contoh.id", password_hash=passwords.hash_password("kata sandi sendiri"))
        UserFactory(email="siapa.saja@contoh.id", password_hash=passwords.hash_password(PUBLIC_PASSWORD))
    refuse_example_accounts(app)  # whoever registers there stops nobody
    with transaction():
        UserFactory(email="Eko@Contoh.id", password_hash=passwords.hash_password(PUBLIC_PASSWORD))
    with pytest.raises(ConfigError, match="public password"):
        refuse_example_accounts(app)


def test_nobody_registers_with_the_public_password() -> None:
    assert is_guessable(PUBLIC_PASSWORD, email="eko@contoh.id")
