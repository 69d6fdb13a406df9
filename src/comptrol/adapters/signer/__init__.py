"""The process that signs the log's heads: it has the keys, and remembers what it signed."""
