"""How anybody checks the log: a receipt in the browser, and whose keys to believe for that."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from comptrol.domains.ledger import Use, VerifierKey
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.log import position_of
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.policy import Policy, judge

SEALS: Final = 50
HEADING: Final = "For everybody"


def verify(asking: Asking) -> Mapping[str, Any]:
    """Show the form in which the reader's own browser checks a receipt."""
    given = asking.word("position")
    final = asking.publisher.final if asking.publisher is not None else None
    return {
        "position": position_of(given) if given else None,
        "published": asking.publisher is not None,
        "size": final.head.size if final is not None else 0,
        "policy": "\n".join(_policy_lines(asking)),
    }


def witnesses(asking: Asking) -> Mapping[str, Any]:
    """Show whose keys count, who has cosigned the newest head, and the batches of the log."""
    after = asking.word("after")
    seals = asking.ask("ledger", "seals", after=after or None, limit=SEALS)
    return {
        "keys": [_key(it) for it in asking.ask("ledger", "keys")],
        "head": _head(asking),
        "policy": asking.publisher.policy if asking.publisher is not None else None,
        "policy_lines": list(_policy_lines(asking)),
        "seals": seals,
        "after": seals[-1].seal if len(seals) == SEALS else None,
        "two_things": asking.ask("ledger", "equivocations"),
        "published": asking.publisher is not None,
    }


def _policy_lines(asking: Asking) -> Iterator[str]:
    """Yield whom this server believes, as a policy (C2SP tlog-policy) that a reader may change."""
    if asking.publisher is not None:
        yield from _written(asking.publisher.policy)
        return
    keys = [it for it in asking.ask("ledger", "keys") if it.revoked_at is None]
    yield from (f"log {it.key}" for it in keys if it.use is Use.LOG)
    yield from (f"witness {it.name} {it.key}" for it in keys if it.use is Use.WITNESS)
    yield "quorum none"


def _written(policy: Policy) -> Iterator[str]:
    yield from (f"log {it.key.text}" for it in policy.logs)
    yield from (f"witness {it.name} {it.key.text}" for it in policy.witnesses)
    for it in policy.groups:
        yield f"group {it.name} {it.threshold} {' '.join(it.members)}"
    yield f"quorum {policy.quorum or 'none'}"


def _key(key: VerifierKey) -> Mapping[str, Any]:
    name, _, rest = key.key.partition("+")
    number, _, public = rest.partition("+")
    return {"row": key, "name": name, "number": number, "public": public}


def _head(asking: Asking) -> Mapping[str, Any] | None:
    """Return the newest final head with everybody who signed it; nothing before the first."""
    publisher = asking.publisher
    if publisher is None or publisher.final is None:
        return None
    note = publisher.final.note
    signed = [it.name for it in read_checkpoint(note).lines]
    try:
        judged = judge(publisher.policy, note)
    except ComptrolError as error:
        return {"head": publisher.final.head, "signed": signed, "missing": str(error), "by": []}
    return {
        "head": publisher.final.head,
        "signed": signed,
        "missing": judged.missing,
        "by": [(name, datetime.fromtimestamp(at, UTC)) for name, at in judged.cosigned.items()],
    }


PAGES: Final = (
    Page(
        path="/verify",
        title="Check a receipt",
        template="public/verify.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=verify,
        menu=HEADING,
    ),
    Page(
        path="/witnesses",
        title="Keys and witnesses",
        template="public/witnesses.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=witnesses,
        menu=HEADING,
    ),
)
