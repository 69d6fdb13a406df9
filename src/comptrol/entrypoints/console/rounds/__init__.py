"""What pages and long work on rounds of allocation share."""
