"""Payments, what each order got of them, and what went back."""

# ruff: noqa: S608 - the queries are put together from our own constants
from app.ledger.checks.events import BOUNCES, SPLIT_REFUNDS

CHECKS: dict[str, str] = {
    "payment_amount": """
        SELECT p.id AS payment, p.amount, g.total_amount FROM payments p JOIN order_groups g ON g.id = p.group_id
        WHERE p.amount <> g.total_amount""",
    "payment_status": """
        SELECT p.id AS payment, p.status, p.amount, b.amount AS sent_back FROM payments p
        LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM refunds WHERE status = 'succeeded'
            GROUP BY payment_id) b ON b.payment_id = p.id
        WHERE p.status <> CASE
            WHEN b.amount >= p.amount THEN 'refunded'
            WHEN b.amount > 0 THEN 'partly_refunded'
            WHEN p.status IN ('refunded', 'partly_refunded') THEN 'captured'
            ELSE p.status END""",
    "capture_without_use": """
        SELECT p.id AS payment FROM payments p
        WHERE p.status IN ('captured', 'partly_refunded', 'refunded')
        AND NOT EXISTS (SELECT 1 FROM payment_splits s WHERE s.payment_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id)""",
    "use_without_capture": """
        SELECT p.id AS payment, p.status FROM payments p
        WHERE p.status NOT IN ('captured', 'partly_refunded', 'refunded')
        AND (EXISTS (SELECT 1 FROM payment_splits s WHERE s.payment_id = p.id)
            OR EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id))""",
    "split_sum": """
        SELECT s.payment_id AS payment, SUM(s.amount) AS splits, p.amount FROM payment_splits s
        JOIN payments p ON p.id = s.payment_id
        GROUP BY s.payment_id, p.amount HAVING SUM(s.amount) <> p.amount""",
    "split_not_order": """
        SELECT o.number, s.amount, o.total_amount FROM payment_splits s JOIN orders o ON o.id = s.order_id
        WHERE s.amount <> o.total_amount""",
    "split_of_another_group": """
        SELECT s.id AS split, o.number, s.payment_id AS payment FROM payment_splits s
        JOIN orders o ON o.id = s.order_id JOIN payments p ON p.id = s.payment_id WHERE o.group_id <> p.group_id""",
    "split_of_unpaid_order": """
        SELECT o.number, o.status FROM payment_splits s JOIN orders o ON o.id = s.order_id
        WHERE o.status IN ('awaiting_payment', 'expired')""",
    "paid_without_capture": """
        SELECT o.number, o.status FROM orders o LEFT JOIN payment_splits s ON s.order_id = o.id
        LEFT JOIN payments p ON p.id = s.payment_id
        WHERE o.status IN ('paid', 'processing', 'shipped', 'delivered', 'completed')
        AND (p.id IS NULL OR p.status NOT IN ('captured', 'partly_refunded', 'refunded'))""",
    # A refund is a share of a split of its payment, or the whole of a payment that no order could take.
    "refund_of_what": f"""
        WITH {SPLIT_REFUNDS}
        SELECT r.id AS refund, r.amount, p.amount AS paid, r.split_id AS split FROM decided r
        JOIN payments p ON p.id = r.payment_id LEFT JOIN payment_splits s ON s.id = r.split_id
        WHERE CASE WHEN r.split_id IS NULL
            THEN r.amount <> p.amount OR EXISTS (SELECT 1 FROM payment_splits x WHERE x.payment_id = p.id)
            ELSE s.id IS NULL OR s.payment_id <> r.payment_id END""",
    # A promise at the door that no order could take brought no money.
    "refund_of_cash": """
        SELECT r.id AS refund, r.amount, p.id AS payment FROM refunds r JOIN payments p ON p.id = r.payment_id
        WHERE r.split_id IS NULL AND p.gateway = 'cod'""",
    # The sending after the last that came back is booked as long as it stands.
    "refund_status": f"""
        WITH {BOUNCES}
        SELECT r.id AS refund, r.status, r.succeeded_at, e.reference AS booked FROM refunds r
        LEFT JOIN bounced b ON b.id = r.id
        LEFT JOIN journal_entries e ON e.reference = 'refund-sent:' || r.id || COALESCE(':' || (b.times + 1), '')
        WHERE (r.status = 'succeeded') <> (e.id IS NOT NULL) OR (r.status = 'succeeded') <> (r.succeeded_at IS NOT NULL)
        """,
    "refund_above_split": """
        SELECT s.id AS split, s.amount, s.refunded_amount, SUM(r.amount) AS refunds FROM payment_splits s
        LEFT JOIN refunds r ON r.split_id = s.id
        GROUP BY s.id, s.amount, s.refunded_amount
        HAVING COALESCE(SUM(r.amount), 0) <> s.refunded_amount OR s.refunded_amount > s.amount""",
    "refund_above_payment": """
        SELECT p.id AS payment, p.amount, SUM(r.amount) AS refunds FROM payments p
        JOIN refunds r ON r.payment_id = p.id
        GROUP BY p.id, p.amount HAVING SUM(r.amount) > p.amount""",
    # Only cash that a seller took is given back by the seller.
    "refund_by_seller": """
        SELECT r.id AS refund, r.amount, o.number, o.cash_amount FROM refunds r
        LEFT JOIN payment_splits s ON s.id = r.split_id LEFT JOIN orders o ON o.id = s.order_id
        WHERE r.channel = 'seller' AND o.cash_amount IS NULL""",
    # What banks took in disputes is given back once.
    "refund_above_disputes": """
        SELECT r.payment_id AS payment, SUM(r.amount) AS refunds, MAX(d.amount) AS lost FROM refunds r
        LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM disputes WHERE status = 'lost' GROUP BY payment_id) d
            ON d.payment_id = r.payment_id
        WHERE r.status = 'succeeded' AND r.channel = 'dispute'
        GROUP BY r.payment_id HAVING SUM(r.amount) > COALESCE(MAX(d.amount), 0)""",
    "refund_pieces": """
        SELECT l.id AS line, l.refunded_quantity, SUM(r.quantity) AS refunds FROM order_lines l
        LEFT JOIN refund_lines r ON r.order_line_id = l.id
        GROUP BY l.id, l.refunded_quantity HAVING COALESCE(SUM(r.quantity), 0) <> l.refunded_quantity""",
    "cancelled_not_refunded": """
        SELECT o.number, s.amount, s.refunded_amount FROM orders o JOIN payment_splits s ON s.order_id = o.id
        WHERE o.status = 'cancelled' AND s.refunded_amount <> s.amount""",
    "cash_of_order": """
        SELECT o.number, o.status, p.gateway FROM orders o JOIN payment_splits s ON s.order_id = o.id
        JOIN payments p ON p.id = s.payment_id
        WHERE (p.gateway = 'cod') <> o.takes_cash OR (o.takes_cash AND o.status = 'completed' AND o.cash_amount IS NULL)
        """,
    "bank_refund_without_account": """
        SELECT r.id AS refund, r.status FROM refunds r LEFT JOIN refund_accounts a ON a.refund_id = r.id
        WHERE r.channel = 'bank' AND r.status <> 'needs_bank_account' AND a.id IS NULL""",
}
