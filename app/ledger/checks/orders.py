"""Order groups, orders, their lines and commissions, and the moves of everything that has states."""

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
    "order_total": """
        SELECT number, total_amount FROM orders
        WHERE total_amount <> items_amount + shipping_amount - discount_amount""",
    "line_amount": """
        SELECT id AS line, line_amount FROM order_lines WHERE line_amount <> quantity * unit_price_amount""",
    "commission_line": """
        SELECT l.id AS line, c.amount, c.base_amount FROM order_lines l
        LEFT JOIN commission_lines c ON c.order_line_id = l.id
        WHERE c.id IS NULL OR c.base_amount <> l.line_amount OR c.amount < 0 OR c.amount > c.base_amount""",
    "last_move": """
        SELECT m.machine, m.id AS subject, m.status, c.to_status AS last_move FROM (
            SELECT 'orders' AS machine, id, status, 'awaiting_payment' AS first_status FROM orders
            UNION ALL SELECT 'payments', id, status, 'pending' FROM payments
            UNION ALL SELECT 'refunds', id, status, 'requested' FROM refunds) m
        LEFT JOIN state_changes c ON c.id = (SELECT MAX(x.id) FROM state_changes x
            WHERE x.machine = m.machine AND x.subject_id = CAST(m.id AS VARCHAR(20)))
        WHERE COALESCE(c.to_status, m.first_status) <> m.status""",
}
