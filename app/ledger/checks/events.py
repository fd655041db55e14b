"""What the rows of the shop say that the books must hold: the opposite of the commands that post.

Whoever adds an event to the books adds its lines here; until then the check names every entry of that event.
"""

# What somebody else than buyer and seller pays of an order, by the account that it costs.
SUBSIDIES = """
    subsidies (order_id, account, amount) AS (
        SELECT order_id, cost_account, -SUM(amount) FROM adjustments WHERE cost_account <> ''
        GROUP BY order_id, cost_account)"""

# The same of each order in sum, and what is kept from its seller's earnings. Joined, not asked for order by order.
BORNE = """
    borne (order_id, amount) AS (SELECT order_id, SUM(amount) FROM subsidies GROUP BY order_id)"""
KEPT = """
    kept (order_id, commission, pph22) AS (
        SELECT l.order_id, SUM(c.amount), SUM(l.pph22_amount) FROM order_lines l
        LEFT JOIN commission_lines c ON c.order_line_id = l.id GROUP BY l.order_id)"""

# What refunds took back of an order while the money was still held for the seller.
GONE_BACK = """
    gone_back (order_id, held, shipping, commission, pph22) AS (
        SELECT s.order_id, SUM(r.amount + r.voucher_amount), SUM(r.shipping_amount), SUM(r.commission_amount),
            SUM(r.pph22_amount)
        FROM refunds r JOIN payment_splits s ON s.id = r.split_id WHERE NOT r.is_earned GROUP BY s.order_id)"""

# Each paid order: what is held for its seller as long as it is not completed, and what becomes of it then, by the
# frozen commission and tax and for our own parcels.
PAID = f"""
    {SUBSIDIES}, {BORNE}, {KEPT}, {GONE_BACK}, paid (id, seller_id, status, held, commission, pph22, shipping) AS (
        SELECT o.id, o.seller_id, o.status,
            o.total_amount - COALESCE(g.held, 0) + COALESCE(b.amount, 0),
            COALESCE(k.commission, 0) - COALESCE(g.commission, 0),
            COALESCE(k.pph22, 0) - COALESCE(g.pph22, 0),
            CASE o.shipping_owner WHEN 'marketplace' THEN o.shipping_amount - COALESCE(g.shipping, 0) ELSE 0 END
        FROM orders o JOIN payment_splits s ON s.order_id = o.id LEFT JOIN gone_back g ON g.order_id = o.id
        LEFT JOIN borne b ON b.order_id = o.id LEFT JOIN kept k ON k.order_id = o.id),
    completed (id, seller_id, held, commission, pph22, shipping) AS (
        SELECT id, seller_id, held, commission, pph22, shipping FROM paid
        WHERE status = 'completed' AND held <> 0)"""  # noqa: S608 - only our own constants

# Payments that a gateway has paid to us, whatever became of the money.
CAPTURED = """
    captured (id, gateway, amount, is_split) AS (
        SELECT p.id, p.gateway, p.amount, EXISTS (SELECT 1 FROM payment_splits s WHERE s.payment_id = p.id)
        FROM payments p WHERE p.status IN ('captured', 'partly_refunded', 'refunded'))"""

# Refunds as they were decided: a dispute brings one in parts, of which the later are called -rest, -rest2 and so on.
# Those of orders, with the order they belong to; and which of them the seller's earnings pay for.
SPLIT_REFUNDS = """
    decided (id, payment_id, split_id, amount, voucher_amount, commission_amount, pph22_amount, shipping_amount,
        is_earned) AS (
        SELECT MIN(id), payment_id, split_id, SUM(amount), SUM(voucher_amount), SUM(commission_amount),
            SUM(pph22_amount), SUM(shipping_amount), is_earned
        FROM refunds GROUP BY payment_id, split_id, is_earned, CASE REPLACE(purpose, '-rest', '')
            WHEN purpose THEN purpose ELSE REPLACE(RTRIM(purpose, '0123456789'), '-rest', '') END),
    split_refunds (id, order_id, seller_id, amount, voucher, commission, pph22, shipping, is_earned) AS (
        SELECT r.id, o.id, o.seller_id, r.amount, r.voucher_amount, r.commission_amount, r.pph22_amount,
            CASE o.shipping_owner WHEN 'marketplace' THEN r.shipping_amount ELSE 0 END, r.is_earned
        FROM decided r JOIN payment_splits s ON s.id = r.split_id JOIN orders o ON o.id = s.order_id),
    earned_refunds (id, order_id, seller_id, gone, commission, pph22, shipping) AS (
        SELECT id, order_id, seller_id, amount + voucher, commission, pph22, shipping FROM split_refunds
        WHERE is_earned)"""

