"""The books: entries, their lines, the accounts and their balances."""

# ruff: noqa: S608 - the queries are put together from our own constants
from app.ledger.checks.events import DUE, SOURCES

CHECKS: dict[str, str] = {
    "entry_not_zero": """
        SELECT e.reference, SUM(p.amount) AS off FROM journal_entries e JOIN postings p ON p.entry_id = e.id
        GROUP BY e.id, e.reference HAVING SUM(p.amount) <> 0""",
    "entry_too_short": """
        SELECT e.reference FROM journal_entries e LEFT JOIN postings p ON p.entry_id = e.id
        GROUP BY e.id, e.reference HAVING COUNT(p.id) < 2""",
    "posting_without_entry": """
        SELECT p.id AS posting FROM postings p LEFT JOIN journal_entries e ON e.id = p.entry_id WHERE e.id IS NULL""",
    "posting_without_account": """
        SELECT p.id AS posting FROM postings p LEFT JOIN ledger_accounts a ON a.id = p.account_id WHERE a.id IS NULL""",
    "account_name": """
        SELECT a.name, a.kind, a.seller_id AS seller FROM ledger_accounts a LEFT JOIN sellers s ON s.id = a.seller_id
        WHERE CASE
            WHEN a.kind IN ('held', 'payable') THEN s.id IS NULL OR a.name <> a.kind || ':' || s.id
            WHEN a.seller_id IS NOT NULL THEN 1 = 1
            WHEN a.kind IN ('gateway_clearing', 'voucher_cost')
                THEN SUBSTR(a.name, 1, LENGTH(a.kind) + 1) <> a.kind || ':'
            ELSE a.name <> a.kind END""",
    # No event of the shop has this reference, or its row is not in the state that posts it.
    "entry_unknown": f"""
        {DUE}
        SELECT reference FROM journal_entries EXCEPT SELECT reference FROM due""",
    "entry_missing": f"""
        {DUE}
        SELECT reference FROM due EXCEPT SELECT reference FROM journal_entries""",
    "entry_lines": f"""
        {DUE}
        SELECT reference, account, order_id AS order_row, SUM(due) AS due, SUM(booked) AS booked FROM (
            SELECT reference, account, order_id, amount AS due, 0 AS booked FROM due
            UNION ALL SELECT e.reference, a.name, p.order_id, 0, p.amount FROM journal_entries e
                JOIN postings p ON p.entry_id = e.id JOIN ledger_accounts a ON a.id = p.account_id) both_sides
        WHERE reference IN (SELECT reference FROM due) AND reference IN (SELECT reference FROM journal_entries)
        GROUP BY reference, account, order_id HAVING SUM(due) <> SUM(booked)""",
    # What the state of the shop says we have and owe now, without asking which event brought it.
    "balance": f"""
        WITH {SOURCES}
        SELECT account, SUM(owed) AS owed, SUM(booked) AS booked FROM (
            SELECT 'gateway_clearing:' || gateway AS account, amount AS owed, 0 AS booked FROM captured
            UNION ALL SELECT 'gateway_clearing:' || gateway, -COALESCE(fee_amount, 0), 0 FROM payments
            UNION ALL SELECT 'gateway_clearing:' || p.gateway, -r.amount, 0 FROM refunds r
                JOIN payments p ON p.id = r.payment_id
                WHERE r.status = 'succeeded' AND r.channel NOT IN ('bank', 'dispute', 'seller')
            UNION ALL SELECT 'gateway_clearing:' || p.gateway, -d.amount, 0 FROM disputes d
                JOIN payments p ON p.id = d.payment_id WHERE d.status NOT IN ('won', 'replaced')
            UNION ALL SELECT 'gateway_clearing:' || gateway, -(amount + fee_amount), 0 FROM settlements
                WHERE reversed_at IS NULL
            UNION ALL SELECT 'gateway_clearing:cod', -cash_amount, 0 FROM orders WHERE cash_amount IS NOT NULL
            UNION ALL SELECT 'gateway_fees', COALESCE(fee_amount, 0), 0 FROM payments
            UNION ALL SELECT 'gateway_fees', fee_amount, 0 FROM settlements WHERE reversed_at IS NULL
            UNION ALL SELECT 'disputed', amount, 0 FROM disputes WHERE status = 'open'
            UNION ALL SELECT 'dispute_losses', amount, 0 FROM disputes WHERE status = 'lost'
            UNION ALL SELECT 'dispute_losses', -amount, 0
                FROM refunds WHERE status = 'succeeded' AND channel = 'dispute'
            UNION ALL SELECT 'bank', amount, 0 FROM settlements WHERE reversed_at IS NULL
            UNION ALL SELECT 'bank', -amount, 0 FROM refunds WHERE status = 'succeeded' AND channel = 'bank'
            UNION ALL SELECT 'bank', -amount, 0 FROM payouts WHERE instructed_at IS NOT NULL AND status <> 'failed'
            UNION ALL SELECT 'refunds_due', -amount, 0 FROM refunds WHERE status <> 'succeeded'
            UNION ALL SELECT v.account, v.amount, 0 FROM subsidies v JOIN payment_splits s ON s.order_id = v.order_id
            UNION ALL SELECT v.account, -r.voucher, 0 FROM split_refunds r JOIN subsidies v ON v.order_id = r.order_id
            UNION ALL SELECT 'held:' || seller_id, -held, 0 FROM paid WHERE status <> 'completed'
            UNION ALL SELECT 'payable:' || seller_id, -(held - commission - pph22 - shipping), 0 FROM completed
            UNION ALL SELECT 'payable:' || seller_id, gone - commission - pph22 - shipping, 0 FROM earned_refunds
            UNION ALL SELECT 'payable:' || seller_id, cash_amount, 0 FROM orders WHERE cash_amount IS NOT NULL
            UNION ALL SELECT 'payable:' || o.seller_id, -r.amount, 0 FROM refunds r
                JOIN payment_splits s ON s.id = r.split_id JOIN orders o ON o.id = s.order_id
                WHERE r.status = 'succeeded' AND r.channel = 'seller'
            UNION ALL SELECT 'payable:' || seller_id, amount, 0
                FROM payouts WHERE instructed_at IS NOT NULL AND status <> 'failed'
            UNION ALL SELECT 'commission_income', -commission, 0 FROM completed
            UNION ALL SELECT 'commission_income', commission, 0 FROM earned_refunds
            UNION ALL SELECT 'pph22_payable', -pph22, 0 FROM completed
            UNION ALL SELECT 'pph22_payable', pph22, 0 FROM earned_refunds
            UNION ALL SELECT 'shipping_income', -shipping, 0 FROM completed
            UNION ALL SELECT 'shipping_income', shipping, 0 FROM earned_refunds
            UNION ALL SELECT 'shipping_income', amount, 0 FROM delivery_bills WHERE reversed_at IS NULL
            UNION ALL SELECT 'bank', -amount, 0 FROM delivery_bills WHERE reversed_at IS NULL
            UNION ALL SELECT 'bank', amount, 0 FROM movements WHERE reversed_at IS NULL
            UNION ALL SELECT account, -amount, 0 FROM movements WHERE reversed_at IS NULL
            -- What no line names is zero: unallocated_receipts, whose refund is decided in the capture's transaction.
            UNION ALL SELECT a.name, 0, p.amount FROM postings p JOIN ledger_accounts a ON a.id = p.account_id
        ) both_sides GROUP BY account HAVING SUM(owed) <> SUM(booked)""",
}
