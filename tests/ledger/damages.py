"""What goes wrong with rows behind the application's back, under the check that must name it."""

LAST_ENTRY_OF = "(SELECT MAX(id) FROM journal_entries WHERE reference LIKE '{}:%')"
ACCOUNT = "(SELECT id FROM ledger_accounts WHERE name = '{}')"
INVENTED = (
    "INSERT INTO postings (entry_id, account_id, amount) VALUES (7, {}, 1000000), (7, {}, -1000000)".format(
        ACCOUNT.format("bank"), ACCOUNT.format("payable:1")
    ),
    "INSERT INTO journal_entries (id, reference, occurred_at, actor_kind, reason, request_id) "
    "VALUES (7, '{}', CURRENT_TIMESTAMP, 'job', '', '')",
)
EARNED = "entry_id IN (SELECT id FROM journal_entries WHERE reference LIKE 'order-completed:%')"

# check -> what happened -> the statements
DAMAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "entry_not_zero": {
        "a posting grew": ("UPDATE postings SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM postings)",),
    },
    "entry_too_short": {
        "its postings are gone": ("DELETE FROM postings WHERE entry_id = (SELECT MIN(id) FROM journal_entries)",),
    },
    "posting_without_entry": {
        "its entry is gone": ("DELETE FROM journal_entries WHERE id = (SELECT MIN(id) FROM journal_entries)",),
    },
    "posting_without_account": {"its account is gone": ("DELETE FROM ledger_accounts WHERE name = 'payable:1'",)},
    "account_name": {
        "a seller's account is called like another's": (
            "UPDATE ledger_accounts SET name = 'payable:3' WHERE name = 'payable:2'",
        ),
        "a seller's account is another seller's": ("UPDATE ledger_accounts SET seller_id = 2 WHERE name = 'held:1'",),
        "a seller's account is of nobody": ("UPDATE ledger_accounts SET seller_id = 99 WHERE name = 'held:1'",),
        "a seller's account lost its seller": ("UPDATE ledger_accounts SET seller_id = NULL WHERE name = 'held:1'",),
        "the shop's account is a seller's": ("UPDATE ledger_accounts SET seller_id = 1 WHERE name = 'refunds_due'",),
        "an account is of another kind": ("UPDATE ledger_accounts SET kind = 'bank' WHERE name = 'refunds_due'",),
        "an account of a gateway is of another kind": (
            "UPDATE ledger_accounts SET kind = 'voucher_cost' WHERE name = 'gateway_clearing:sandbox'",
        ),
    },
    "entry_unknown": {
        "an event nobody knows": tuple(statement.format("bank-gift:1") for statement in INVENTED),
        "an event of no row": tuple(statement.format("refund-sent:999") for statement in INVENTED),
        "an event of an order that has not come so far": (
            "UPDATE orders SET status = 'shipped' WHERE status = 'completed'",
        ),
        "a capture of a payment that is not captured": ("UPDATE payments SET status = 'pending' WHERE id = 1",),
        "a payout that came back never did": (
            "DELETE FROM state_changes WHERE machine = 'payouts' AND to_status = 'failed'",
        ),
        "a payout the bank never heard of": ("UPDATE payouts SET instructed_at = NULL WHERE status = 'completed'",),
        "a refund that came back never did": (
            "DELETE FROM state_changes WHERE machine = 'refunds' AND from_status = 'succeeded'",
        ),
        "a refund sent back to requested": (
            "UPDATE refunds SET status = 'requested', succeeded_at = NULL WHERE status = 'succeeded'",
        ),
    },
    "entry_missing": {
        "a fee": ("UPDATE payments SET fee_amount = 1 WHERE id = 1",),
        "a dispute": (
            "DELETE FROM postings WHERE entry_id IN (SELECT id FROM journal_entries WHERE reference LIKE 'dispute-w%')",
            "DELETE FROM journal_entries WHERE reference LIKE 'dispute-w%'",
        ),
        "a dispute that was taken back": (
            f"DELETE FROM postings WHERE entry_id = {LAST_ENTRY_OF.format('dispute-replaced')}",
            f"DELETE FROM journal_entries WHERE id = {LAST_ENTRY_OF.format('dispute-replaced')}",
        ),
        "cash that was taken": ("UPDATE orders SET takes_cash = (1 = 1), cash_amount = 1 WHERE id = 1",),
        "a completion under another name": (
            "UPDATE journal_entries SET reference = 'lost:' || id WHERE reference LIKE 'order-completed:%'",
        ),
        "a decided refund": (
            f"DELETE FROM postings WHERE entry_id = {LAST_ENTRY_OF.format('refund-due')}",
            f"DELETE FROM journal_entries WHERE id = {LAST_ENTRY_OF.format('refund-due')}",
        ),
        "a refund that came back": (
            f"DELETE FROM postings WHERE entry_id = {LAST_ENTRY_OF.format('refund-bounced')}",
            f"DELETE FROM journal_entries WHERE id = {LAST_ENTRY_OF.format('refund-bounced')}",
        ),
        "a capture": ("UPDATE payments SET status = 'captured' WHERE status = 'expired'",),
        "a payout that never came back": (
            "UPDATE state_changes SET to_status = 'failed' WHERE machine = 'payouts' AND to_status = 'completed'",
        ),
        "a movement of the bank that was never reversed": ("UPDATE bank_movements SET reversed_at = created_at",),
        "a bill that was never reversed": ("UPDATE delivery_bills SET reversed_at = created_at",),
        "a refund that was never sent": ("UPDATE refunds SET status = 'succeeded'",),
        "an order that was never completed": ("UPDATE orders SET status = 'completed' WHERE status = 'paid'",),
    },
    "entry_lines": {
        "earnings went to another seller": (
            f"UPDATE postings SET account_id = {ACCOUNT.format('payable:2')} "
            f"WHERE account_id = {ACCOUNT.format('payable:1')}",
        ),
        "a receipt for nothing became earnings": (
            f"UPDATE postings SET account_id = {ACCOUNT.format('payable:1')} "
            f"WHERE amount < 0 AND account_id = {ACCOUNT.format('unallocated_receipts')}",
        ),
        "lines of another order": ("UPDATE postings SET order_id = 1 WHERE order_id = 3",),
        "lines of no order": ("UPDATE postings SET order_id = NULL",),
        "an order for a line that has none": ("UPDATE postings SET order_id = 1 WHERE order_id IS NULL",),
        "commission changed after it was booked as nothing": (
            "UPDATE commission_lines SET rate_bps = 1000, amount = base_amount / 10 WHERE amount = 0",
        ),
        "commission changed after it was booked": ("UPDATE commission_lines SET amount = 0",),
        "a refund was shared out otherwise": (
            "UPDATE refunds SET commission_amount = commission_amount + 1 WHERE is_earned",
        ),
        "a refund gave back other tax": ("UPDATE refunds SET pph22_amount = pph22_amount + 1 WHERE is_earned",),
        "a refund gave back another share of the parcel": (
            "UPDATE refunds SET shipping_amount = shipping_amount - 1 WHERE is_earned AND shipping_amount > 0",
        ),
        "a refund came off what was held": ("UPDATE refunds SET is_earned = (1 = 0) WHERE is_earned",),
        "a refund went another way": ("UPDATE refunds SET channel = 'gateway' WHERE status = 'succeeded'",),
        "a refund came back to the bank": (
            f"UPDATE postings SET account_id = {ACCOUNT.format('bank')} WHERE amount > 0 AND entry_id IN "
            "(SELECT id FROM journal_entries WHERE reference LIKE 'refund-bounced:%')",
        ),
        "cash that was not given back is of no order": (
            "UPDATE postings SET order_id = NULL WHERE order_id IS NOT NULL AND entry_id IN "
            "(SELECT id FROM journal_entries WHERE reference LIKE 'refund-bounced:%')",
        ),
        "another fee": ("UPDATE payments SET fee_amount = fee_amount + 1",),
        "a lost dispute was won": ("UPDATE disputes SET amount = amount + 1 WHERE status = 'lost'",),
        "other cash was taken": ("UPDATE orders SET cash_amount = cash_amount - 1",),
        "the parcel changed hands": ("UPDATE orders SET shipping_owner = 'seller'",),
        "a tax payment grew": ("UPDATE bank_movements SET amount = amount + 1 WHERE kind = 'tax-paid'",),
        "another agency paid": ("UPDATE bank_movements SET bearer = 'dinas-lain' WHERE kind = 'voucher-paid'",),
        "a courier's bill grew": ("UPDATE delivery_bills SET amount = amount + 1",),
        "a payout grew": ("UPDATE payouts SET amount = amount + 1 WHERE status = 'completed'",),
        "a payout of another seller": ("UPDATE payouts SET seller_id = 1 WHERE status = 'completed'",),
        "another rupiah on both sides": (
            f"UPDATE postings SET amount = amount + 1 WHERE amount > 0 AND {EARNED}",
            "UPDATE postings SET amount = amount - 1 WHERE "
            f"account_id IN ({ACCOUNT.format('payable:1')}, {ACCOUNT.format('payable:2')})",
        ),
    },
    "balance": {
        "a payout that came back and was paid": (
            "UPDATE payouts SET status = 'completed' WHERE status = 'failed' AND instructed_at IS NOT NULL",
        ),
        "held": ("UPDATE orders SET status = 'completed' WHERE status = 'paid'",),
        "payable": ("UPDATE ledger_accounts SET name = 'payable:9' WHERE name = 'payable:2'",),
        "payouts": ("UPDATE payouts SET amount = amount + 1 WHERE status = 'completed'",),
        "commission": ("UPDATE commission_lines SET amount = amount + 1",),
        "shipping": ("UPDATE orders SET shipping_amount = shipping_amount + 1 WHERE shipping_owner = 'marketplace'",),
        "fees": ("UPDATE payments SET fee_amount = fee_amount + 1",),
        "other money of the bank": ("UPDATE bank_movements SET amount = amount + 1",),
        "bills of couriers": ("UPDATE delivery_bills SET amount = amount + 1",),
        "disputed": ("UPDATE disputes SET status = 'lost' WHERE status = 'open'",),
        "a dispute in force again": (
            "UPDATE disputes SET status = 'lost', gateway_reference = 'dp_other' "
            "WHERE id = (SELECT MIN(id) FROM disputes WHERE status = 'replaced')",
        ),
        "dispute losses": ("UPDATE disputes SET status = 'won' WHERE status = 'lost'",),
        "cash": ("UPDATE orders SET cash_amount = cash_amount + 1",),
        "bank": ("UPDATE refunds SET channel = 'gateway' WHERE channel = 'bank'",),
        "refunds by disputes": ("UPDATE refunds SET channel = 'by_hand' WHERE channel = 'dispute'",),
        "tax": ("UPDATE order_lines SET pph22_amount = pph22_amount + 1",),
        "earnings that went back": ("UPDATE refunds SET voucher_amount = 1 WHERE is_earned",),
        "clearing": ("UPDATE payments SET amount = amount + 1 WHERE id = 1",),
        "clearing of another gateway": ("UPDATE payments SET gateway = 'stripe' WHERE id = 1",),
        "refunds due": ("UPDATE refunds SET status = 'requested' WHERE status = 'succeeded'",),
        "money for nothing": (
            "DELETE FROM postings WHERE amount > 0 "
            f"AND account_id = {ACCOUNT.format('unallocated_receipts')} AND amount = (SELECT MAX(amount) FROM refunds)",
        ),
        "an account nothing feeds": (
            "UPDATE ledger_accounts SET name = 'voucher_cost:nobody' WHERE name = 'commission_income'",
        ),
        "an event nobody knows": tuple(statement.format("bank-gift:1") for statement in INVENTED),
    },
    "payment_amount": {"a payment grew": ("UPDATE payments SET amount = amount + 1 WHERE status = 'expired'",)},
    "payment_status": {
        "refunded without a refund": ("UPDATE payments SET status = 'refunded' WHERE id = 1",),
        "partly refunded without a refund": ("UPDATE payments SET status = 'partly_refunded' WHERE id = 1",),
        "partly refunded but all went back": (
            "UPDATE payments SET status = 'partly_refunded' WHERE status = 'refunded'",
        ),
        "refunded but it came back": ("UPDATE refunds SET status = 'succeeded' WHERE status = 'failed'",),
        "captured but all went back": ("UPDATE payments SET status = 'captured' WHERE status = 'refunded'",),
        "a part went back": ("UPDATE refunds SET amount = amount - 1 WHERE status = 'succeeded'",),
        "captured but a part went back": (
            "UPDATE refunds SET amount = amount - 1 WHERE status = 'succeeded'",
            "UPDATE payments SET status = 'captured' WHERE status = 'refunded'",
        ),
        "the refund was sent back to requested": (
            "UPDATE refunds SET status = 'requested' WHERE status = 'succeeded'",
        ),
    },
    "capture_without_use": {"its refund is gone": ("DELETE FROM refunds",)},
    "use_without_capture": {
        "split": ("UPDATE payments SET status = 'failed' WHERE id = 1",),
        "refunded": ("UPDATE payments SET status = 'expired' WHERE status = 'refunded'",),
    },
    "split_sum": {"a split shrank": ("UPDATE payment_splits SET amount = amount - 1 WHERE id = 1",)},
    "split_not_order": {"a split grew": ("UPDATE payment_splits SET amount = amount + 1 WHERE id = 1",)},
    "split_of_another_group": {
        "a split moved": (
            "UPDATE payment_splits SET payment_id = (SELECT MAX(payment_id) FROM payment_splits) WHERE id = 1",
        ),
    },
    "split_of_unpaid_order": {"an order expired": ("UPDATE orders SET status = 'expired' WHERE id = 1",)},
    "paid_without_capture": {"a payment waits": ("UPDATE payments SET status = 'pending' WHERE id = 1",)},
    "refund_of_what": {
        "a part of what no order took": ("UPDATE refunds SET amount = amount - 1",),
        "a whole that orders took": (
            "UPDATE refunds SET payment_id = 1, amount = (SELECT amount FROM payments WHERE id = 1) "
            "WHERE status = 'requested'",
        ),
        "a split of another payment": ("UPDATE refunds SET split_id = 1",),
        "a split that is not there": ("UPDATE refunds SET split_id = 999",),
    },
    "refund_of_cash": {
        "nobody took it": (
            "UPDATE payments SET gateway = 'cod' WHERE id IN (SELECT payment_id FROM refunds WHERE split_id IS NULL)",
        ),
    },
    "refund_status": {
        "a sent refund is requested": ("UPDATE refunds SET status = 'requested' WHERE status = 'succeeded'",),
        "a requested refund is sent": ("UPDATE refunds SET status = 'succeeded' WHERE status = 'requested'",),
        "one that came back is sent": ("UPDATE refunds SET status = 'succeeded' WHERE status = 'failed'",),
        "one that came back keeps its time": ("UPDATE refunds SET succeeded_at = created_at WHERE status = 'failed'",),
        "it was sent at no time": ("UPDATE refunds SET succeeded_at = NULL WHERE status = 'succeeded'",),
    },
    "refund_above_split": {
        "more went back": ("UPDATE payment_splits SET refunded_amount = amount + 1 WHERE id = 1",),
        "more went back in known refunds": (
            "UPDATE refunds SET split_id = 1",
            "UPDATE payment_splits SET amount = 1, refunded_amount = (SELECT SUM(amount) FROM refunds) WHERE id = 1",
        ),
        "a part went back without a refund": ("UPDATE payment_splits SET refunded_amount = 1 WHERE id = 1",),
    },
    "refund_by_seller": {
        "the seller took no cash": ("UPDATE orders SET cash_amount = NULL WHERE cash_amount > 0",),
    },
    "refund_above_disputes": {
        "more went back": ("UPDATE refunds SET amount = amount + 1 WHERE channel = 'dispute'",),
        "the bank gave it back": ("UPDATE disputes SET status = 'won' WHERE gateway_reference = 'dp_took'",),
    },
    "refund_pieces": {
        "a piece more went back": ("UPDATE order_lines SET refunded_quantity = 1 WHERE id = 1",),
        "its pieces are gone": ("DELETE FROM refund_lines",),
        "it was for more pieces": ("UPDATE refund_lines SET quantity = quantity + 1",),
    },
    "cancelled_not_refunded": {
        "nothing went back": ("UPDATE orders SET status = 'cancelled' WHERE id = 1",),
        "a part went back": (
            "UPDATE orders SET status = 'cancelled' WHERE id = (SELECT MIN(order_id) FROM payment_splits "
            "WHERE refunded_amount > 0)",
        ),
    },
    "cash_of_order": {
        "it was paid at a gateway": ("UPDATE payments SET gateway = 'sandbox' WHERE gateway = 'cod'",),
        "it was not promised": ("UPDATE orders SET takes_cash = (1 = 0), cash_amount = NULL",),
        "it is completed without the cash": ("UPDATE orders SET cash_amount = NULL WHERE cash_amount > 0",),
    },
    "bank_refund_without_account": {"the account is gone": ("DELETE FROM refund_accounts",)},
    "refund_above_payment": {"more went back": ("UPDATE refunds SET amount = amount + 1",)},
    "group_total": {
        "a group grew": ("UPDATE order_groups SET total_amount = total_amount + 1 WHERE id = 1",),
    },
    "order_items": {"its items grew": ("UPDATE orders SET items_amount = items_amount + 1 WHERE id = 1",)},
    "order_adjustments": {"shipping grew": ("UPDATE adjustments SET amount = amount + 1 WHERE order_id = 1",)},
    "order_discount": {
        "a discount grew": ("UPDATE orders SET discount_amount = discount_amount + 1 WHERE discount_amount > 0",),
        "a share of a voucher is gone": (
            "DELETE FROM adjustments WHERE id = (SELECT MAX(id) FROM adjustments WHERE kind = 'voucher')",
        ),
    },
    "voucher_of_group": {
        "a use of another amount": ("UPDATE voucher_uses SET amount = amount + 1",),
        "a use is gone": ("DELETE FROM voucher_uses WHERE id = (SELECT MIN(id) FROM voucher_uses)",),
    },
    "voucher_used": {
        "one use more than there are": ("UPDATE vouchers SET used = used + 1 WHERE code = 'DARI-ANI'",),
        "a use that was not given back": (
            "UPDATE voucher_uses SET given_back_at = NULL WHERE given_back_at IS NOT NULL",
        ),
        "a use that was given back": (
            "UPDATE voucher_uses SET given_back_at = created_at WHERE given_back_at IS NULL",
        ),
    },
    "order_total": {"its total shrank": ("UPDATE orders SET total_amount = total_amount - 1 WHERE id = 1",)},
    "line_amount": {"one piece more": ("UPDATE order_lines SET quantity = quantity + 1 WHERE id = 1",)},
    "commission_line": {
        "it is gone": ("DELETE FROM commission_lines WHERE id = 1",),
        "it is of another amount": ("UPDATE commission_lines SET base_amount = base_amount + 1",),
        "it takes more than there is": ("UPDATE commission_lines SET amount = base_amount + 1",),
    },
    "payout_status": {
        "paid without the bank": ("UPDATE payouts SET instructed_at = NULL WHERE status = 'completed'",),
        "the bank pays what nobody approved": ("UPDATE payouts SET status = 'pending' WHERE status = 'completed'",),
        "approved and at the bank already": ("UPDATE payouts SET status = 'approved' WHERE status = 'completed'",),
        "paid with one yes": ("DELETE FROM payout_approvals WHERE id = (SELECT MAX(id) FROM payout_approvals)",),
    },
    "payout_order": {
        "an order is paid out twice": ("UPDATE payouts SET status = 'processing' WHERE id = 1",),
        "a payout took another seller's order along": (
            "UPDATE payout_orders SET order_id = (SELECT MIN(id) FROM orders WHERE seller_id = 1) WHERE payout_id = 3",
        ),
    },
    "parcel_pieces": {
        "more than was ordered": ("UPDATE shipment_lines SET quantity = quantity + 99 WHERE id = 1",),
        "a line of another order": (
            "UPDATE shipment_lines SET order_line_id = (SELECT MAX(id) FROM order_lines) WHERE id = 1",
        ),
    },
    "parcel_contents": {
        "sent without anything in it": ("DELETE FROM shipment_lines WHERE id = 1",),
        "not sent, with something in it": ("UPDATE shipments SET status = 'preparing' WHERE id = 1",),
    },
    "order_sent": {
        "a piece was never sent": ("UPDATE shipment_lines SET quantity = 0 WHERE id = 1",),
        "something of what was never accepted": (
            "UPDATE shipments SET order_id = (SELECT MIN(id) FROM orders WHERE status = 'expired') WHERE id = 1",
            "UPDATE shipment_lines SET order_line_id = (SELECT MIN(l.id) FROM order_lines l "
            "JOIN orders o ON o.id = l.order_id WHERE o.status = 'expired') WHERE shipment_id = 1",
        ),
    },
    "last_move": {
        "payouts": ("DELETE FROM state_changes WHERE machine = 'payouts' AND to_status = 'completed'",),
        "orders": ("DELETE FROM state_changes WHERE machine = 'orders' AND to_status = 'paid'",),
        "payments": ("UPDATE payments SET status = 'failed' WHERE status = 'expired'",),
        "refunds": ("UPDATE refunds SET status = 'failed' WHERE status = 'requested'",),
        "disputes": ("UPDATE disputes SET status = 'won' WHERE status = 'lost'",),
    },
    "stock_below_zero": {
        "fewer than none": ("UPDATE stock_items SET on_hand = -1 WHERE variant_id = 1",),
        "less than none is promised": ("UPDATE stock_items SET reserved = -1 WHERE variant_id = 1",),
    },
    "stock_reserved": {
        "one more is promised": ("UPDATE stock_items SET reserved = reserved + 1 WHERE variant_id = 1",),
    },
    "stock_moved": {
        "one less is there": ("UPDATE stock_items SET on_hand = on_hand - 1 WHERE variant_id = 1",),
        "a promise is gone": (
            "DELETE FROM stock_movements WHERE id = (SELECT MAX(id) FROM stock_movements WHERE kind = 'reserve')",
        ),
        "an opening is gone": ("DELETE FROM stock_movements WHERE kind = 'opening'",),
        "an item is gone": ("DELETE FROM stock_items WHERE variant_id = 1",),
    },
    "reservation_moved": {
        "a promise is gone": (
            "DELETE FROM stock_movements WHERE id = (SELECT MAX(id) FROM stock_movements WHERE kind = 'reserve')",
        ),
        "a sale that took nothing off the shelf": (
            "UPDATE stock_movements SET on_hand_change = 0 WHERE kind = 'sale'",
        ),
        "a sale of another order": ("UPDATE stock_movements SET order_id = 2 WHERE kind = 'sale'",),
    },
    "reservation_of_lines": {
        "fewer than were ordered": ("UPDATE stock_reservations SET quantity = 1 WHERE quantity > 1",),
        "none": ("DELETE FROM stock_reservations WHERE order_id = 1",),
    },
    "offline_sale_moved": {
        "fewer pieces than left the shelf": ("UPDATE offline_sales SET quantity = 1 WHERE quantity > 1",),
        "taken back, and still gone": (
            "UPDATE offline_sales SET cancelled_at = CURRENT_TIMESTAMP WHERE cancelled_at IS NULL",
        ),
    },
    "offline_movement": {
        "of no sale": ("UPDATE stock_movements SET offline_sale_id = NULL WHERE offline_sale_id IS NOT NULL",),
        "called something else": ("UPDATE stock_movements SET kind = 'sale' WHERE kind = 'offline_sale'",),
        "of another variant": ("UPDATE offline_sales SET variant_id = 2",),
    },
    "stock_taken_back": {
        "more than went back": ("UPDATE stock_movements SET on_hand_change = 99 WHERE kind = 'return'",),
        "of another order": ("UPDATE stock_movements SET order_id = 1 WHERE kind = 'return'",),
        "without a refund": ("UPDATE order_lines SET refunded_quantity = 0 WHERE refunded_quantity > 0",),
    },
    "return_case_refund": {
        "granted without a refund": ("UPDATE return_cases SET refund_id = NULL WHERE status = 'approved'",),
        "a refund for nothing": ("UPDATE return_cases SET refund_id = 1 WHERE status = 'requested'",),
        "refunded before the money went": ("UPDATE return_cases SET status = 'refunded' WHERE status = 'approved'",),
        "closed before the money went": ("UPDATE return_cases SET status = 'closed' WHERE status = 'approved'",),
        "with the refund of another order": (
            "UPDATE return_cases SET refund_id = (SELECT MIN(id) FROM refunds) WHERE status = 'approved'",
        ),
    },
    "reservation_of_order": {
        "a paid order's is held": ("UPDATE stock_reservations SET status = 'held' WHERE order_id = 1",),
        "a paid order's is released": ("UPDATE stock_reservations SET status = 'released' WHERE order_id = 1",),
        "a waiting order's is sold": ("UPDATE stock_reservations SET status = 'sold' WHERE status = 'held'",),
    },
}
