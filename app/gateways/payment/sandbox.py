"""A pretended foreign gateway: its own database, its own page, signed messages. It knows nothing of the shop."""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.gateways.payment.base import (
    BadSignature,
    CreatedPayment,
    FetchedPayment,
    FetchedRefund,
    GatewayStatus,
    GatewayUnavailable,
    PaymentRequest,
    RefundState,
    RequestRefused,
    WebhookEvent,
)
from app.money import LARGEST_AMOUNT

SIGNATURE = "Sandbox-Signature"
TOLERANCE_SECONDS = 300
LATE_SECONDS = 5
TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
    reference TEXT PRIMARY KEY, key TEXT UNIQUE, intent TEXT, number TEXT, amount INTEGER, currency TEXT,
    return_url TEXT, status TEXT, refunded INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS refunds (key TEXT PRIMARY KEY, reference TEXT, amount INTEGER, name TEXT);
CREATE TABLE IF NOT EXISTS events (
    event_id TEXT, reference TEXT, kind TEXT, becomes TEXT, due REAL,
    attempts INTEGER DEFAULT 0, delivered INTEGER DEFAULT 0
);
"""


@dataclass(frozen=True)
class Session:
    """A payment as the gateway's own page shows it."""

    reference: str
    number: str
    amount: int
    status: str
    return_url: str


@dataclass(frozen=True)
class DueEvent:
    """A message that has to reach the shop."""

    row: int
    attempts: int
    body: bytes
    signature: str


