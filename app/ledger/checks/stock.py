"""Stock: what is on the shelf, what is promised, and the movements that brought it there."""

CHECKS: dict[str, str] = {
    "stock_below_zero": """
        SELECT variant_id AS variant, on_hand, reserved FROM stock_items WHERE reserved < 0 OR on_hand < reserved""",
    "stock_reserved": """
        SELECT i.variant_id AS variant, i.reserved, SUM(r.quantity) AS held FROM stock_items i
        LEFT JOIN stock_reservations r ON r.variant_id = i.variant_id AND r.status = 'held'
        GROUP BY i.variant_id, i.reserved HAVING COALESCE(SUM(r.quantity), 0) <> i.reserved""",
    "stock_moved": """
        SELECT variant_id AS variant, SUM(on_hand) AS on_hand, SUM(on_hand_moved) AS on_hand_moved,
            SUM(reserved) AS reserved, SUM(reserved_moved) AS reserved_moved FROM (
            SELECT variant_id, on_hand, reserved, 0 AS on_hand_moved, 0 AS reserved_moved FROM stock_items
            UNION ALL SELECT variant_id, 0, 0, on_hand_change, reserved_change FROM stock_movements) both_sides
        GROUP BY variant_id HAVING SUM(on_hand) <> SUM(on_hand_moved) OR SUM(reserved) <> SUM(reserved_moved)""",
    # Goods that come back are another story than the promise they were sold under.
    "reservation_moved": """
        SELECT order_id AS order_row, variant_id AS variant, SUM(held) AS held, SUM(reserved_moved) AS reserved_moved,
            SUM(sold) AS sold, SUM(on_hand_moved) AS on_hand_moved FROM (
            SELECT order_id, variant_id, CASE status WHEN 'held' THEN quantity ELSE 0 END AS held,
                CASE status WHEN 'sold' THEN quantity ELSE 0 END AS sold, 0 AS reserved_moved, 0 AS on_hand_moved
                FROM stock_reservations
            UNION ALL SELECT order_id, variant_id, 0, 0, reserved_change, on_hand_change
                FROM stock_movements WHERE order_id IS NOT NULL AND kind <> 'return') both_sides
        GROUP BY order_id, variant_id HAVING SUM(held) <> SUM(reserved_moved) OR SUM(sold) <> -SUM(on_hand_moved)""",
    "stock_taken_back": """
        SELECT order_id AS order_row, variant_id AS variant, SUM(taken_back) AS taken_back, SUM(refunded) AS refunded
        FROM (SELECT order_id, variant_id, on_hand_change AS taken_back, 0 AS refunded
                FROM stock_movements WHERE kind = 'return'
            UNION ALL SELECT order_id, variant_id, 0, refunded_quantity FROM order_lines) both_sides
        GROUP BY order_id, variant_id HAVING SUM(taken_back) > SUM(refunded)""",
    "offline_sale_moved": """
        SELECT s.id AS offline_sale, s.quantity, s.cancelled_at, SUM(m.on_hand_change) AS moved FROM offline_sales s
        LEFT JOIN stock_movements m ON m.offline_sale_id = s.id AND m.variant_id = s.variant_id
        GROUP BY s.id, s.quantity, s.cancelled_at
        HAVING COALESCE(SUM(m.on_hand_change), 0) <> CASE WHEN s.cancelled_at IS NULL THEN -s.quantity ELSE 0 END""",
    "offline_movement": """
        SELECT m.id AS movement, m.kind, m.offline_sale_id AS offline_sale FROM stock_movements m
        LEFT JOIN offline_sales s ON s.id = m.offline_sale_id AND s.variant_id = m.variant_id
        WHERE (m.kind = 'offline_sale') <> (s.id IS NOT NULL)""",
    "reservation_of_lines": """
        SELECT order_id AS order_row, variant_id AS variant, SUM(ordered) AS ordered, SUM(promised) AS promised FROM (
            SELECT order_id, variant_id, quantity AS ordered, 0 AS promised FROM order_lines
            UNION ALL SELECT order_id, variant_id, 0, quantity FROM stock_reservations) both_sides
        GROUP BY order_id, variant_id HAVING SUM(ordered) <> SUM(promised)""",
    "reservation_of_order": """
        SELECT r.id AS reservation, r.status AS promise, o.number, o.status FROM stock_reservations r
        JOIN orders o ON o.id = r.order_id
        WHERE (r.status = 'held' AND o.status <> 'awaiting_payment')
        OR (r.status = 'sold' AND o.status IN ('awaiting_payment', 'expired'))
        OR (r.status = 'released' AND o.status NOT IN ('expired', 'cancelled'))""",
}
