"""What the product's own programs, and its verifier that shares no code, say after a trial."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from benches.trial.plan import Plan
from benches.trial.programs import COMMAND, ROOT
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import read_proof, verify_proof

LONG_S: Final = 3600
LOOK_INTO: Final = ("ledger.head-stale", "ledger.cosigned-ahead")
"""What a trial causes on purpose: nobody cosigns for a while, and clocks jump."""


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """One program, how it ended, and the last that it said."""

    command: str
    code: int
    said: str


def programs_said(plan: Plan, environment: Mapping[str, str]) -> Iterator[Ran]:
    """Run what an operator of that machine would run: publish, verify, rebuild --check, fsck."""
    for words in (
        ("ledger", "publish"),
        ("ledger", "verify", "--signatures"),
        ("ledger", "rebuild", "--check"),
        ("ledger", "fsck"),
    ):
        more = {**os.environ, **environment, "COMPTROL_DATA": str(plan.data)}  # noqa: TID251  (a program has what this one has)
        done = subprocess.run(  # noqa: S603  (our own command)
            [COMMAND, *words], env=more, cwd=ROOT, capture_output=True, text=True, check=False,
            timeout=LONG_S,
        )  # fmt: skip
        said = (done.stdout + done.stderr).strip().splitlines()
        yield Ran(command=" ".join(words), code=done.returncode, said="; ".join(said[-4:]))


def alarms(said: Path) -> Iterator[str]:
    """Yield each alarm that the monitor gave while it watched, but those caused on purpose."""
    for line in said.read_text(errors="replace").splitlines():
        if line.startswith("{") and not any(it in line for it in LOOK_INTO):
            yield f"the monitor: {line[:400]}"


def looks(said: Path) -> int:
    """Return how often the monitor looked and was answered."""
    lines = said.read_text(errors="replace").splitlines()
    return sum(1 for it in lines if it.endswith("of them new"))


def receipts_broken(
    policy: bytes, receipts: Mapping[int, bytes], raws: Mapping[int, bytes]
) -> Iterator[str]:
    """Yield each receipt that was handed out in the trial and does not hold for its entry."""
    believed = read_policy(policy)
    for position, receipt in receipts.items():
        try:
            proof = read_proof(receipt)
            verify_proof(proof, raws[position], believed)
        except Exception as error:  # noqa: BLE001  (whatever it is, the receipt does not hold)
            yield f"the receipt of {position} does not hold: {error!r}"
            continue
        if proof.index != position:
            yield f"the receipt of {position} is of {proof.index}"


def tracebacks(said: Path) -> list[str]:
    """Return the last line of each mistake of ours that a server told in its log."""
    lines = said.read_text(errors="replace").splitlines()
    found, inside = [], False
    for line in lines:
        if line.startswith("Traceback"):
            inside = True
        elif inside and line and not line.startswith((" ", "\t")):
            found.append(line[:200])
            inside = False
    return found