class SandboxGateway:
    """The adapter to the pretended gateway, and the gateway itself."""

    name = "sandbox"
    smallest_amount = 1
    largest_amount = LARGEST_AMOUNT

    def __init__(self, path: Path, *, secret: str, base_url: str) -> None:
        self.path, self.secret, self.base_url = path, secret.encode(), base_url

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:
        """Open a session; the same key finds it again."""
        with self._open() as db:
            db.execute(
                "INSERT OR IGNORE INTO sessions (reference, key, intent, number, amount, currency, return_url, status)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending')",
                (
                    f"sbx_{secrets.token_hex(12)}",
                    key,
                    request.intent,
                    request.order_number,
                    request.amount,
                    request.currency,
                    request.return_url,
                ),
            )
            reference, number = db.execute("SELECT reference, number FROM sessions WHERE key = ?", (key,)).fetchone()
        return CreatedPayment(reference, f"{self.base_url}/pembayaran/{number}/sandbox/{reference}")

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """The state of a session."""
        with self._open() as db:
            row = db.execute(
                "SELECT intent, status, amount, currency FROM sessions WHERE reference = ?", (reference,)
            ).fetchone()
            sent_back = db.execute("SELECT name, key, amount FROM refunds WHERE reference = ?", (reference,)).fetchall()
        if row is None:
            raise GatewayUnavailable(f"no session {reference}")
        refunds = [FetchedRefund(name, key, amount, RefundState.SUCCEEDED) for name, key, amount in sent_back]
        return FetchedPayment(reference, row[0], GatewayStatus(row[1]), row[2], row[3], refunds=refunds)

    def expire_payment(self, reference: str) -> None:
        """Close an open session."""
        with self._open() as db:
            db.execute(
                "UPDATE sessions SET status = 'expired' WHERE reference = ? AND status = 'pending'", (reference,)
            )

    def refund(self, reference: str, amount: int, *, key: str) -> FetchedRefund:
        """Send rupiah back once for each key, never more than was paid."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            known = db.execute("SELECT name, key, amount FROM refunds WHERE key = ?", (key,)).fetchone()
            if known is not None:
                return FetchedRefund(known[0], known[1], known[2], RefundState.SUCCEEDED)
            paid = db.execute(
                "UPDATE sessions SET refunded = refunded + ? WHERE reference = ? AND status = 'captured'"
                " AND refunded + ? <= amount",
                (amount, reference, amount),
            )
            if paid.rowcount != 1:
                raise RequestRefused("nothing to refund")
            name = f"sbr_{secrets.token_hex(8)}"
            db.execute("INSERT INTO refunds VALUES (?, ?, ?, ?)", (key, reference, amount, name))
            return FetchedRefund(name, key, amount, RefundState.SUCCEEDED)

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Read a message of ours. Raises BadSignature."""
        parts = [part.partition("=") for part in headers.get(SIGNATURE, "").split(",")]
        moment = next((value for name, _, value in parts if name == "t"), "")
        given = [value.encode() for name, _, value in parts if name == "v1"]
        if not (moment.isascii() and moment.isdigit()) or abs(time.time() - int(moment[:12])) > TOLERANCE_SECONDS:
            raise BadSignature("no or old time")
        wanted = self._sign(moment, body).encode()
        if not any(hmac.compare_digest(wanted, each) for each in given):
            raise BadSignature("no fitting signature")
        try:
            event = json.loads(body)
            names = str(event["id"])[:120], str(event["type"])[:40], str(event["reference"])[:120]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadSignature("not an event") from error
        if not all(name.isprintable() for name in names):
            raise BadSignature("not an event")
        return WebhookEvent(*names)

    def find_session(self, reference: str) -> Session | None:
        """The session for the gateway's own page."""
        with self._open() as db:
            row = db.execute(
                "SELECT reference, number, amount, status, return_url FROM sessions WHERE reference = ?", (reference,)
            ).fetchone()
        return Session(*row) if row else None

    def choose(self, reference: str, outcome: str) -> None:
        """What the tester wants to happen: paid, failed, expired, late (expired, then paid) or duplicate."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            if outcome in ("paid", "duplicate"):
                self._happen(db, reference, "captured", after=0)
            if outcome == "duplicate":
                (event_id,) = db.execute(
                    "SELECT event_id FROM events WHERE reference = ? AND becomes = 'captured'", (reference,)
                ).fetchone()
                again = (event_id, f"evt_{secrets.token_hex(8)}")
                for each in again:
                    self._tell(db, reference, each, "captured", after=1)
            if outcome in ("failed", "expired"):
                self._happen(db, reference, outcome, after=0)
            if outcome == "late":
                self._happen(db, reference, "expired", after=0)
                self._happen(db, reference, "captured", after=LATE_SECONDS)

    def due_events(self) -> list[DueEvent]:
        """Messages whose time has come, signed now; what they tell has become true at the gateway."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            rows = db.execute(
                "SELECT rowid, event_id, reference, kind, becomes, attempts FROM events"
                " WHERE delivered = 0 AND due <= ? ORDER BY due, rowid LIMIT 50",
                (time.time(),),
            ).fetchall()
            for _row, _event_id, reference, _kind, becomes, _attempts in rows:
                db.execute(
                    "UPDATE sessions SET status = ? WHERE reference = ? AND status <> 'captured'", (becomes, reference)
                )
        events = []
        for row, event_id, reference, kind, _becomes, attempts in rows:
            body = json.dumps({"id": event_id, "type": kind, "reference": reference}).encode()
            moment = str(int(time.time()))
            events.append(DueEvent(row, attempts, body, f"t={moment},v1={self._sign(moment, body)}"))
        return events

    def mark_delivered(self, event: DueEvent) -> None:
        """The shop has said 200."""
        with self._open() as db:
            db.execute("UPDATE events SET delivered = 1 WHERE rowid = ?", (event.row,))

    def try_later(self, event: DueEvent) -> None:
        """The shop was not there: again, a little later each time."""
        with self._open() as db:
            wait = min(2**event.attempts, 60)
            db.execute(
                "UPDATE events SET attempts = attempts + 1, due = ? WHERE rowid = ?", (time.time() + wait, event.row)
            )

    def _happen(self, db: sqlite3.Connection, reference: str, becomes: str, *, after: float) -> None:
        if after == 0:
            db.execute(
                "UPDATE sessions SET status = ? WHERE reference = ? AND status <> 'captured'", (becomes, reference)
            )
        self._tell(db, reference, f"evt_{secrets.token_hex(8)}", becomes, after=after)

    def _tell(self, db: sqlite3.Connection, reference: str, event_id: str, becomes: str, *, after: float) -> None:
        db.execute(
            "INSERT INTO events (event_id, reference, kind, becomes, due) VALUES (?, ?, ?, ?, ?)",
            (event_id, reference, f"payment.{becomes}", becomes, time.time() + after),
        )

    def _sign(self, moment: str, body: bytes) -> str:
        return hmac.new(self.secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode=WAL")
                db.executescript(TABLES)
                yield db
                if db.in_transaction:
                    db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise GatewayUnavailable(str(error)) from error
