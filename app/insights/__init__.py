"""What a shop's figures say: what is seen, put in carts and paid, what runs out, who comes back, and one tip a week.

Everything is counted for products and places, never for people; groups of fewer than five buyers stay hidden.
"""
