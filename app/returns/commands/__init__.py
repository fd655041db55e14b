"""What changes when a sale does not end well: each decides once what goes back, with its refund and its books."""
