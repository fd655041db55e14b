"""Recomputes the books, the splits, the refunds, the orders and the stock, and names every difference."""

from collections.abc import Iterator

from sqlalchemy import text

from app.db import session

# Each query finds what must not be. Its columns become the facts of the line.
CHECKS: dict[str, str] = {
    "entry_not_zero": """
        SELECT e.reference, SUM(p.amount) AS off FROM journal_entries e JOIN postings p ON p.entry_id = e.id
        GROUP BY e.id, e.reference HAVING SUM(p.amount) <> 0""",
    "entry_too_short": """
        SELECT e.reference FROM journal_entries e LEFT JOIN postings p ON p.entry_id = e.id
        GROUP BY e.id, e.reference HAVING COUNT(p.id) < 2""",
    "posting_without_entry": """
        SELECT p.id AS posting FROM postings p LEFT JOIN journal_entries e ON e.id = p.entry_id WHERE e.id IS NULL""",
    "group_total": """
        SELECT g.number, g.total_amount, SUM(o.total_amount) AS orders FROM order_groups g
        LEFT JOIN orders o ON o.group_id = g.id
        GROUP BY g.id, g.number, g.total_amount HAVING COALESCE(SUM(o.total_amount), 0) <> g.total_amount""",
    "order_items": """
        SELECT o.number, o.items_amount, SUM(l.line_amount) AS lines FROM orders o
        LEFT JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.id, o.number, o.items_amount HAVING COALESCE(SUM(l.line_amount), 0) <> o.items_amount""",
    "order_adjustments": """
        SELECT o.number, o.shipping_amount, SUM(a.amount) AS adjusted FROM orders o
        LEFT JOIN adjustments a ON a.order_id = o.id AND a.kind = 'shipping'
        GROUP BY o.id, o.number, o.shipping_amount HAVING COALESCE(SUM(a.amount), 0) <> o.shipping_amount""",
    "order_total": """
        SELECT number, total_amount FROM orders
        WHERE total_amount <> items_amount + shipping_amount - discount_amount""",
    "line_amount": """
        SELECT id AS line, line_amount FROM order_lines WHERE line_amount <> quantity * unit_price_amount""",
    "commission_line": """
        SELECT l.id AS line, c.amount, c.base_amount FROM order_lines l
        LEFT JOIN commission_lines c ON c.order_line_id = l.id
        WHERE c.id IS NULL OR c.base_amount <> l.line_amount OR c.amount < 0 OR c.amount > c.base_amount""",
    "split_sum": """
        SELECT s.payment_id AS payment, SUM(s.amount) AS splits, p.amount FROM payment_splits s
        JOIN payments p ON p.id = s.payment_id
        GROUP BY s.payment_id, p.amount HAVING SUM(s.amount) <> p.amount""",
    "split_not_order": """
        SELECT o.number, s.amount, o.total_amount FROM payment_splits s JOIN orders o ON o.id = s.order_id
        WHERE s.amount <> o.total_amount""",
    "paid_without_capture": """
        SELECT o.number, o.status FROM orders o LEFT JOIN payment_splits s ON s.order_id = o.id
        LEFT JOIN payments p ON p.id = s.payment_id
        WHERE o.status IN ('paid', 'processing', 'shipped', 'delivered', 'completed')
        AND (p.id IS NULL OR p.status NOT IN ('captured', 'partly_refunded', 'refunded'))""",
    "split_of_unpaid_order": """
        SELECT o.number, o.status FROM payment_splits s JOIN orders o ON o.id = s.order_id
        WHERE o.status IN ('awaiting_payment', 'expired')""",
    "capture_not_in_books": """
        SELECT p.id AS payment, p.amount, SUM(x.amount) AS booked FROM payments p
        LEFT JOIN journal_entries e ON e.reference = 'payment-captured:' || p.id
        LEFT JOIN ledger_accounts a ON a.name = 'gateway_clearing:' || p.gateway
        LEFT JOIN postings x ON x.entry_id = e.id AND x.account_id = a.id
        WHERE p.status IN ('captured', 'partly_refunded', 'refunded')
        GROUP BY p.id, p.amount HAVING COALESCE(SUM(x.amount), 0) <> p.amount""",
    "capture_without_use": """
        SELECT p.id AS payment FROM payments p
        WHERE p.status IN ('captured', 'partly_refunded', 'refunded')
        AND NOT EXISTS (SELECT 1 FROM payment_splits s WHERE s.payment_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id)""",
    "held_balance": """
        SELECT h.seller, h.balance, h.owed FROM (
            SELECT s.id AS seller,
                COALESCE((SELECT SUM(x.amount) FROM postings x JOIN ledger_accounts a ON a.id = x.account_id
                    WHERE a.name = 'held:' || s.id), 0) AS balance,
                COALESCE((SELECT SUM(o.total_amount) FROM orders o WHERE o.seller_id = s.id
                    AND o.status IN ('paid', 'processing', 'shipped', 'delivered')), 0) AS owed
            FROM sellers s) h
        WHERE h.balance + h.owed <> 0""",
    "earnings": """
        SELECT o.number, o.total_amount, SUM(x.amount) AS booked FROM orders o
        LEFT JOIN journal_entries e ON e.reference = 'order-completed:' || o.id
        LEFT JOIN ledger_accounts a ON a.name = 'held:' || o.seller_id
        LEFT JOIN postings x ON x.entry_id = e.id AND x.account_id = a.id
        WHERE o.status = 'completed'
        GROUP BY o.id, o.number, o.total_amount HAVING COALESCE(SUM(x.amount), 0) <> o.total_amount""",
    "earnings_too_early": """
        SELECT o.number, o.status FROM orders o JOIN journal_entries e ON e.reference = 'order-completed:' || o.id
        WHERE o.status <> 'completed'""",
    "refund_above_split": """
        SELECT s.id AS split, s.amount, s.refunded_amount, SUM(r.amount) AS refunds FROM payment_splits s
        LEFT JOIN refunds r ON r.split_id = s.id AND r.status <> 'failed'
        GROUP BY s.id, s.amount, s.refunded_amount
        HAVING COALESCE(SUM(r.amount), 0) <> s.refunded_amount OR s.refunded_amount > s.amount""",
    "refund_above_payment": """
        SELECT p.id AS payment, p.amount, SUM(r.amount) AS refunds FROM payments p
        JOIN refunds r ON r.payment_id = p.id AND r.status <> 'failed'
        GROUP BY p.id, p.amount HAVING SUM(r.amount) > p.amount""",
    "refund_not_in_books": """
        SELECT r.id AS refund, r.amount, SUM(x.amount) AS booked FROM refunds r
        LEFT JOIN journal_entries e ON e.reference = 'refund-sent:' || r.id
        LEFT JOIN ledger_accounts a ON a.name = 'refunds_due'
        LEFT JOIN postings x ON x.entry_id = e.id AND x.account_id = a.id
        WHERE r.status = 'succeeded' GROUP BY r.id, r.amount HAVING COALESCE(SUM(x.amount), 0) <> r.amount""",
    "stock_reserved": """
        SELECT i.variant_id AS variant, i.reserved, SUM(r.quantity) AS held FROM stock_items i
        LEFT JOIN stock_reservations r ON r.variant_id = i.variant_id AND r.status = 'held'
        GROUP BY i.variant_id, i.reserved HAVING COALESCE(SUM(r.quantity), 0) <> i.reserved""",
    "stock_on_hand": """
        SELECT i.variant_id AS variant, i.on_hand, SUM(m.on_hand_change) AS moved FROM stock_items i
        LEFT JOIN stock_movements m ON m.variant_id = i.variant_id
        GROUP BY i.variant_id, i.on_hand HAVING COALESCE(SUM(m.on_hand_change), 0) <> i.on_hand""",
    "stock_below_zero": """
        SELECT variant_id AS variant, on_hand, reserved FROM stock_items WHERE reserved < 0 OR on_hand < reserved""",
    "reservation_of_ended_order": """
        SELECT r.id AS reservation, o.number, o.status FROM stock_reservations r JOIN orders o ON o.id = r.order_id
        WHERE (r.status = 'held' AND o.status <> 'awaiting_payment')
        OR (r.status = 'sold' AND o.status IN ('awaiting_payment', 'expired'))""",
    "order_status": """
        SELECT o.number, o.status, c.to_status AS last_move FROM orders o
        LEFT JOIN state_changes c ON c.id = (SELECT MAX(id) FROM state_changes
            WHERE machine = 'orders' AND subject_id = CAST(o.id AS VARCHAR(20)))
        WHERE COALESCE(c.to_status, 'awaiting_payment') <> o.status""",
}


def differences() -> Iterator[str]:
    """One line for each difference, `<kind>: <facts>`; none when everything is sound."""
    for kind, statement in CHECKS.items():
        for row in session.execute(text(statement)):
            facts = " ".join(f"{name}={value}" for name, value in row._mapping.items())
            yield f"{kind}: {facts}"
