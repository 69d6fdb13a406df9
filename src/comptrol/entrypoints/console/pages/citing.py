"""Where does a citation lead? To the page of its rule, and to the source where that has one."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from comptrol.domains.law import Rulebook
from comptrol.kernel.dated import Source

_PLACES: Final = {"cap": "caps", "licence": "licences", "case": "cases", "under": "orders"}
"""Findings that are not of the rulebook name what they rest on."""


class Cites:
    """What citations of one rulebook lead to; of one that is not kept here, nothing."""

    def __init__(self, rulebook: Rulebook | None) -> None:
        self._rulebook = rulebook

    def url(self, rule: str, citation: str) -> str:
        """Return where the source of a finding can be read; empty where nobody knows."""
        if self._rulebook is None:
            return ""
        found = _urls(self._rulebook).get(citation, "")
        known = self._rulebook.rules.get(rule)
        return found or _safe((known.source.url if known is not None else None) or "")

    def title(self, rule: str) -> str:
        """Return what a rule is called."""
        known = self._rulebook.rules.get(rule) if self._rulebook is not None else None
        return known.title if known is not None else ""

    def place(self, rule: str) -> tuple[str, str]:
        """Return the folder and the name of the page of what a finding rests on.

        >>> Cites(None).place("cap:rio-claro"), Cites(None).place("override")
        (('caps', 'rio-claro'), ('', ''))
        """
        if self._rulebook is not None and rule in self._rulebook.rules:
            return "law/rules", rule
        word, parted, name = rule.partition(":")
        return (_PLACES[word], name) if parted and word in _PLACES else ("", "")


@lru_cache(maxsize=8)
def _urls(rulebook: Rulebook) -> Mapping[str, str]:
    return {it.citation: _safe(it.url or "") for it in _sources(rulebook) if it.url}


def _safe(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _sources(thing: object) -> Iterator[Source]:
    if isinstance(thing, Source):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from _sources(getattr(thing, name))
    elif isinstance(thing, dict):
        for it in thing.values():
            yield from _sources(it)
    elif isinstance(thing, tuple):
        for it in thing:
            yield from _sources(it)
