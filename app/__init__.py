"""create_app: settings, extensions, every blueprint in one visible list, error pages, commands."""

import sys
from collections.abc import Callable
from typing import Any

import structlog
from flask import Blueprint, Flask
from flask.cli import AppGroup
from flask_compress import Compress
from flask_migrate import Migrate
from sqlalchemy import inspect, select
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, db, i18n, models
from app.accounts import admin_routes as people_admin
from app.accounts import passwords
from app.accounts.routes import accounts, addresses, begun, emails
from app.accounts.rules import PUBLIC_PASSWORD
from app.admin import routes as admin
from app.assistance import admin_routes as assistance_admin
from app.assistance.routes import account as assistance_account
from app.assistance.routes import helpers as assistance
from app.bench import cli as bench_cli
from app.books import cli as books_cli
from app.books.admin_routes import bank as books_admin_bank
from app.books.admin_routes import bills as books_admin_bills
from app.books.admin_routes import books as books_admin
from app.books.admin_routes import corrections as books_admin_corrections
from app.books.admin_routes import settlements as books_admin_settlements
from app.bulk import cli as bulk_cli
from app.bulk.seller_routes import exports as bulk_seller_exports
from app.bulk.seller_routes import imports as bulk_seller
from app.cart import cli as cart_cli
from app.cart import routes as cart
from app.catalog import cli as catalog_cli
from app.catalog.admin_routes import categories as categories_admin
from app.catalog.admin_routes import moderation as moderation_admin
from app.catalog.admin_routes import reasons as moderation_admin_reasons
from app.catalog.admin_routes import words as moderation_admin_words
from app.catalog.seller_routes import pictures as catalog_seller_pictures
from app.catalog.seller_routes import products as catalog_seller
from app.catalog.seller_routes import review as catalog_seller_review
from app.catalog.seller_routes import stock_room as stock_seller
from app.catalog.seller_routes import variants as catalog_seller_variants
from app.checkout import routes as checkout
from app.complaints import admin_routes as complaints_admin
from app.complaints import routes as complaints
from app.demo import people
from app.insights import seller_routes as insights_seller
from app.jobs import DEMO_JOBS, JOBS
from app.ledger import cli as ledger_cli
from app.media import cli as media_cli
from app.media import routes as media
from app.notifications import routes as mailbox
from app.orders import admin_routes as orders_admin
from app.orders import cli as orders_cli
from app.orders import routes as orders
from app.orders.seller_routes import desk as orders_seller_desk
from app.orders.seller_routes import orders as orders_seller
from app.orders.seller_routes import papers as orders_seller_papers
from app.payments import cli as payments_cli
from app.payments import routes as payments
from app.payments import sandbox_routes as sandbox
from app.payments import transfer_routes as transfers
from app.payments import webhooks
from app.payments.admin_routes import methods as payments_admin_methods
from app.payments.admin_routes import payments as payments_admin
from app.payments.admin_routes import transfers as payments_admin_transfers
from app.payouts import cli as payouts_cli
from app.payouts.admin_routes import batches as payouts_admin
from app.payouts.admin_routes import payouts as payouts_admin_each
from app.payouts.admin_routes import statements as payouts_admin_statements
from app.payouts.seller_routes import accounts as payouts_seller_accounts
from app.payouts.seller_routes import balance as payouts_seller
from app.payouts.seller_routes import statements as payouts_seller_statements
from app.permits import admin_routes as permits_admin
from app.permits import cli as permits_cli
from app.permits import seller_routes as permits_seller
from app.pricing import seller_routes as pricing_seller
from app.pricing.admin_routes import commission as commission_admin
from app.pricing.admin_routes import figures as figures_admin
from app.requirements.admin_routes import answers as answers_admin
from app.requirements.admin_routes import requirements as requirements_admin
from app.returns import cli as returns_cli
from app.returns.admin_routes import cases as returns_admin
from app.returns.admin_routes import refunds as refunds_admin
from app.returns.routes import accounts as refund_accounts
from app.returns.routes import cancel as cancelling
from app.returns.routes import cases as returns
from app.returns.routes import photos as return_photos
from app.returns.seller_routes import cases as returns_seller
from app.returns.seller_routes import orders as shortages_seller
from app.search import cli as search_cli
from app.search import routes as search
from app.search.admin_routes import searches as search_admin
from app.search.admin_routes import synonyms as search_admin_synonyms
from app.seller_centre import listing_routes as listing
from app.seller_centre import routes as seller_centre
from app.sellers import cli as sellers_cli
from app.sellers.admin_routes import applications as sellers_admin
from app.sellers.admin_routes import shops as shops_admin
from app.sellers.routes import apply as sellers
from app.sellers.routes import documents, invitations
from app.sellers.seller_routes import leaving as leaving_seller
from app.sellers.seller_routes import shop as sellers_seller
from app.sellers.seller_routes import team as team_seller
from app.sellers.seller_routes import times as times_seller
from app.shipping import seller_routes as shipping_seller
from app.shipping.admin_routes import hubs as shipping_admin_hubs
from app.shipping.admin_routes import offers as shipping_admin
from app.shipping.admin_routes import zones as shipping_admin_zones
from app.storefront import delivery_routes as delivery
from app.storefront import machines
from app.storefront import place_routes as places
from app.storefront import preview_routes as preview
from app.storefront import routes as storefront
from app.storefront import style_routes as style
from app.taxes import admin_routes as turnover_admin
from app.taxes import seller_routes as tax_seller
from app.vouchers import admin_routes as vouchers_admin
from app.vouchers import seller_routes as vouchers_seller
from app.web import (
    assets,
    csrf,
    edge,
    error_pages,
    filters,
    guards,
    headers,
    inputs,
    limits,
    patterns,
    uploads,
    writing,
)
from config import ROOT, Config, ConfigError, load_config

