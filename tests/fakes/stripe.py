"""A Stripe of our own: what the shop asks it, what buyers and banks do there, and the messages it would send.

Amounts are hundredths of a rupiah, as on the line; `rupiah` stands where they are not. Nothing is lenient: unknown
parameters, wrong keys, too short times and too large refunds are refused in the words of the real one.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import unquote

from stripe.params import ChargeListRefundsParams, DisputeListParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams

from tests.fakes.server import Answer, FakeServer, Request
from tests.fakes.stripe_params import DAY, Form, Invalid, checked, checked_total, decode

SECRET_KEY = "sk_test_of_nobody"
WEBHOOK_SECRET = "whsec_of_nobody"
FEE_BPS, FEE_FIXED = 290, 200_000
EXPANDABLE = ("payment_intent", "latest_charge", "balance_transaction")
COPIED = ("client_reference_id", "customer_email", "metadata", "success_url", "cancel_url", "locale", "expires_at")

Thing = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """News as Stripe would send it; the object is how it looked at that moment."""

    id: str
    kind: str
    object: Thing


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", **facts: str) -> None:
        super().__init__(message)
        self.status, self.error = status, {"type": kind, "message": message, **facts}


class FakeStripe(FakeServer):
    """One account. The part of buyers, banks and the passing of time is played by calling methods."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.clock = clock
        self.reset()

    def reset(self) -> None:
        """An empty account with its first keys."""
        super().reset()
        with self.lock:
            self.secret_key, self.webhook_secret = SECRET_KEY, WEBHOOK_SECRET
            self.holds_refunds = False  # new refunds stay pending until they are settled
            self.objects: dict[str, Thing] = {}
            self._later_metadata: dict[str, Thing] = {}  # of intents that begin when somebody pays
            self._answers: dict[str, tuple[float, Request, Answer]] = {}
            self._events: list[Event] = []
            self._numbers = count(1)

    # Buyers, banks, time

    def pay(self, session_id: str, *, method: str = "card") -> None:
        """The money is there: at once, or at last where it was awaited."""
        with self.lock:
            session, intent, charge = self._begin(session_id, method)
            was_complete = session["status"] == "complete"
            fee = (charge["amount"] * FEE_BPS // 10_000 + FEE_FIXED) // 100 * 100
            booked = self._new("txn", object="balance_transaction", amount=charge["amount"], fee=fee, currency="idr")
            charge |= {"status": "succeeded", "paid": True, "balance_transaction": booked["id"]}
            intent["status"] = "succeeded"
            session |= {"status": "complete", "payment_status": "paid", "url": None}
            self._tell("charge.succeeded", charge)
            self._tell("payment_intent.succeeded", intent)
            kind = "async_payment_succeeded" if was_complete else "completed"
            self._tell(f"checkout.session.{kind}", session)

    def pay_later(self, session_id: str, *, method: str = "customer_balance") -> None:
        """The buyer chooses a way whose money comes some days later, or never."""
        with self.lock:
            session, intent, charge = self._begin(session_id, method)
            if session["status"] != "open":
                raise ValueError(f"{session_id} is {session['status']}")
            charge["status"], intent["status"] = "pending", "processing"
            session |= {"status": "complete", "url": None}
            self._tell("checkout.session.completed", session)

    def fail(self, session_id: str) -> None:
        """A card is declined and the buyer may try again, or money that was awaited does not come."""
        with self.lock:
            session, intent, charge = self._begin(session_id, "card")
            charge["status"], intent["status"] = "failed", "requires_payment_method"
            self._tell("payment_intent.payment_failed", intent)
            if session["status"] == "complete":
                self._tell("checkout.session.async_payment_failed", session)

    def expire(self, session_id: str) -> None:
        """The time of an open session is up."""
        with self.lock:
            session = self._session(session_id)
            if session["status"] == "open":
                self._end(session)

    def settle_refund(self, refund_id: str, status: str) -> None:
        """A refund that was on its way has arrived (succeeded) or comes back (failed)."""
        with self.lock:
            refund = self.objects[refund_id]
            refund["status"] = status
            self._count_refunds(self.objects[refund["charge"]])
            self._tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def refund_by_hand(self, session_id: str, *, rupiah: int | None = None) -> str:
        """Somebody sends money back in the dashboard, all of it unless told otherwise. Returns the name of that."""
        with self.lock:
            intent = {"payment_intent": self._charge(session_id)["payment_intent"]}
            refund = self._create_refund(intent if rupiah is None else {**intent, "amount": rupiah * 100})
            return str(refund["id"])

    def dispute(self, session_id: str, *, rupiah: int | None = None, status: str = "needs_response") -> str:
        """The buyer's bank asks for the money, all of it unless told otherwise. Returns the name of the dispute."""
        with self.lock:
            charge = self._charge(session_id)
            charge["disputed"] = True
            amount = charge["amount"] if rupiah is None else rupiah * 100
            names = {"charge": charge["id"], "payment_intent": charge["payment_intent"]}
            facts = {"amount": amount, "currency": "idr", "reason": "fraudulent", "status": status}
            dispute = self._new("du", object="dispute", **names, **facts)
            self._tell("charge.dispute.created", dispute)
            return str(dispute["id"])

    def decide_dispute(self, dispute_id: str, status: str) -> None:
        """The bank has decided: won, lost, or another state of its list."""
        with self.lock:
            dispute = self.objects[dispute_id]
            dispute["status"] = status
            kind = "closed" if status in ("won", "lost", "warning_closed") else "updated"
            self._tell(f"charge.dispute.{kind}", dispute)

    # What a test may know

    def all(self, kind: str) -> list[Thing]:
        """Everything of a kind (checkout.session, charge, refund, dispute), oldest first."""
        with self.lock:
            return [thing for thing in self.objects.values() if thing["object"] == kind]

    def rupiah(self) -> int:
        """What the account holds: taken, less fees, less what went back or was taken by banks."""
        with self.lock:
            booked = sum(each["amount"] - each["fee"] for each in self.all("balance_transaction"))
            back = sum(each["amount"] for each in self.all("refund") if _is_back(each))
            taken = sum(each["amount"] for each in self.all("dispute") if _is_taken(each))
            return int(booked - back - taken) // 100

    def events_due(self) -> list[Event]:
        """News since the last time, oldest first; whether, when and how often it arrives is up to the test."""
        with self.lock:
            for session in self.all("checkout.session"):
                self._session(session["id"])
            due, self._events = self._events, []
            return due

    def sign(self, event: Event, *, seconds_ago: int = 0, secret: str | None = None) -> tuple[Mapping[str, str], bytes]:
        """Headers and body of a message. https://docs.stripe.com/webhooks#verify-manually"""
        moment = int(self.clock()) - seconds_ago
        facts = {"id": event.id, "object": "event", "type": event.kind, "created": moment, "livemode": False}
        body = json.dumps({**facts, "data": {"object": event.object}}).encode()
        signed = hmac.new((secret or self.webhook_secret).encode(), b"%d.%s" % (moment, body), hashlib.sha256)
        return {"Stripe-Signature": f"t={moment},v1={signed.hexdigest()}"}, body

    def message(
        self, kind: str, thing: Thing, *, seconds_ago: int = 0, secret: str | None = None
    ) -> tuple[Mapping[str, str], bytes]:
        """A message about anything, true or not."""
        with self.lock:
            event = Event(f"evt_{next(self._numbers)}", kind, thing)
        return self.sign(event, seconds_ago=seconds_ago, secret=secret)

    # What the shop asks

    def answer(self, request: Request) -> Answer:
        try:
            if request.headers.get("authorization") != f"Bearer {self.secret_key}":
                raise Refused(401, "Invalid API Key provided")
            act, params, *names = self._route(request)
            form = checked(decode((request.body or request.query.encode()).decode()), params)
            wanted = [path.split(".") for path in form.get("expand", ())]
            return self._once(request, lambda: self._expanded(act(*names, form), wanted))
        except Invalid as invalid:
            return _error(Refused(400, str(invalid), param=invalid.name))
        except Refused as refused:
            return _error(refused)

    def broken_answer(self, status: int) -> Answer:
        return _error(Refused(status, "Something went wrong", kind="api_error"))

    def _route(self, request: Request) -> tuple[Any, ...]:
        match request.method, *unquote(request.path).split("/")[1:]:
            case "POST", "v1", "checkout", "sessions":
                return self._create_session, SessionCreateParams
            case "GET", "v1", "checkout", "sessions", name:
                return self._show_session, SessionRetrieveParams, name
            case "POST", "v1", "checkout", "sessions", name, "expire":
                return self._expire_session, SessionExpireParams, name
            case "POST", "v1", "refunds":
                return self._create_refund, RefundCreateParams
            case "GET", "v1", "charges", name, "refunds":
                return self._list_refunds, ChargeListRefundsParams, name
            case "GET", "v1", "disputes":
                return self._list_disputes, DisputeListParams
        raise Refused(404, f"Unrecognized request URL ({request.method}: {request.path})")

    def _once(self, request: Request, act: Callable[[], Thing]) -> Answer:
        """The first answer under a key, for a day; refusals are kept too. See api/idempotent_requests."""
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        kept_at, first, answer = self._answers.get(key or "", (0, None, None))
        if first and answer and kept_at + DAY > self.clock():
            if (first.path, first.body) != (request.path, request.body):
                raise Refused(400, "Keys for idempotent requests can only be used once", kind="idempotency_error")
            return answer
        try:
            answer = Answer(200, json.dumps(act()).encode())
        except Refused as refused:
            answer = _error(refused)
        if key:
            self._answers[key] = (self.clock(), request, answer)
        return answer

    def _create_session(self, form: Form) -> Thing:
        now = self.clock()
        total = checked_total(form, form.get("expires_at", now + DAY) - now)
        session = self._new("cs", object="checkout.session", amount_total=total, currency="idr", status="open")
        session |= {name: form.get(name) for name in COPIED}
        session |= {"payment_status": "unpaid", "payment_intent": None, "url": f"{self.url}/c/pay/{session['id']}"}
        self._later_metadata[session["id"]] = form.get("payment_intent_data", {}).get("metadata", {})
        return session

    def _show_session(self, name: str, _form: Form) -> Thing:
        return self._session(name)

    def _expire_session(self, name: str, _form: Form) -> Thing:
        session = self._session(name)
        if session["status"] != "open":
            why = f'Only Checkout Sessions with a status in ["open"] can be expired. This has `{session["status"]}`.'
            raise Refused(400, why)
        self.expire(name)
        return session

    def _create_refund(self, form: Form) -> Thing:
        intent = self.objects.get(form.get("payment_intent", ""))
        if intent is None:
            raise Refused(404, "No such payment_intent", code="resource_missing", param="payment_intent")
        charge = self.objects[intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        amount = form.get("amount", left)
        if charge["status"] != "succeeded":
            raise Refused(400, "This PaymentIntent does not have a successful charge to refund.")
        if any(each["charge"] == charge["id"] and _is_taken(each) for each in self.all("dispute")):
            raise Refused(400, f"Charge {charge['id']} has been charged back", code="charge_disputed")
        if left == 0:
            raise Refused(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise Refused(400, f"Refund amount ({amount}) is greater than unrefunded amount ({left})", param="amount")
        status = "pending" if self.holds_refunds else "succeeded"
        facts = {"amount": amount, "currency": "idr", "metadata": form.get("metadata", {}), "status": status}
        refund = self._new("re", object="refund", charge=charge["id"], payment_intent=intent["id"], **facts)
        self._count_refunds(charge)
        self._tell("refund.created", refund)
        self._tell("charge.refunded", charge)
        return refund

    def _list_refunds(self, charge_id: str, form: Form) -> Thing:
        newest_first = [each for each in self.all("refund") if each["charge"] == charge_id][::-1]
        return _page(f"/v1/charges/{charge_id}/refunds", newest_first, form)

    def _list_disputes(self, form: Form) -> Thing:
        wanted = {name: form[name] for name in ("charge", "payment_intent") if name in form}
        fitting = [each for each in self.all("dispute") if wanted.items() <= each.items()][::-1]
        return _page("/v1/disputes", fitting, form)

    # Inside

    def _new(self, prefix: str, **facts: Any) -> Thing:
        thing = {"id": f"{prefix}_{next(self._numbers)}", "created": int(self.clock()), "livemode": False, **facts}
        self.objects[thing["id"]] = thing
        return thing

    def _session(self, name: str) -> Thing:
        session = self.objects.get(name, {})
        if session.get("object") != "checkout.session":
            raise Refused(404, f"No such checkout.session: '{name}'", code="resource_missing", param="session")
        if session["status"] == "open" and (session["expires_at"] or session["created"] + DAY) <= self.clock():
            self._end(session)
        return session

    def _end(self, session: Thing) -> None:
        session |= {"status": "expired", "url": None}
        self._tell("checkout.session.expired", session)

    def _charge(self, session_id: str) -> Thing:
        return self.objects[self.objects[self._session(session_id)["payment_intent"]]["latest_charge"]]

    def _begin(self, session_id: str, method: str) -> tuple[Thing, Thing, Thing]:
        """The session, its intent and the charge that is tried now. Raises ValueError where nothing can be paid."""
        session = self._session(session_id)
        intent = self.objects.get(session["payment_intent"] or "")
        if intent and intent["status"] == "processing":
            return session, intent, self.objects[intent["latest_charge"]]
        if session["status"] != "open":
            raise ValueError(f"{session_id} is {session['status']}")
        facts = {"amount": session["amount_total"], "currency": "idr", "metadata": self._later_metadata[session_id]}
        if intent is None:
            intent = self._new("pi", object="payment_intent", **facts)
        charge = self._new("ch", object="charge", payment_intent=intent["id"], balance_transaction=None, **facts)
        charge |= {"payment_method_details": {"type": method}, "disputed": False, "paid": False}
        charge |= {"amount_refunded": 0, "refunded": False}
        session["payment_intent"], intent["latest_charge"] = intent["id"], charge["id"]
        return session, intent, charge

    def _count_refunds(self, charge: Thing) -> None:
        back = [each["amount"] for each in self.all("refund") if _is_back(each) and each["charge"] == charge["id"]]
        charge |= {"amount_refunded": sum(back), "refunded": sum(back) == charge["amount"]}

    def _tell(self, kind: str, thing: Thing) -> None:
        self._events.append(Event(f"evt_{next(self._numbers)}", kind, deepcopy(thing)))

    def _expanded(self, thing: Thing, paths: list[list[str]]) -> Thing:
        """A thing with those parts whole that were asked for; the others are names, and refunds are left out."""
        shown = dict(thing)
        for name in {path[0] for path in paths}:
            below = [path[1:] for path in paths if path[0] == name and path[1:]]
            if name == "refunds" and thing["object"] == "charge":
                shown[name] = self._list_refunds(thing["id"], {})
            elif name in EXPANDABLE and name in thing:
                shown[name] = thing[name] and self._expanded(self.objects[thing[name]], below)
            else:
                raise Refused(400, f"This property cannot be expanded ({name}).", param="expand")
        return shown


def _page(url: str, newest_first: list[Thing], form: Form) -> Thing:
    names = [thing["id"] for thing in newest_first]
    start = names.index(form["starting_after"]) + 1 if "starting_after" in form else 0
    end = start + form.get("limit", 10)
    return {"object": "list", "url": url, "data": newest_first[start:end], "has_more": end < len(newest_first)}


def _is_taken(dispute: Thing) -> bool:
    """Inquiries (warning_…) leave the money where it is."""
    status = str(dispute["status"])
    return status not in ("won", "prevented") and not status.startswith("warning_")


def _is_back(refund: Thing) -> bool:
    return refund["status"] in ("pending", "requires_action", "succeeded")


def _error(refused: Refused) -> Answer:
    return Answer(refused.status, json.dumps({"error": refused.error}).encode(), {"Request-Id": "req_of_nobody"})
