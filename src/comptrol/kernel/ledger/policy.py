"""Whom does a verifier believe? Logs, witnesses, and how many of these must have cosigned.

A policy is the verifier's own (C2SP tlog-policy). A head counts if one of the logs signed it under
its own origin and the quorum cosigned it. Whatever bears the name and the id of any key of the
policy must hold: one such line that does not, and the head is not believed.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import VerifierKey, known_lines
from comptrol.kernel.ledger.spelling import shown

_TOLD_MAX: Final = 8
"""How many names or groups a message lists."""


class KnownLog(msgspec.Struct, frozen=True, kw_only=True):
    """A log that is believed; its origin is the name of its key."""

    key: VerifierKey
    url: str | None = None


class KnownWitness(msgspec.Struct, frozen=True, kw_only=True):
    """A witness that may count towards the quorum."""

    name: str
    """What the policy calls it: another name than its key's, as a rule."""
    key: VerifierKey
    url: str | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Witnesses and groups, of which so many must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a number that is met by nobody, or by no number of them."""
        if not 1 <= self.threshold <= len(self.members):
            raise UnreadableError(
                f"{self.threshold} of {len(self.members)} members cannot be asked for"
            )


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a verifier believes. Made by ``policy_text.read_policy``."""

    logs: tuple[KnownLog, ...]
    witnesses: tuple[KnownWitness, ...]
    groups: tuple[Group, ...]
    """Each after those that it names."""
    quorum: str | None
    """A witness or a group; nothing where the policy asks for no witness, in so many words."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy makes of a head that one of its logs has signed."""

    checkpoint: Checkpoint
    logs: tuple[VerifierKey, ...]
    """The keys of the log that signed: one, or both of a pair."""
    cosigned: dict[str, int]
    """When each witness cosigned, by the policy's name for it; its last time, if there are two."""
    missing: str
    """What the quorum still wants, as a sentence; empty if it is met."""

    @property
    def met(self) -> bool:
        """Tell whether the quorum is met."""
        return not self.missing


def judge(policy: Policy, raw: bytes) -> Judged:
    """Return what the policy makes of a signed head.

    It raises NotProvenError if no log of the policy signed it, or if the signature of any key of
    the policy does not hold. The quorum may be short: ``missing`` tells, and ``believe`` refuses.
    """
    checkpoint = read_checkpoint(raw)
    lines = checkpoint.lines
    logs = []
    for key, line in known_lines(lines, [log.key for log in policy.logs]):
        signed_at(checkpoint, key, line)
        if key.name == checkpoint.head.origin and key not in logs:
            logs.append(key)
    cosigned: dict[str, int] = {}
    witnesses = {witness.key: witness.name for witness in policy.witnesses}
    for key, line in known_lines(lines, witnesses):
        at = signed_at(checkpoint, key, line)
        assert at is not None, "a policy takes no key of a witness that gives no time"
        cosigned[witnesses[key]] = max(at, cosigned.get(witnesses[key], 0))
    if not logs:
        raise NotProvenError(_not_signed(policy, checkpoint.head.origin))
    return Judged(
        checkpoint=checkpoint,
        logs=tuple(logs),
        cosigned=cosigned,
        missing="; ".join(_missing(policy, cosigned)),
    )


def believe(policy: Policy, raw: bytes) -> Judged:
    """Return what the policy makes of a head, or raise NotProvenError and say what is missing."""
    judged = judge(policy, raw)
    if not judged.met:
        raise NotProvenError(f"the quorum of the policy is not met: {judged.missing}")
    return judged


def _not_signed(policy: Policy, origin: str) -> str:
    if not policy.logs:
        return "the policy names no log, so it believes none"
    if all(log.key.name != origin for log in policy.logs):
        return f"the policy names no log of the origin {shown(origin)}"
    return f"no key that the policy has of {shown(origin)} signed this head"


def _missing(policy: Policy, cosigned: dict[str, int]) -> Iterator[str]:
    """Yield what the quorum wants, from the top; groups are met in the order they are defined."""
    if policy.quorum is None:
        return
    groups = {group.name: group for group in policy.groups}
    met = set(cosigned)
    for group in policy.groups:
        if len(met.intersection(group.members)) >= group.threshold:
            met.add(group.name)
    wanted = [] if policy.quorum in met else [policy.quorum]
    for told, name in enumerate(wanted):
        if told >= _TOLD_MAX:
            return
        if name not in groups:
            yield f"witness {shown(name)} has not cosigned"
            continue
        group = groups[name]
        short = [member for member in group.members if member not in met]
        listed = ", ".join(shown(member) for member in short[:_TOLD_MAX])
        yield (
            f"group {shown(name)} has {len(group.members) - len(short)} of the {group.threshold} "
            f"that it needs, and lacks {listed}{', …' if len(short) > _TOLD_MAX else ''}"
        )
        wanted += [member for member in short if member in groups][:_TOLD_MAX]
