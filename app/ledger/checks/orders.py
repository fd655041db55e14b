"""Order groups, orders, their lines and commissions, and the moves of everything that has states."""

# ruff: noqa: S608 - the queries are put together from our own constants
from app.ledger.checks.events import BOUNCES

CHECKS: dict[str, str] = {
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
    "order_discount": """
        SELECT o.number, o.discount_amount, SUM(a.amount) AS adjusted FROM orders o
        LEFT JOIN adjustments a ON a.order_id = o.id AND a.kind = 'voucher'
        GROUP BY o.id, o.number, o.discount_amount HAVING COALESCE(-SUM(a.amount), 0) <> o.discount_amount""",
    "voucher_of_group": """
        SELECT g.number, u.amount, SUM(o.discount_amount) AS discounts FROM order_groups g
        JOIN orders o ON o.group_id = g.id LEFT JOIN voucher_uses u ON u.group_id = g.id
        GROUP BY g.id, g.number, u.amount HAVING SUM(o.discount_amount) <> COALESCE(u.amount, 0)""",
    "voucher_used": """
        SELECT v.code, v.used, COUNT(u.id) AS uses FROM vouchers v
        LEFT JOIN voucher_uses u ON u.voucher_id = v.id AND u.given_back_at IS NULL
        GROUP BY v.id, v.code, v.used HAVING COUNT(u.id) <> v.used""",
    "payout_status": """
        SELECT p.id AS payout, p.status, p.instructed_at FROM payouts p
        WHERE (p.status IN ('processing', 'completed', 'unresolved') AND p.instructed_at IS NULL)
        OR (p.status IN ('pending', 'approved') AND p.instructed_at IS NOT NULL)
        OR (p.status NOT IN ('pending', 'failed') AND 2 >
            (SELECT COUNT(DISTINCT a.admin_id) FROM payout_approvals a WHERE a.batch_id = p.batch_id))""",
    "payout_order": """
        SELECT o.number, COUNT(*) AS payouts FROM payout_orders t JOIN orders o ON o.id = t.order_id
        JOIN payouts p ON p.id = t.payout_id WHERE p.status <> 'failed' OR p.seller_id <> o.seller_id
        GROUP BY o.id, o.number, o.seller_id
        HAVING COUNT(*) > 1 OR MIN(p.seller_id) <> o.seller_id OR MAX(p.seller_id) <> o.seller_id""",
    "return_case_refund": f"""
        WITH {BOUNCES}
        SELECT c.number, c.status, c.refund_id AS refund FROM return_cases c LEFT JOIN refunds r ON r.id = c.refund_id
        LEFT JOIN payment_splits s ON s.id = r.split_id LEFT JOIN bounced b ON b.id = r.id
        WHERE (c.status IN ('approved', 'refunded') AND r.id IS NULL)
        OR (c.status IN ('requested', 'seller_accepted', 'contested', 'mediating', 'rejected') AND r.id IS NOT NULL)
        OR (c.status IN ('refunded', 'closed') AND r.status <> 'succeeded' AND b.id IS NULL)
        OR (r.id IS NOT NULL AND COALESCE(s.order_id, 0) <> c.order_id)""",
    "order_total": """
        SELECT number, total_amount FROM orders
        WHERE total_amount <> items_amount + shipping_amount - discount_amount""",
    "line_amount": """
        SELECT id AS line, line_amount FROM order_lines WHERE line_amount <> quantity * unit_price_amount""",
    "commission_line": """
        SELECT l.id AS line, c.amount, c.base_amount FROM order_lines l
        LEFT JOIN commission_lines c ON c.order_line_id = l.id
        WHERE c.id IS NULL OR c.base_amount <> l.line_amount OR c.amount < 0 OR c.amount > c.base_amount""",
    "parcel_pieces": """
        SELECT l.id AS line, l.quantity, SUM(p.quantity) AS sent FROM order_lines l
        JOIN shipment_lines p ON p.order_line_id = l.id JOIN shipments s ON s.id = p.shipment_id
        GROUP BY l.id, l.quantity, l.order_id
        HAVING SUM(p.quantity) > l.quantity OR MIN(s.order_id) <> l.order_id OR MAX(s.order_id) <> l.order_id""",
    "parcel_contents": """
        SELECT s.id AS shipment, s.status, COUNT(p.id) AS lines FROM shipments s
        LEFT JOIN shipment_lines p ON p.shipment_id = s.id
        GROUP BY s.id, s.status HAVING (s.status = 'preparing') <> (COUNT(p.id) = 0)""",
    # an order is sent when each piece has left or was taken off before
    "order_sent": """
        WITH cut AS (SELECT rl.order_line_id, SUM(rl.quantity) AS quantity FROM refund_lines rl
            JOIN refunds r ON r.id = rl.refund_id WHERE r.purpose NOT LIKE 'return-%' GROUP BY rl.order_line_id)
        SELECT o.number, o.status, l.id AS line, l.quantity, SUM(p.quantity) AS sent, cut.quantity AS cut FROM orders o
        JOIN order_lines l ON l.order_id = o.id LEFT JOIN shipment_lines p ON p.order_line_id = l.id
        LEFT JOIN cut ON cut.order_line_id = l.id
        GROUP BY o.id, o.number, o.status, l.id, l.quantity, cut.quantity
        HAVING (o.status IN ('shipped', 'delivered', 'completed')
            AND COALESCE(SUM(p.quantity), 0) + COALESCE(cut.quantity, 0) <> l.quantity)
        OR (o.status NOT IN ('processing', 'shipped', 'delivered', 'completed') AND COUNT(p.id) > 0)""",
    "last_move": """
        SELECT m.machine, m.id AS subject, m.status, c.to_status AS last_move FROM (
            SELECT 'orders' AS machine, id, status, 'awaiting_payment' AS first_status FROM orders
            UNION ALL SELECT 'payments', id, status, 'pending' FROM payments
            UNION ALL SELECT 'refunds', id, status, 'requested' FROM refunds
            UNION ALL SELECT 'disputes', id, status, 'open' FROM disputes
            UNION ALL SELECT 'return_cases', id, status, 'requested' FROM return_cases
            UNION ALL SELECT 'payouts', id, status, 'pending' FROM payouts) m
        LEFT JOIN state_changes c ON c.id = (SELECT MAX(x.id) FROM state_changes x
            WHERE x.machine = m.machine AND x.subject_id = CAST(m.id AS VARCHAR(20)))
        WHERE COALESCE(c.to_status, m.first_status) <> m.status""",
}