# Each time that a refund was sent and came back, counted from one, with all that it was before a dispute brought a part
# of it, and the account it went from: the bank's since a bank account of the buyer was wanted, unless it was sent by
# hand at the gateway, or a lost dispute's, or cash of the seller, with its order; and the last one of each refund.
BOUNCES = """
    rests (subject_id, amount, bounces) AS (
        SELECT subject_id, CAST(facts ->> 'rest_amount' AS BIGINT), CAST(facts ->> 'bounces' AS BIGINT)
        FROM audit_events WHERE action = 'refund.parted'),
    moved_back (id, change_id, subject_id, place, reason, to_status, amount, payment_id, split_id) AS (
        SELECT r.id, c.id, c.subject_id, ROW_NUMBER() OVER (PARTITION BY r.id ORDER BY c.id), c.reason, c.to_status,
            r.amount, r.payment_id, r.split_id
        FROM state_changes c JOIN refunds r ON CAST(r.id AS VARCHAR(20)) = c.subject_id
        WHERE c.machine = 'refunds' AND c.from_status = 'succeeded'),
    by_bank (subject_id, since) AS (
        SELECT subject_id, MIN(id) FROM state_changes WHERE machine = 'refunds' AND to_status = 'needs_bank_account'
        GROUP BY subject_id),
    bounces (id, place, amount, account, order_id) AS (
        SELECT m.id, m.place, m.amount + COALESCE((SELECT SUM(x.amount) FROM rests x
                WHERE x.subject_id = m.subject_id AND x.bounces >= m.place), 0),
            CASE WHEN m.reason = 'the cash was not given back' THEN 'payable:' || o.seller_id
                WHEN m.reason = 'what was sent by hand did not arrive' THEN 'gateway_clearing:' || p.gateway
                WHEN m.to_status <> 'failed' THEN 'dispute_losses' WHEN b.since < m.change_id THEN 'bank'
                ELSE 'gateway_clearing:' || p.gateway END,
            CASE WHEN m.reason = 'the cash was not given back' THEN o.id END
        FROM moved_back m JOIN payments p ON p.id = m.payment_id
        LEFT JOIN by_bank b ON b.subject_id = m.subject_id
        LEFT JOIN payment_splits s ON s.id = m.split_id LEFT JOIN orders o ON o.id = s.order_id),
    bounced (id, times) AS (SELECT id, MAX(place) FROM bounces GROUP BY id)"""

# Each time that a refund was sent, with the account it went from: those that came back, and the one that did not. Cash
# that the seller gave back stays in the earnings with that order.
SENDINGS = f"""
    {BOUNCES}, sendings (reference, amount, account, order_id) AS (
        SELECT 'refund-sent:' || id || CASE place WHEN 1 THEN '' ELSE ':' || place END, amount, account,
            order_id FROM bounces
        UNION ALL SELECT 'refund-sent:' || r.id || COALESCE(':' || (b.times + 1), ''), r.amount,
            CASE r.channel WHEN 'bank' THEN 'bank' WHEN 'dispute' THEN 'dispute_losses'
                WHEN 'seller' THEN 'payable:' || o.seller_id ELSE 'gateway_clearing:' || p.gateway END,
            CASE r.channel WHEN 'seller' THEN o.id END
        FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN bounced b ON b.id = r.id
        LEFT JOIN payment_splits s ON s.id = r.split_id LEFT JOIN orders o ON o.id = s.order_id
        WHERE r.status = 'succeeded')"""  # noqa: S608 - only our own constants

# Each move of a dispute that moved its money: what was won is with the gateway already when it is replaced.
DISPUTE_MOVES = """
    dispute_moves (reference, amount, came_from, went_to) AS (
        SELECT 'dispute-' || c.to_status || ':' || d.id, d.amount,
            CASE c.from_status WHEN 'open' THEN 'disputed' ELSE 'dispute_losses' END,
            CASE c.to_status WHEN 'lost' THEN 'dispute_losses' ELSE 'gateway_clearing:' || p.gateway END
        FROM disputes d JOIN payments p ON p.id = d.payment_id
        JOIN state_changes c ON c.machine = 'disputes' AND c.subject_id = CAST(d.id AS VARCHAR(20))
        WHERE c.from_status <> 'won')"""

