"""The one path a statement takes: opened, verified, read, checked, logged, folded, answered."""
