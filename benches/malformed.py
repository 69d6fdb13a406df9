"""Does anything malformed get in? Statements that are almost right, a million of them, seeded.

``python -m benches.malformed [N] [SEED]`` gives N mutations of valid envelopes to the one path:
most are opened, verified and read in this process, and taken where they can be read; some
thousands go over HTTP to a real server. None may be accepted, and nothing but the declared errors
may come out: EnvelopeError here; 400, 409, 413 and 422 there.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: the same million every time)
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from benches.ledger_served import serving
from benches.malformed_forms import Forger
from benches.measurement import Measurement, keep
from benches.trial.wire import Wire
from benches.workload import PROVIDER, platform, rentals
from comptrol.bootstrap import AUTHORITY, Platform, log_key_added, new_log_keys, write_policy
from comptrol.flow.turn import Letter
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Receipt

OVER_HTTP = 5_000
AT_ONCE = 500
DECLARED = {400, 409, 413, 422}
PAGE_KB = 4
GROWTH_MB_MAX = 32
WITHIN_S = 30.0
HEAD = b"POST /statements HTTP/1.1\r\ncontent-type: application/cose\r\n"


class Result(msgspec.Struct, kw_only=True):
    """What became of them."""

    tried: int = 0
    over_http: int = 0
    seconds: float = 0.0
    equal: int = 0
    """By chance the very bytes that they were made from."""
    unread: int = 0
    refused: int = 0
    grown_mb: float = 0.0
    """In the second half: what is kept of the first may be kept."""
    forms: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []


def run(count: int, seed: int = 13, over_http: int = OVER_HTTP) -> Result:
    """Give so many to the path, some of them over HTTP; print and return what came of it."""
    result = Result(forms=Counter(), codes=Counter(), wrong=[])
    with TemporaryDirectory() as name:
        folder = Path(name)
        with platform(folder) as opened:
            keys = new_log_keys(folder / "data", "bench.example/malformed")
            write_policy(folder / "data", keys)
            opened.speaker(AUTHORITY).say_all([log_key_added(key) for key in keys])
            forger = _forger(opened, seed)
            _in_process(opened, forger, count, result)
            forger = _forger(opened, seed + 1)
        with serving(folder / "data") as url:
            port = int(url.rpartition(":")[2])
            asyncio.run(_served(port, forger, min(over_http, count), result))
    _show(result)
    return result


def _forger(opened: Platform, seed: int) -> Forger:
    """Return who makes them: a provider whose every statement is right before it is spoilt."""
    speaker, ring = opened.speaker(PROVIDER), opened.keyring.of(PROVIDER)
    number = opened.store.sequence(ring.key) + 1
    said = [it for _, it in rentals(40, opened.today())]
    valid = [speaker.envelope(it, number) for it in said]
    return Forger(Random(seed), ring, valid, number)  # noqa: S311  (seeded)


def _in_process(opened: Platform, forger: Forger, count: int, result: Result) -> None:
    start, letters, half = perf_counter(), list[tuple[str, Letter]](), 0.0
    for at in range(count):
        if at == count // 2:
            half = _rss_mb()
        form, raw = forger.next()
        result.forms[form] += 1
        result.tried += 1
        if raw in forger.known:
            result.equal += 1
            continue
        try:
            letters.append((form, opened.intake.read(raw)))
        except EnvelopeError:
            result.unread += 1
        except Exception as error:  # noqa: BLE001  (that is what is looked for)
            result.wrong.append(f"{form}: {error!r} of {raw[:300].hex()}")
        if len(letters) == AT_ONCE:
            _taken(opened, letters, result)
            letters.clear()
    _taken(opened, letters, result)
    result.seconds, result.grown_mb = perf_counter() - start, _rss_mb() - half
    if result.grown_mb > GROWTH_MB_MAX:
        result.wrong.append(f"memory grew by {result.grown_mb:.0f} MB in the second half")


def _taken(opened: Platform, letters: list[tuple[str, Letter]], result: Result) -> None:
    if not letters:
        return
    answers = opened.intake.take([it for _, it in letters])
    for (form, letter), answer in zip(letters, answers, strict=True):
        if isinstance(answer, Receipt):
            raw = letter.envelope.raw[:300].hex()
            result.wrong.append(f"{form}: accepted at {answer.position}: {raw}")
        else:
            result.refused += 1
            result.codes[answer.findings[0].code] += 1


async def _served(port: int, forger: Forger, count: int, result: Result) -> None:
    wire = Wire(port)
    for _ in range(count):
        form, raw = forger.next()
        if raw in forger.known:
            continue
        status, told = await wire.ask(HEAD, raw, within_s=WITHIN_S)
        result.over_http += 1
        result.codes[str(status)] += 1
        if status not in DECLARED:
            result.wrong.append(f"{form}: {status} {told[:200]!r} to {raw[:300].hex()}")


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_KB / 1024


def _show(result: Result) -> None:
    rate = result.tried / result.seconds if result.seconds else 0.0
    print(
        f"{result.tried} malformed statements in {result.seconds:.0f} s, {rate:.0f} a second: "
        f"{result.unread} could not be read, {result.refused} were refused, "
        f"{result.equal} were equal to a valid one; {result.over_http} more over HTTP; "
        f"memory grew by {result.grown_mb:.1f} MB in the second half"
    )
    print("  " + ", ".join(f"{name} {it}" for name, it in result.forms.most_common()))
    print("  " + ", ".join(f"{name} {it}" for name, it in result.codes.most_common()))
    for it in result.wrong[:20]:
        print(f"  WRONG: {it}")


def figures(result: Result) -> Iterator[Measurement]:
    """Yield what is kept among the figures of all benches."""
    accepted = sum("accepted" in it for it in result.wrong)
    yield Measurement(
        name="malformed.wrong", value=len(result.wrong), unit="statements", target="<= 0"
    )
    yield Measurement(name="malformed.accepted", value=accepted, unit="statements", target="<= 0")
    yield Measurement(
        name="malformed.per_s", value=result.tried / result.seconds, unit="statements/s"
    )


WHOLE = 1_000_000
"""Fewer are a try, and no figure is kept of it."""


def main(count: int = WHOLE, seed: int = 13) -> int:
    """Try so many, keep the figures of a whole million, and say whether all was as it must be."""
    result = run(count, seed)
    if count >= WHOLE:
        keep(tuple(figures(result)), f"python -m benches.malformed {count} {seed}")
    return int(bool(result.wrong))


if __name__ == "__main__":
    sys.exit(main(*(int(it) for it in sys.argv[1:])))
