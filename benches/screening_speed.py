"""How fast is a party held against the lists, and is every listed name found?"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from benches import screening_sets as data
from benches.measurement import Measurement, percentile
from benches.screening import unrelated
from benches.screening_scorers import index
from comptrol.domains.screening import Subject, Verdict, verdict_on

PARTIES, CHANGED = 10_000, 200
NEW_PROCESS = """
import json, resource
from comptrol.bootstrap import matcher
from comptrol.domains.screening import Subject
found = matcher(None)
for name in ("Huawei", "Acme Widgets", "中芯国际集成电路制造有限公司"):
    found.search(Subject(names=(name,)))
rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rss_mb": rss, "names": found.edition.names}))
"""
"""What a process that knows nothing of peers does: its imports count, and Chinese tables too."""


def speed() -> Iterator[Measurement]:
    """Time one query over 60,000 names: half of them listed, half not."""
    names = [query.name for query in data.perturbed()]
    names += list(unrelated())[: len(names)]
    times = []
    for name in names:
        start = perf_counter()
        index().search(Subject(names=(name,)))
        times.append((perf_counter() - start) * 1000)
    for share, target in ((0.5, "<= 3"), (0.95, "<= 10"), (0.99, "<= 20")):
        yield Measurement(
            name=f"screening.query_p{share * 100:.0f}_ms",
            value=percentile(times, share),
            unit="ms",
            target=target,
        )
    yield Measurement(
        name="screening.queries_per_s",
        value=1000 * len(times) / sum(times),
        unit="queries/s on one core",
        target=">= 200",
    )


def rescreening() -> Iterator[Measurement]:
    """Hold 10,000 parties against a list after a change: all of it, and what changed alone."""
    names = list(dict.fromkeys((*data.unrelated_companies(), *(q.name for q in data.perturbed()))))
    subjects = [
        Subject(names=(f"{names[at % len(names)]} {at // len(names) or ''}".strip(),))
        for at in range(PARTIES)
    ]
    start = perf_counter()
    found = [index().search(subject, limit=8) for subject in subjects]
    whole = perf_counter() - start
    alarmed = sum(verdict_on(matches) is not Verdict.CLEAR for matches in found)
    yield Measurement(
        name="screening.rescreen_10k_s",
        value=whole,
        unit=f"s, every party against the whole list ({alarmed} not clear)",
        target="<= 60",
    )
    before = data.matcher(index().entities[CHANGED:])
    start = perf_counter()
    fresh, _ = index().since(before)
    if fresh is None:
        raise ValueError("some entities are new")
    for subject in subjects:
        fresh.search(subject, limit=1)
    yield Measurement(
        name="screening.rescreen_10k_changed_s",
        value=perf_counter() - start,
        unit=f"s, every party against {CHANGED} entities that changed",
    )


def cold() -> Iterator[Measurement]:
    """Start a process, read the shipped list, index it and answer; and what memory that takes."""
    start = perf_counter()
    command = [sys.executable, "-c", NEW_PROCESS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told = json.loads(done.stdout)
    yield Measurement(
        name="screening.cold_start_s",
        value=perf_counter() - start,
        unit="s to the first answer, in a new process",
        target="<= 5",
    )
    yield Measurement(
        name="screening.rss_mb",
        value=told["rss_mb"],
        unit=f"MB with {told['names']} names, Chinese tables included",
        target="<= 250",
    )


def exact() -> Iterator[Measurement]:
    """Find every name and alias of every list, as printed."""
    whole = data.matcher(data.corpus(whole=True))
    missed = asked = 0
    for entity in whole.entities:
        person = entity.type == "Individual"
        for name in filter(str.strip, dict.fromkeys(entity.names)):
            asked += 1
            found = whole.search(Subject(names=(name,), person=person), limit=200)
            missed += entity.entity_id not in {match.entity_id for match in found}
    yield Measurement(
        name="screening.exact_recall",
        value=(asked - missed) / asked,
        unit=f"of {asked} names",
        target=">= 1",
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (cold, speed, rescreening, exact)
