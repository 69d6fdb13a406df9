"""How is a policy written? Reading C2SP tlog-policy: every line known, every name defined above.

What the format forbids is refused with its line; so is a text without a quorum, above all an empty
one: a policy that asks for nothing must say so, with ``quorum none``.
"""

import re
from collections.abc import Callable
from typing import Final

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.note import Algorithm, VerifierKey, read_verifier_key
from comptrol.kernel.ledger.policy import Group, KnownLog, KnownWitness, Policy
from comptrol.kernel.ledger.spelling import number, shown

POLICY_BYTES_MAX: Final = 1024 * 1024
"""Far more than the 32 logs, witnesses and groups that must be taken; ML-DSA-44 keys are long."""

NONE: Final = "none"
LOG_ALGORITHMS: Final = (Algorithm.ED25519, Algorithm.ML_DSA_44)
WITNESS_ALGORITHMS: Final = (Algorithm.ED25519_COSIGNATURE, Algorithm.ML_DSA_44)
_FORBIDDEN: Final = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_WORDS: Final = re.compile(r"[^ \t]+")


def read_policy(raw: bytes) -> Policy:
    """Read a policy, or raise UnreadableError with the line that is wrong.

    Octets above 0x7E mean nothing in names: they are kept apart even where they are no UTF-8.
    """
    if len(raw) > POLICY_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a policy has at most {POLICY_BYTES_MAX}")
    if found := _FORBIDDEN.search(raw):
        raise UnreadableError(f"the policy has the octet 0x{found.group().hex()}, which none may")
    if raw and not raw.endswith(b"\n"):
        raise UnreadableError("the last line of the policy has no end: it may be cut short")
    reading = _Reading()
    for at, line in enumerate(raw.decode(errors="surrogateescape").split("\n"), start=1):
        words = _WORDS.findall(line)
        if words and not words[0].startswith("#"):
            try:
                reading.line(words)
            except UnreadableError as error:
                raise UnreadableError(f"line {at} of the policy: {error}") from error
    return reading.policy()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self._logs: list[KnownLog] = []
        self._witnesses: list[KnownWitness] = []
        self._groups: list[Group] = []
        self._names: set[str] = set()
        self._members: set[str] = set()
        self._quorums: list[str] = []
        self._keys: dict[tuple[str, bytes], VerifierKey] = {}
        self._publics: dict[str, set[bytes]] = {"log": set(), "witness": set()}

    def policy(self) -> Policy:
        if len(self._quorums) != 1:
            raise UnreadableError(
                f"a policy has one quorum line, and this has {len(self._quorums)}"
            )
        (quorum,) = self._quorums
        return Policy(
            logs=tuple(self._logs),
            witnesses=tuple(self._witnesses),
            groups=tuple(self._groups),
            quorum=None if quorum == NONE else quorum,
        )

    def line(self, words: list[str]) -> None:
        kinds: dict[str, tuple[Callable[..., None], int, int | None, str]] = {
            "log": (self._log, 1, 2, "log <key> [<url>]"),
            "witness": (self._witness, 2, 3, "witness <name> <key> [<url>]"),
            "group": (self._group, 3, None, "group <name> <how many>|any|all <member>…"),
            "quorum": (self._quorum, 1, 1, "quorum <name>|none"),
        }
        kind, *rest = words
        if kind not in kinds:
            raise UnreadableError(f"{shown(kind)} is no log, witness, group or quorum")
        read, least, most, form = kinds[kind]
        if not least <= len(rest) <= (most or len(rest)):
            raise UnreadableError(f"such a line is written {form}")
        read(*rest)

    def _log(self, key: str, url: str | None = None) -> None:
        known = self._key(key, "log", LOG_ALGORITHMS)
        self._logs.append(KnownLog(key=known, url=url))

    def _witness(self, name: str, key: str, url: str | None = None) -> None:
        known = self._key(key, "witness", WITNESS_ALGORITHMS)
        self._define(name)
        self._witnesses.append(KnownWitness(name=name, key=known, url=url))

    def _group(self, name: str, how_many: str, *members: str) -> None:
        for member in members:
            self._check_defined(member)
            if member in self._members:
                raise UnreadableError(f"{shown(member)} is a member already, and may be once only")
            self._members.add(member)
        counts = {"any": 1, "all": len(members)}
        threshold = counts.get(how_many) or number(how_many, "how many of a group must cosign")
        self._define(name)
        self._groups.append(Group(name=name, threshold=threshold, members=members))

    def _quorum(self, name: str) -> None:
        if name != NONE:
            self._check_defined(name)
        self._quorums.append(name)

    def _key(self, text: str, use: str, algorithms: tuple[Algorithm, ...]) -> VerifierKey:
        key = read_verifier_key(text)
        if key.algorithm not in algorithms:
            raise UnreadableError(f"a {use} does not sign as the key {key.name} does")
        if key.public in self._publics[use]:
            raise UnreadableError(f"the public key of {key.name} stands twice, as {use}")
        self._publics[use].add(key.public)
        if self._keys.setdefault((key.name, key.id), key) != key:
            raise UnreadableError(f"two keys have the name {key.name} and the id {key.id.hex()}")
        return key

    def _define(self, name: str) -> None:
        if name == NONE or name in self._names:
            raise UnreadableError(f"the name {shown(name)} has a meaning already")
        self._names.add(name)

    def _check_defined(self, name: str) -> None:
        if name not in self._names:
            raise UnreadableError(f"{shown(name)} is no witness and no group of a line above")
