"""What changes payments: attempts, what gateways say of them, and money that goes back."""
