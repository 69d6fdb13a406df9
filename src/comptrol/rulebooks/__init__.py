"""Law and policy as data: one file per parameter, one per rule, every value with its source."""
