"""Holds parties against a list: candidates from an index, then a score that shows its working."""

from comptrol.adapters.matching.matcher import VERSION, ListMatcher

__all__ = ["VERSION", "ListMatcher"]
