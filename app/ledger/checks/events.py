"""What the rows of the shop say that the books must hold: the opposite of the commands that post.

Whoever adds an event to the books adds its lines here; until then the check names every entry of that event.
"""

# Each completed order, and what the marketplace keeps of it by the frozen commission and for its own parcels.
COMPLETED = """
    completed (id, seller_id, total, commission, shipping) AS (
        SELECT o.id, o.seller_id, o.total_amount,
            COALESCE((SELECT SUM(c.amount) FROM commission_lines c JOIN order_lines l ON l.id = c.order_line_id
                WHERE l.order_id = o.id), 0),
            CASE o.shipping_owner WHEN 'marketplace' THEN o.shipping_amount ELSE 0 END
        FROM orders o WHERE o.status = 'completed')"""

# Payments that a gateway has paid to us, whatever became of the money.
CAPTURED = """
    captured (id, gateway, amount, is_split) AS (
        SELECT p.id, p.gateway, p.amount, EXISTS (SELECT 1 FROM payment_splits s WHERE s.payment_id = p.id)
        FROM payments p WHERE p.status IN ('captured', 'partly_refunded', 'refunded'))"""

# Every line that the events of the shop must have left. The cast gives the column its type on PostgreSQL.
DUE = f"""
    WITH {COMPLETED}, {CAPTURED}, due (reference, account, order_id, amount) AS (
        SELECT 'payment-captured:' || id, 'gateway_clearing:' || gateway, CAST(NULL AS BIGINT), amount FROM captured
        UNION ALL SELECT 'payment-captured:' || c.id, 'held:' || o.seller_id, o.id, -o.total_amount
            FROM captured c JOIN payment_splits s ON s.payment_id = c.id JOIN orders o ON o.id = s.order_id
        UNION ALL SELECT 'payment-captured:' || id, 'unallocated_receipts', NULL, -amount
            FROM captured WHERE NOT is_split

        UNION ALL SELECT 'refund-due:' || id, 'refunds_due', NULL, -amount FROM refunds
        UNION ALL SELECT 'refund-due:' || id, 'unallocated_receipts', NULL, amount FROM refunds WHERE split_id IS NULL
        -- Here: what a refund of a split takes back from held, or from payable and commission.

        UNION ALL SELECT 'refund-sent:' || id, 'refunds_due', NULL, amount FROM refunds WHERE status = 'succeeded'
        UNION ALL SELECT 'refund-sent:' || r.id, 'gateway_clearing:' || p.gateway, NULL, -r.amount
            FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status = 'succeeded'

        UNION ALL SELECT 'order-completed:' || id, 'held:' || seller_id, id, total FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'payable:' || seller_id, id, -(total - commission - shipping)
            FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'commission_income', id, -commission FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'shipping_income', id, -shipping FROM completed
        -- Here: payouts, payable to bank; settlements of a gateway, gateway_clearing to bank.
    )"""  # noqa: S608 - only our own constants
