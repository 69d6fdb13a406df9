"""A year of filings: who reports what, what others measure of it, and what comes of that."""
