"""Which domain answers for which kind of statement, and how a payload is read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, Union

import msgspec
from typing_extensions import override

from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.domain import AnyDomain, silent
from comptrol.kernel.envelope import Envelope
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Finding, Refusal
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Consequence, Entry, Statement, kind
from comptrol.kernel.view import Layout, World

SEALED: Final = "privacy.sealed/1"
"""The kind that an envelope's own form says: it is read from the header, never from JSON."""


Speaks = Callable[[Entry[Any], World], Iterator[Consequence]]


class Reads:
    """Reads a payload as one of some kinds; into another process it goes as those alone."""

    def __init__(self, kinds: tuple[type[Statement], ...]) -> None:
        self._kinds = kinds
        self._decoder = msgspec.json.Decoder(Union[kinds])  # noqa: UP007

    @override
    def __reduce__(self) -> tuple[type["Reads"], tuple[Any, ...]]:
        """Say what to make it of elsewhere."""
        return Reads, (self._kinds,)

    def __call__(self, payload: bytes) -> Statement:
        """Return the statement, or raise EnvelopeError on what is none."""
        try:
            statement: Statement = self._decoder.decode(payload)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise EnvelopeError(f"the statement cannot be read: {error}") from error
        return statement


class Catalogue:
    """Every domain, found by the statement it takes."""

    def __init__(self, domains: Sequence[AnyDomain]) -> None:
        self.domains = tuple(domains)
        self._owner = {said: domain for domain in domains for said in domain.statements}
        self.kinds = {kind(said): said for said in self._owner}
        self.decode = Reads(tuple(said for said in self._owner if kind(said) != SEALED))
        refusals: list[type[Refusal]] = [FlowRefusal, *(domain.refusals for domain in domains)]
        codes = [refusal.reason.code for enum in refusals for refusal in enum]
        self._rank = {code: rank for rank, code in enumerate(codes)}
        self._reactors = {said: tuple(_reactors(domains, said)) for said in self._owner}
        self._speakers = {
            said: (*_observers(domains, said), *self._reactors[said]) for said in self._owner
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the code of everything for which a statement may be refused."""
        return tuple(self._rank)

    @property
    def layouts(self) -> tuple[Layout[Any], ...]:
        """Return every table of every view."""
        return tuple(
            table.layout for domain in self.domains for table in domain.view.tables().values()
        )

    @cached_property
    def shape(self) -> Digest:
        """Return the digest of the shape of every view: tables, keys, fields and their types."""
        tables = [
            (
                table.name,
                table.key,
                [(f.name, repr(f.type)) for f in msgspec.structs.fields(table.row)],
            )
            for table in self.layouts
        ]
        return Digest(sha256(msgspec.json.encode(tables)).hexdigest())

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the words that a subject may begin with."""
        kinds = [said for said in self.kinds.values() if not said.UNLISTED]
        return frozenset(
            word for said in kinds for word, _ in ((said.ABOUT, said.ABOUT), *said.CONCERNS)
        )

    def read(self, envelope: Envelope) -> Statement:
        """Read what an opened envelope says: its JSON, or that it commits to some."""
        if envelope.preimage_kind is None:
            return self.decode(envelope.payload)
        return self._read_sealed(envelope.payload, envelope.preimage_kind)

    def _read_sealed(self, commitment: bytes, preimage_kind: str) -> Statement:
        sealed, preimage = self.kinds.get(SEALED), self.kinds.get(preimage_kind)
        if sealed is None:
            raise EnvelopeError("nothing is said under seal here")
        if preimage is None or issubclass(preimage, Consequence):
            raise EnvelopeError(f"nobody can say {preimage_kind}, and so nobody seals it")
        fields = {"commitment": commitment.hex(), "preimage_kind": preimage_kind}
        return msgspec.convert({"kind": SEALED, **fields}, sealed)

    def by_precedence(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return reasons to refuse, most important first: in the order of their definition."""
        return tuple(sorted(findings, key=lambda finding: self._rank[finding.code]))

    def reactors(self, statement: Statement) -> tuple[Speaks, ...]:
        """Return the reactions of the domains that hear such a statement."""
        return self._reactors[type(statement)]

    def speakers(self, statement: Statement) -> tuple[Speaks, ...]:
        """Return the observations, then the reactions, of the domains that hear it."""
        return self._speakers[type(statement)]

    def owner(self, statement: Statement) -> AnyDomain:
        """Return the domain that answers for this statement."""
        return self._owner[type(statement)]


def _reactors(domains: Sequence[AnyDomain], said: type[Statement]) -> Iterator[Speaks]:
    return (it.react for it in domains if it.react is not silent and _hears(it, said))


def _observers(domains: Sequence[AnyDomain], said: type[Statement]) -> Iterator[Speaks]:
    return (it.observe for it in domains if it.observe is not silent and _hears(it, said))


def _hears(domain: AnyDomain, said: type[Statement]) -> bool:
    return domain.hears is None or said in domain.hears
