"""What is offered, where couriers go, and what zones and hubs cost."""
