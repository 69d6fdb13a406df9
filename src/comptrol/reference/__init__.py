"""Facts that are shipped with the product, each with its source and date: `ATTRIBUTION.md`."""
