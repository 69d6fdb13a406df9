"""Which domain answers for which kind of statement, and how a payload is read."""

from collections.abc import Iterable, Sequence
from typing import Any, Union

import msgspec

from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.domain import AnyDomain, silent
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Finding, Refusal
from comptrol.kernel.statement import Statement, kind
from comptrol.kernel.view import Layout


class Catalogue:
    """Every domain, found by the statement it takes."""

    def __init__(self, domains: Sequence[AnyDomain]) -> None:
        self.domains = tuple(domains)
        self._owner = {said: domain for domain in domains for said in domain.statements}
        self.kinds = {kind(said): said for said in self._owner}
        self._decoder = msgspec.json.Decoder(Union[tuple(self._owner)])  # noqa: UP007
        refusals: list[type[Refusal]] = [FlowRefusal, *(domain.refusals for domain in domains)]
        codes = [refusal.reason.code for enum in refusals for refusal in enum]
        self._rank = {code: rank for rank, code in enumerate(codes)}
        self.reactors = tuple(d.react for d in domains if d.react is not silent)
        observers = tuple(d.observe for d in domains if d.observe is not silent)
        self.speakers = (*observers, *self.reactors)

    @property
    def layouts(self) -> tuple[Layout[Any], ...]:
        """Return every table of every view."""
        return tuple(
            table.layout for domain in self.domains for table in domain.view.tables().values()
        )

    def decode(self, payload: bytes) -> Statement:
        """Read a payload as one of the known kinds."""
        try:
            statement: Statement = self._decoder.decode(payload)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise EnvelopeError(f"the statement cannot be read: {error}") from error
        return statement

    def by_precedence(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return reasons to refuse, most important first: in the order of their definition."""
        return tuple(sorted(findings, key=lambda finding: self._rank[finding.code]))

    def owner(self, statement: Statement) -> AnyDomain:
        """Return the domain that answers for this statement."""
        return self._owner[type(statement)]
