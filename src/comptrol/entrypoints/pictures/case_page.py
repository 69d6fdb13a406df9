"""The page of a dossier: one case in plain words, for a court, with nothing to be fetched."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Final

from comptrol.domains.cases import Evidence, Fact, Rule, Step, Taken
from comptrol.flow.dossier import CASE, HISTORY, INDEX, Dossier

STYLE: Final = (
    "body{font:16px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#111}h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #bbb;padding:.3rem .6rem .3rem 0;text-align:left;"
    "vertical-align:top}code{font-size:.9em}@media print{body{margin:0}h2{page-break-after:avoid}}"
)
_STEPS: Final = {
    "cases.opened/1": "The case was opened",
    "cases.noticed/1": "Notice was given to the subjects",
    "cases.answered/1": "An answer was given",
    "cases.evidence-added/1": "Evidence was added",
    "cases.decided/1": "The case was decided",
    "cases.renewed/1": "A measure was renewed",
    "cases.lifted/1": "A measure was lifted",
    "cases.carried-out/1": "A measure was carried out",
    "cases.appealed/1": "An appeal was made",
    "cases.appeal-decided/1": "The appeal was decided",
    "cases.closed/1": "The case was closed",
}


def page(made: Dossier) -> bytes:
    """Return the page, the same for the same dossier."""
    title = f"Case {made.file.case.case}"
    body = "\n".join(_sections(made))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    ).encode()


def _sections(made: Dossier) -> Iterator[str]:
    yield from _summary(made)
    yield from _timeline(made)
    yield from _alarms(made)
    yield from _notices(made)
    yield from _answers(made)
    yield from _evidence(made)
    yield from _decision(made)
    yield from _measures(made)
    yield from _appeals(made)
    yield from _proofs(made)


def _summary(made: Dossier) -> Iterator[str]:
    it = made.file.case
    subjects = ", ".join(_who(made, party) for party in it.parties)
    yield _p(
        f"This case is about {subjects}. It was opened on {_day(it.opened_at)} by the {it.title}."
    )
    yield _p(f"Rule, as it was cited at first: {_rule(it.rule)}")
    yield _p(f"Grounds: {it.grounds}")
    about = [*it.sites, *it.lots, *it.orders]
    if about:
        yield _p(f"It concerns: {', '.join(map(str, about))}.")
    came = "is not decided" if it.outcome is None else f"was {it.outcome.value}"
    if it.granted is not None:
        came += "; an appeal was " + (
            "granted, and all measures undone" if it.granted else "dismissed"
        )
    yield _p(f"The case {came}. It stands at: {it.stage.value}.")


def _timeline(made: Dossier) -> Iterator[str]:
    yield "<h2>What happened, in order</h2>"
    rows = (
        (_moment(it.at), _said(it), it.title or "", _who(made, it.by), str(it.position))
        for it in made.file.steps
    )
    yield _table(("when (UTC)", "what", "as", "by", "entry"), rows)


def _said(step: Step) -> str:
    return _STEPS.get(step.kind, step.kind)


def _alarms(made: Dossier) -> Iterator[str]:
    if not made.file.alarms:
        return
    yield "<h2>The alarms that it rests on</h2>"
    yield _p("An alarm is a signal. It is not a finding, and proves nothing by itself.")
    for it in made.file.alarms:
        yield _p(
            f"{it.detector}, version {it.version}, strength {it.strength.value}: {it.explanation} "
            f"(entry {it.position}; evidence: {_entries(it.evidence)})"
        )
        if it.benign:
            yield _p("Innocent explanations that it could not exclude: " + " ".join(it.benign))


def _notices(made: Dossier) -> Iterator[str]:
    yield "<h2>Notice</h2>"
    if not made.file.notices:
        yield _p("No notice has been given.")
    for it in made.file.notices:
        act = it.said.act
        yield _p(f"On {act.on} {', '.join(it.said.to)} were told, by the {act.responsible}.")
        yield _p(f"Rule: {_rule(act.rule)}")
        yield from _facts(act.facts)
        yield _p(f"Method: {act.method}. Given to it: {act.inputs}")
        yield _p(f"Reasons: {act.reasons}")
        yield _p(f"An answer was possible until {act.deadline}. {act.remedy}")
        if it.said.withheld is not None:
            yield _p(f"Some evidence was not shown to the subjects, because: {it.said.withheld}")


def _answers(made: Dossier) -> Iterator[str]:
    yield "<h2>Answers</h2>"
    if not made.file.answers:
        yield _p("No answer has been given.")
    for it in made.file.answers:
        said = it.said
        admits = " It admits the facts of the notice." if said.admits else ""
        yield _p(f"{_who(made, said.party)}, on {_day(it.at)}: {said.text}{admits}")
        if said.corrections:
            yield _p(f"It corrected in the log: {_entries(said.corrections)}.")
        if said.evidence:
            yield _p(f"Its evidence: {_entries(said.evidence)}.")
        if said.digest is not None:
            yield _p(f"It handed in words under seal, with the commitment {said.digest}.")


def _evidence(made: Dossier) -> Iterator[str]:
    yield "<h2>Evidence</h2>"
    if not made.file.evidence:
        yield _p("None was added.")
        return
    rows = (_piece(it) for it in made.file.evidence)
    yield _table(("name", "channel", "what it shows", "speaks", "where"), rows)
    yield _p(made.weights.says)
    for one in made.weights.posteriors:
        yield _p(
            f"With odds of {one.prior_odds} before any signal: {one.odds} after them, a "
            f"probability of {one.probability}."
        )
    for counted in made.weights.counted:
        others = f"; not counted: {', '.join(counted.not_counted)}" if counted.not_counted else ""
        yield _p(f"Channel {counted.channel.value}: {counted.signal}, {counted.ratio}{others}.")


def _piece(it: Evidence) -> tuple[str, ...]:
    where = _entries(it.positions) if it.positions else f"under seal: {it.digest}"
    how = "an estimate or pattern" if it.statistical else "seen"
    return (
        it.evidence,
        it.channel.value,
        f"{it.shows} ({how})",
        "for the case" if it.supports else "against it",
        where,
    )


def _decision(made: Dossier) -> Iterator[str]:
    yield "<h2>Decision</h2>"
    it = made.file.decision
    if it is None:
        yield _p("The case has not been decided.")
        return
    said, act = it.said, it.said.act
    yield _p(f"On {act.on} the {act.responsible} decided: {said.outcome.value}.")
    yield _p(f"Rule: {_rule(act.rule)}")
    yield from _facts(act.facts)
    rests = [
        *said.alarms,
        *said.evidence,
        *(["the subject's admission"] if said.admission else []),
    ]
    yield _p(f"It rests on: {', '.join(rests) or 'nothing beyond these facts'}.")
    yield _p(f"Reasons: {act.reasons}")
    yield _p(f"It could be appealed until {act.deadline}. {act.remedy}")


def _measures(made: Dossier) -> Iterator[str]:
    if made.file.measures:
        yield "<h2>Measures</h2>"
        rows = (_measure(it) for it in made.file.measures)
        yield _table(("what", "about", "why nothing milder", "until", "stands"), rows)


def _measure(it: Taken) -> tuple[str, ...]:
    state = "in force" if it.in_force else f"ended on {it.ended_on}: {it.ended_by}"
    done = f"; carried out at entry {it.carried_out_at}" if it.carried_out_at is not None else ""
    return (
        f"{it.measure.value}: {it.what}",
        ", ".join((*it.parties, *it.orders)),
        it.milder,
        str(it.until),
        state + done,
    )


def _appeals(made: Dossier) -> Iterator[str]:
    for it in made.file.appeals:
        yield "<h2>Appeal</h2>"
        yield _p(f"{_who(made, it.party)} appealed on {_day(it.at)}: {it.grounds}")
        if it.decided_at is None:
            yield _p("It has not been decided.")
            continue
        came = "granted" if it.granted else "dismissed"
        yield _p(f"On {_day(it.decided_at)} the {it.title}, who had no part in the case before, "
                 f"decided: {came}. {it.reasons} [{it.citation}]")  # fmt: skip


def _proofs(made: Dossier) -> Iterator[str]:
    yield "<h2>How to check all of this</h2>"
    yield _p(
        f"Each entry named here is in the folder entries as it was signed, with a proof that the "
        f"log of {made.size} entries has it. {HISTORY} proves that these are all entries about "
        f"the case. {CASE} says the same as this page for a program, {INDEX} has the digest of "
        "every file. Take the file policy from somebody else than whoever gave you this folder."
    )
    yield (
        "<pre>sha256sum --check SHA256SUMS\n"
        "python verify_ledger.py history history.json --policy policy\n"
        "python verify_ledger.py receipt entries/N.proof --entry entries/N.cose --policy policy\n"
        "comptrol cases verify .</pre>"
    )
    rows = (
        (str(it.position), it.kind, it.by, it.at, "sealed" if it.sealed else it.entry)
        for it in made.entries
    )
    yield _table(("entry", "kind", "signed by", "logged", "file"), rows)
    if made.left_sealed:
        yield _p(
            f"Left sealed: entries {_entries(made.left_sealed)}. Their commitments are there."
        )
    for opened in made.opened:
        yield _p(f"Opened for this dossier: entry {opened.position}, for {opened.purpose}; the "
                 f"look is entry {opened.looked_at}. SHA-256 of {opened.salt} and then "
                 f"{opened.words} is the commitment.")  # fmt: skip


def _facts(facts: Iterable[Fact]) -> Iterator[str]:
    items = "".join(
        f"<li>{escape(it.text)} (entries {escape(_entries(it.evidence))})</li>" for it in facts
    )
    yield f"<p>Facts:</p><ol>{items}</ol>"


def _who(made: Dossier, party: str) -> str:
    known = made.parties.get(party)
    return f"{party}, {known}" if known is not None else party


def _rule(rule: Rule) -> str:
    return f"{rule.rule}, version {rule.version}: {rule.citation}"


def _entries(positions: Iterable[int]) -> str:
    return ", ".join(map(str, positions)) or "none"


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _p(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = "".join(f"<th>{escape(it)}</th>" for it in headings)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{first}</tr>{lines}</table>"