# Money of the bank account that is neither a sale's nor a parcel's: what the bank got, or gave where it is below zero.
MOVEMENTS = """
    movements (id, kind, account, amount, reversed_at) AS (
        SELECT id, kind,
            CASE kind WHEN 'tax-paid' THEN 'pph22_payable' WHEN 'voucher-paid' THEN 'voucher_cost:' || bearer
                ELSE 'own_money' END,
            CASE WHEN kind IN ('tax-paid', 'money-taken') THEN -amount ELSE amount END, reversed_at
        FROM bank_movements)"""

# What finance typed, and the same the other way round where it was reversed.
TYPED = """
    settlements_typed (id, gateway, amount, fee_amount, was, sign) AS (
        SELECT id, gateway, amount, fee_amount, ':', 1 FROM settlements
        UNION ALL SELECT id, gateway, amount, fee_amount, '-reversed:', -1 FROM settlements
            WHERE reversed_at IS NOT NULL),
    bills_typed (id, amount, was, sign) AS (
        SELECT id, amount, ':', 1 FROM delivery_bills
        UNION ALL SELECT id, amount, '-reversed:', -1 FROM delivery_bills WHERE reversed_at IS NOT NULL),
    movements_typed (reference, account, amount) AS (
        SELECT kind || ':' || id, account, amount FROM movements
        UNION ALL SELECT kind || '-reversed:' || id, account, -amount FROM movements WHERE reversed_at IS NOT NULL)"""

# Each time that a payout failed or came back, counted from one, and each time that this was a mistake.
PAYOUT_MOVES = """
    counted_moves (id, seller_id, amount, event, place) AS (
        SELECT p.id, p.seller_id, CASE c.to_status WHEN 'failed' THEN p.amount ELSE -p.amount END,
            CASE c.to_status WHEN 'failed' THEN 'payout-failed:' ELSE 'payout-failed-reversed:' END,
            ROW_NUMBER() OVER (PARTITION BY p.id, c.to_status ORDER BY c.id)
        FROM state_changes c JOIN payouts p ON CAST(p.id AS VARCHAR(20)) = c.subject_id
        WHERE c.machine = 'payouts' AND 'failed' IN (c.from_status, c.to_status) AND p.instructed_at IS NOT NULL),
    payout_moves (reference, seller_id, amount) AS (
        SELECT event || id || CASE place WHEN 1 THEN '' ELSE ':' || place END, seller_id, amount FROM counted_moves)"""

SOURCES = f"{PAID}, {CAPTURED}, {SPLIT_REFUNDS}, {MOVEMENTS}"

