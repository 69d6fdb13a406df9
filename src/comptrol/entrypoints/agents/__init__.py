"""What a provider runs beside its own scheduler, so that nothing starts without a ruling."""
