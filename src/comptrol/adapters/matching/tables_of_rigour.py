"""The tables of ``rigour`` that names are folded by: legal forms, scripts, words of addresses.

Its compiled core is called directly. The Python around it imports ICU, for which there are no
wheels; nothing of what is used here needs it. So its version is pinned exactly.
"""

from typing import Final

from rigour import _core

_CASEFOLD: Final = 4
_NO_CLEANUP: Final = 0
"""``Normalize.CASEFOLD`` and ``Cleanup.Noop`` of its text module."""


def legal_forms(text: str) -> set[str]:
    """Return the legal forms in folded text, each spelled one way (ISO 20275 and others)."""
    found = _core.extract_org_types(text, _CASEFOLD, _NO_CLEANUP, False)  # noqa: FBT003
    return {form for _, form in found}


def with_forms_spelled(text: str) -> str:
    """Return folded text with each legal form spelled one way."""
    return _core.replace_org_types_compare(text, _CASEFOLD, _NO_CLEANUP, False)  # noqa: FBT003


def scripts_of(text: str) -> set[str]:
    """Return the scripts of a text, by their names in Unicode."""
    return _core.text_scripts(text)


def romanised_word(word: str) -> str | None:
    """Return a word in Latin letters; nothing where this has no table for its script."""
    return _core.maybe_ascii(word) if _core.should_ascii(word) else None


def address_words(text: str) -> str:
    """Return the words of an address, streets and countries spelled one way."""
    return _core.address_fingerprint(text) or text
