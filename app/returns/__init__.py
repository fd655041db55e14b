"""Orders that are cancelled, late or not whole, parcels that get lost, and goods that come back."""