# Every line that the events of the shop must have left. The cast gives the column its type on PostgreSQL.
DUE = f"""
    WITH {SOURCES}, {SENDINGS}, {DISPUTE_MOVES}, {TYPED}, {PAYOUT_MOVES},
    due (reference, account, order_id, amount) AS (
        SELECT 'payment-captured:' || id, 'gateway_clearing:' || gateway, CAST(NULL AS BIGINT), amount FROM captured
        UNION ALL SELECT 'payment-captured:' || c.id, 'held:' || o.seller_id, o.id,
                -o.total_amount - COALESCE(b.amount, 0)
            FROM captured c JOIN payment_splits s ON s.payment_id = c.id JOIN orders o ON o.id = s.order_id
            LEFT JOIN borne b ON b.order_id = o.id
        UNION ALL SELECT 'payment-captured:' || c.id, v.account, v.order_id, v.amount
            FROM captured c JOIN payment_splits s ON s.payment_id = c.id JOIN subsidies v ON v.order_id = s.order_id
        UNION ALL SELECT 'payment-captured:' || id, 'unallocated_receipts', NULL, -amount
            FROM captured WHERE NOT is_split

        UNION ALL SELECT 'fee-known:' || id, 'gateway_fees', NULL, fee_amount FROM payments WHERE fee_amount > 0
        UNION ALL SELECT 'fee-known:' || id, 'gateway_clearing:' || gateway, NULL, -fee_amount
            FROM payments WHERE fee_amount > 0

        UNION ALL SELECT 'dispute-opened:' || id, 'disputed', NULL, amount FROM disputes
        UNION ALL SELECT 'dispute-opened:' || d.id, 'gateway_clearing:' || p.gateway, NULL, -d.amount
            FROM disputes d JOIN payments p ON p.id = d.payment_id
        UNION ALL SELECT reference, came_from, NULL, -amount FROM dispute_moves
        UNION ALL SELECT reference, went_to, NULL, amount FROM dispute_moves

        UNION ALL SELECT 'refund-due:' || id, 'refunds_due', NULL, -amount FROM decided WHERE split_id IS NULL
        UNION ALL SELECT 'refund-due:' || id, 'unallocated_receipts', NULL, amount FROM decided WHERE split_id IS NULL
        UNION ALL SELECT 'refund-due:' || id, 'refunds_due', order_id, -amount FROM split_refunds
        UNION ALL SELECT 'refund-due:' || r.id, v.account, r.order_id, -r.voucher
            FROM split_refunds r JOIN subsidies v ON v.order_id = r.order_id
        UNION ALL SELECT 'refund-due:' || id, 'held:' || seller_id, order_id, amount + voucher
            FROM split_refunds WHERE NOT is_earned
        UNION ALL SELECT 'refund-due:' || id, 'payable:' || seller_id, order_id, gone - commission - pph22 - shipping
            FROM earned_refunds
        UNION ALL SELECT 'refund-due:' || id, 'commission_income', order_id, commission FROM earned_refunds
        UNION ALL SELECT 'refund-due:' || id, 'pph22_payable', order_id, pph22 FROM earned_refunds
        UNION ALL SELECT 'refund-due:' || id, 'shipping_income', order_id, shipping FROM earned_refunds

        UNION ALL SELECT reference, 'refunds_due', NULL, amount FROM sendings
        UNION ALL SELECT reference, account, order_id, -amount FROM sendings
        UNION ALL SELECT 'refund-bounced:' || id || ':' || place, account, order_id, amount FROM bounces
        UNION ALL SELECT 'refund-bounced:' || id || ':' || place, 'refunds_due', NULL, -amount FROM bounces

        UNION ALL SELECT 'order-completed:' || id, 'held:' || seller_id, id, held FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'payable:' || seller_id, id, -(held - commission - pph22 - shipping)
            FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'commission_income', id, -commission FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'pph22_payable', id, -pph22 FROM completed
        UNION ALL SELECT 'order-completed:' || id, 'shipping_income', id, -shipping FROM completed

        UNION ALL SELECT 'cash-received:' || id, 'payable:' || seller_id, id, cash_amount
            FROM orders WHERE cash_amount > 0
        UNION ALL SELECT 'cash-received:' || id, 'gateway_clearing:cod', id, -cash_amount
            FROM orders WHERE cash_amount > 0

        UNION ALL SELECT 'settlement' || was || id, 'bank', NULL, sign * amount FROM settlements_typed
        UNION ALL SELECT 'settlement' || was || id, 'gateway_fees', NULL, sign * fee_amount FROM settlements_typed
        UNION ALL SELECT 'settlement' || was || id, 'gateway_clearing:' || gateway, NULL, -sign * (amount + fee_amount)
            FROM settlements_typed

        UNION ALL SELECT 'delivery-bill' || was || id, 'shipping_income', NULL, sign * amount FROM bills_typed
        UNION ALL SELECT 'delivery-bill' || was || id, 'bank', NULL, -sign * amount FROM bills_typed

        UNION ALL SELECT reference, 'bank', NULL, amount FROM movements_typed
        UNION ALL SELECT reference, account, NULL, -amount FROM movements_typed

        UNION ALL SELECT 'payout:' || id, 'payable:' || seller_id, NULL, amount
            FROM payouts WHERE instructed_at IS NOT NULL
        UNION ALL SELECT 'payout:' || id, 'bank', NULL, -amount FROM payouts WHERE instructed_at IS NOT NULL
        UNION ALL SELECT reference, 'bank', NULL, amount FROM payout_moves
        UNION ALL SELECT reference, 'payable:' || seller_id, NULL, -amount FROM payout_moves
    )"""  # noqa: S608 - only our own constants
