"""The law as pages that a person reads: in force, changed, next, uncertain."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from comptrol.domains.law import DatedChange, Doubt, InForce
from comptrol.kernel.dated import Source
from comptrol.kernel.quantity import plain

_DIGEST_SHOWN = 16


def rules_page(found: InForce) -> Iterator[str]:
    """Yield the page of a rulebook as it stood on a day."""
    yield f"# {found.rulebook} on {found.on}"
    yield ""
    yield f"As known on {found.known_at}. Digest `{found.digest[:_DIGEST_SHOWN]}…`. Codified is"
    yield "not enforced: both are shown. ⚑ marks what a named person must confirm first."
    yield from ("", "## Rules", "")
    yield from grid(
        ("rule", "where", "state", "in the code", "what it does", "source"),
        (
            (
                it.rule,
                it.jurisdiction,
                it.state,
                "yes" if it.codified else "",
                f"**{it.title}.** {it.effect}",
                cited(it.source),
            )
            for it in found.rules
        ),
    )
    yield from ("", "## Numbers", "")
    yield from grid(
        ("number", "value", "unit", "what it is", "source"),
        (
            (
                it.parameter,
                "–" if it.value is None else plain(it.value),
                it.unit,
                it.title,
                cited(it.source),
            )
            for it in found.parameters
        ),
    )
    yield from ("", "## Country groups", "")
    groups = ((name, str(len(them)), " ".join(them)) for name, them in found.groups.items())
    yield from grid(("group", "members", "which"), groups)


def changes_page(title: str, found: Sequence[DatedChange]) -> Iterator[str]:
    """Yield a page of dated changes, a row each."""
    yield from (f"# {title}", "")
    if not found:
        yield "Nothing that the rulebook knows of."
        return
    yield from grid(
        ("day", "what", "where", "before", "from this day", "source"),
        (
            (
                it.on.isoformat(),
                f"{it.what}: {it.title}",
                it.jurisdiction,
                it.before,
                it.after,
                cited(it.source),
            )
            for it in found
        ),
    )


def ahead_page(on: date, found: Sequence[DatedChange]) -> Iterator[str]:
    """Yield the page of what changes after a day."""
    yield from changes_page(f"What changes after {on}", found)


def doubts_page(found: Sequence[Doubt]) -> Iterator[str]:
    """Yield the page of what is uncertain."""
    yield from ("# What is uncertain", "")
    yield "⚑: a named person must confirm it before anyone relies on it. The others were recalled,"
    yield "or reconstructed from a later day."
    yield ""
    yield from grid(
        ("what", "source", "how it is known", ""),
        ((it.what, it.citation, it.quality, "⚑" if it.confirm else "") for it in found),
    )


def cited(source: Source) -> str:
    """Return a source as a link, with the mark of what is to be confirmed."""
    mark = " ⚑" if source.confirm else ""
    return (f"[{source.citation}]({source.url})" if source.url else source.citation) + mark


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table of Markdown."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |"
