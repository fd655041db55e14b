"""The books: entries, their lines, the accounts and their balances."""

# ruff: noqa: S608 - the queries are put together from our own constants
from app.ledger.checks.events import CAPTURED, COMPLETED, DUE

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
        WITH {COMPLETED}, {CAPTURED}
        SELECT account, SUM(owed) AS owed, SUM(booked) AS booked FROM (
            SELECT 'gateway_clearing:' || gateway AS account, amount AS owed, 0 AS booked FROM captured
            UNION ALL SELECT 'gateway_clearing:' || p.gateway, -r.amount, 0
                FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status = 'succeeded'
            UNION ALL SELECT 'refunds_due', -amount, 0 FROM refunds WHERE status <> 'succeeded'
            UNION ALL SELECT 'held:' || seller_id, -total_amount, 0
                FROM orders WHERE status IN ('paid', 'processing', 'shipped', 'delivered')
            UNION ALL SELECT 'payable:' || seller_id, -(total - commission - shipping), 0 FROM completed
            UNION ALL SELECT 'commission_income', -commission, 0 FROM completed
            UNION ALL SELECT 'shipping_income', -shipping, 0 FROM completed
            -- Here: payouts, plus on payable. What no line names is zero: bank, and unallocated_receipts,
            -- whose refund is decided in the transaction of the capture.
            UNION ALL SELECT a.name, 0, p.amount FROM postings p JOIN ledger_accounts a ON a.id = p.account_id
        ) both_sides GROUP BY account HAVING SUM(owed) <> SUM(booked)""",
}
