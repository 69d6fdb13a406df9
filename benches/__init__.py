"""Benches: what it costs, beside a limit or a peer measured in the same run."""
