"""Which subjects the entries of each kind are about, for readers without our code."""

from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.statement import Statement


def subjects_by_kind(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """Return word and field of every subject, by kind: what ``subjects.json`` has."""
    return {name: subject_fields(said) for name, said in sorted(catalogue.kinds.items())}


def subject_fields(said: type[Statement]) -> list[tuple[str, str]]:
    """Return word and field of every subject of a kind, the one of the envelope first."""
    if said.UNLISTED:
        return []
    return [(said.ABOUT, said.ABOUT), *said.CONCERNS]