BLUEPRINTS: tuple[Blueprint, ...] = (
    storefront.bp,
    delivery.bp,
    places.bp,
    machines.bp,
    search.bp,
    accounts.bp,
    addresses.bp,
    emails.bp,
    begun.bp,
    assistance.bp,
    assistance_account.bp,
    invitations.bp,
    complaints.bp,
    cart.bp,
    checkout.bp,
    payments.bp,
    transfers.bp,
    webhooks.bp,
    media.bp,
    sellers.bp,
    documents.bp,
    orders.bp,
    cancelling.bp,
    returns.bp,
    return_photos.bp,
    refund_accounts.bp,
    seller_centre.bp,
    insights_seller.bp,
    listing.bp,
    preview.bp,
    catalog_seller.bp,
    catalog_seller_variants.bp,
    catalog_seller_pictures.bp,
    catalog_seller_review.bp,
    stock_seller.bp,
    bulk_seller.bp,
    bulk_seller_exports.bp,
    sellers_seller.bp,
    times_seller.bp,
    orders_seller.bp,
    orders_seller_desk.bp,
    orders_seller_papers.bp,
    shortages_seller.bp,
    returns_seller.bp,
    shipping_seller.bp,
    shipping_admin.bp,
    shipping_admin_zones.bp,
    shipping_admin_hubs.bp,
    payouts_seller.bp,
    payouts_seller_statements.bp,
    payouts_seller_accounts.bp,
    pricing_seller.bp,
    tax_seller.bp,
    permits_seller.bp,
    vouchers_seller.bp,
    team_seller.bp,
    team_seller.removals,
    leaving_seller.bp,
    admin.bp,
    sellers_admin.bp,
    orders_admin.bp,
    returns_admin.bp,
    refunds_admin.bp,
    payments_admin.bp,
    payments_admin_transfers.bp,
    payments_admin_methods.bp,
    shops_admin.bp,
    payouts_admin.bp,
    payouts_admin_each.bp,
    payouts_admin_statements.bp,
    people_admin.bp,
    assistance_admin.bp,
    complaints_admin.bp,
    moderation_admin.bp,
    moderation_admin_words.bp,
    moderation_admin_reasons.bp,
    categories_admin.bp,
    books_admin.bp,
    books_admin_bank.bp,
    books_admin_bills.bp,
    books_admin_corrections.bp,
    books_admin_settlements.bp,
    vouchers_admin.bp,
    commission_admin.bp,
    figures_admin.bp,
    turnover_admin.bp,
    permits_admin.bp,
    answers_admin.bp,
    requirements_admin.bp,
    search_admin.bp,
    search_admin_synonyms.bp,
)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = (mailbox.bp, sandbox.bp, style.bp)
COMMANDS: tuple[AppGroup, ...] = (
    assets.cli,
    media_cli.cli,
    search_cli.cli,
    cart_cli.cli,
    catalog_cli.cli,
    bulk_cli.cli,
    orders_cli.cli,
    payments_cli.cli,
    returns_cli.cli,
    payouts_cli.cli,
    ledger_cli.cli,
    books_cli.cli,
    sellers_cli.cli,
    permits_cli.cli,
    bench_cli.cli,
)


class Shop(Flask):
    """Flask without asking again at each request which of our functions are coroutines: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(config: Config | None = None) -> Flask:
    """The whole shop. Raises ConfigError when a production shop lacks a setting or still knows example accounts."""
    config = config or load_config()
    config.check()
    app = Shop(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(config.as_mapping())
    app.config["TIMERS"] = {job.name: job.every for job in (*JOBS, *(DEMO_JOBS if config.is_demo else ()))}
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.PROXY_HOPS, x_proto=config.PROXY_HOPS)  # type: ignore[method-assign]
    _log_as_lines()
    db.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), compare_type=True)
    Compress(app)
    limits.limiter.init_app(app)
    for part in (
        i18n,
        edge,
        uploads,
        inputs,
        csrf,
        headers,
        guards,
        error_pages,
        filters,
        patterns,
        writing,
        assets,
        cli,
    ):
        part.init_app(app)
    for blueprint in BLUEPRINTS + (DEMO_BLUEPRINTS if config.is_demo else ()):
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    return app


def refuse_example_accounts(app: Flask) -> None:
    """Raises ConfigError when somebody can sign in to a production shop with the password that is printed in a demo.

    Nobody can bring that about from outside: registration takes that password from no one.
    """
    user = models.account.User
    with app.app_context():
        if not inspect(db.db.engine).has_table(user.__tablename__):
            return
        hashes = db.session.scalars(select(user.password_hash).where(user.email_folded.in_(people.emails()))).all()
        db.session.rollback()
        if any(passwords.is_right(password_hash, PUBLIC_PASSWORD) for password_hash in hashes):
            raise ConfigError(f"production mode refuses to start: accounts of {people.DOMAIN} have a public password")


def _log_as_lines() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
