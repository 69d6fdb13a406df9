"""Every word of every answer that a case of the law gets, as ``law/answers.txt`` keeps it.

People rely on what an answer says and cites, not on its outcome alone: a change of a sentence, a
section or a number is to be seen where it is made. ``python -m tests.rules.law_answers`` writes
the file anew; what is committed then says what was changed.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from comptrol.domains.law import Decision

KEPT = Path(__file__).parent / "law" / "answers.txt"


def told(found: Decision) -> Iterator[str]:
    """Say a decision in lines; left out are the digest of the rulebook and the days asked for."""
    item = found.classification
    yield f"outcome: {found.outcome.value}"
    yield f"class: {item.item_class} {item.entry} {', '.join(item.limbs)} {', '.join(item.needs)}"
    yield f"numbers: {item.chip}, TPP {item.tpp}, density {item.performance_density}, {item.note2}"
    yield from (f"step: {it}" for it in (*item.steps, *item.cites))
    for part in ("law", "policy", "pending"):
        for it in getattr(found, part):
            sure = ", to be confirmed" if it.confirm else ""
            said = f"{it.rule} {it.effect.value} ({it.status}{sure}; {it.citation}): {it.detail}"
            yield f"{part}: {said}"
    for asked in found.questions:
        blocks = {True: "asks", False: "open"}[asked.blocking]
        answers = "|".join(it.answer for it in asked.answers)
        yield f"{blocks}: {asked.id} [{answers}] {asked.why} ({asked.citation})"
    yield from (f"condition: {it}" for it in found.conditions)
    yield from (f"reason: {it}" for it in found.steps if it not in item.steps)
    yield f"judged: {found.posture.value}, {found.policy_name.value}"


@cache
def kept() -> dict[str, list[str]]:
    """Return what the file has of each case."""
    parts = (part.splitlines() for part in KEPT.read_text().split("# ") if part)
    return {name: [line for line in lines if line] for name, *lines in parts}


def write(answers: Iterable[tuple[str, Decision]]) -> None:
    """Write the file: for each case its name, and its answer."""
    parts = ("\n".join((f"# {name}", *told(found), "")) for name, found in answers)
    KEPT.write_text("\n".join(parts))


if __name__ == "__main__":
    from tests.rules.test_law_cases import cases, judged

    write((it.id, judged(*it.values)) for it in cases())
