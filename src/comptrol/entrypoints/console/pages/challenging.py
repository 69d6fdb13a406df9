"""Challenges: a party is asked to let a chip sign a new number, and answers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.bootstrap.attesting import new_salt
from comptrol.domains.attestation import (
    LABEL,
    AttestationView,
    Attested,
    Challenge,
    Challenged,
    ChallengeId,
    Judgement,
    nonce_of,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import HOLDING, INSIDERS, is_for, sees_all
from comptrol.entrypoints.console.pages.naming import about
from comptrol.entrypoints.console.visitor import Audience
from comptrol.flow.turn import read_entry
from comptrol.kernel.identifiers import Digest

CHALLENGES: Final = 50


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show what a party was asked to prove, answered or not."""
    inside, after = is_for(asking, *INSIDERS), asking.word("after") or None
    to: str | None = asking.word("to") or None if inside else asking.visitor.party
    if to is None:
        start = None if after is None else (after,)
        found = tuple(
            asking.world[AttestationView].challenges.where(after=start, limit=CHALLENGES)
        )
    else:
        found = asking.ask("attestation", "challenges", to=to, after=after, limit=CHALLENGES)
    return {
        "to": to,
        "inside": inside,
        "found": found,
        "now": asking.platform.intake.clock.now(),
        "after": found[-1].challenge if len(found) == CHALLENGES else None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a challenge: what is to be signed, by when, and what the answer came to."""
    found: Challenge = about(asking, "attestation", "challenge", "challenge")
    return {
        "it": found,
        "now": asking.platform.intake.clock.now(),
        "judged": _judgement(asking, found),
    }


def _judgement(asking: Asking, asked: Challenge) -> Judgement | None:
    """Return what the answer proved, where the challenge or its answer names the chip."""
    if asked.answered_by is None:
        return None
    logged = next(iter(asking.platform.store.entries(asked.answered_by)))
    said = read_entry(asking.platform.catalogue, logged).statement
    assert isinstance(said, Attested)  # noqa: S101  (where an answer stands)
    view = asking.world[AttestationView]
    after = (said.chip, asked.answered_by)
    return next(view.judgements.where(chip=said.chip, after=after, limit=1), None)


def _challenge(asking: Asking) -> Challenge | None:
    known = asking.world[AttestationView].challenges
    return known.get(ChallengeId(asking.place["challenge"]))


def _sees(asking: Asking) -> bool:
    known, party = _challenge(asking), asking.visitor.party
    return sees_all(asking) or (known is not None and party is not None and known.to == party)


def _may_answer(asking: Asking) -> bool:
    known = _challenge(asking)
    now = asking.platform.intake.clock.now()
    waits = known is not None and known.answered_by is None and now <= known.expires_at
    return waits and known is not None and known.to == asking.visitor.party


def _names_no_chip(asking: Asking) -> bool:
    known = _challenge(asking)
    return _may_answer(asking) and known is not None and known.chip is None


def _names_a_chip(asking: Asking) -> bool:
    return _may_answer(asking) and not _names_no_chip(asking)


def _this(asking: Asking) -> Mapping[str, Any]:
    known, name = _challenge(asking), asking.place["challenge"]
    chip = {} if known is None or known.chip is None else {"chip": known.chip}
    return {"challenge": name, **chip}


def _may_ask(asking: Asking) -> bool:
    """Tell whether a number can be asked for: it is made from a head that witnesses cosigned."""
    published = asking.publisher is not None and asking.publisher.final is not None
    return published and is_for(asking, Audience.INSPECTOR, Audience.AUTHORITY)


def _new_number(asking: Asking) -> Mapping[str, Any]:
    final = asking.publisher.final if asking.publisher is not None else None
    if final is None:
        return {}
    root, size, salt = Digest(final.head.root.hex()), final.head.size, new_salt()
    nonce = nonce_of(LABEL, root, size, salt)
    return {"label": LABEL, "root": root, "size": size, "salt": salt, "nonce": nonce}


def _answer(name: str, fields: tuple[str, ...], shown: Callable[[Asking], bool]) -> Act:
    return Act(
        name=name,
        label="Bring the answer",
        statement=Attested,
        fields=fields,
        told="As the file of evidence has it: a report and its chain, or a token. Once only.",
        given=_this,
        shown=shown,
    )


PAGES: Final = (
    Page(
        path="/challenges",
        title="Challenges to chips",
        template="registry/challenges.html",
        audience=HOLDING,
        answer=listed,
        acts=(
            Act(
                name="ask",
                label="Ask a party to prove a chip",
                statement=Challenged,
                fields=("challenge", "to", "chip", "minutes"),
                told="The number that the chip is to sign is made now, from the newest head of "
                "the log that witnesses cosigned.",
                given=_new_number,
                shown=_may_ask,
            ),
        ),
        menu="Looking and deciding",
    ),
    Page(
        path="/challenges/{challenge}",
        title="A challenge to a chip",
        template="registry/challenge.html",
        audience=HOLDING,
        answer=one,
        about=_sees,
        acts=(
            _answer("answer", ("evidence",), _names_a_chip),
            _answer("answer-with", ("chip", "evidence"), _names_no_chip),
        ),
    ),
)
