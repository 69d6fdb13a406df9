"""What is known for accounts: methods, estimates, and nationalities of names."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

import msgspec

from comptrol.domains.accounts.statements import (
    AccountsStatement,
    Axis,
    Estimated,
    EstimateId,
    MethodAdopted,
    MethodId,
    NationalityStated,
    Withdrawn,
)
from comptrol.domains.chips import FactorSetId
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View

IN_FORCE = "in force"
"""The one key of what there is one of."""


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One method, as it was adopted."""

    method: MethodId
    said: MethodAdopted
    position: int


class MethodInForce(msgspec.Struct, frozen=True, kw_only=True):
    """Which method was adopted last."""

    name: str
    method: MethodId


class StatedEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """One estimate, and whether it was withdrawn."""

    estimate: EstimateId
    axis: Axis
    country: CountryCode
    part: str
    as_of: date
    p5: Decimal | None
    median: Decimal
    p95: Decimal | None
    factor_set: FactorSetId
    confidence: str
    source: str
    method: str
    position: int
    withdrawn_at: int | None = None
    withdrawn_because: str | None = None


class StatedNationality(msgspec.Struct, frozen=True, kw_only=True):
    """The country of a name that sources print, as it was said last."""

    key: str
    """The name, without regard to case."""
    name: str
    country: CountryCode
    quality: str
    source: str
    retrieved: date
    position: int


class AccountsView(View):
    """Methods, estimates and nationalities."""

    methods: Table[MethodId, Method] = Table.of("accounts_methods", Method, key="method")
    in_force: Table[str, MethodInForce] = Table.of("accounts_in_force", MethodInForce, key="name")
    estimates: Table[EstimateId, StatedEstimate] = Table.of(
        "accounts_estimates", StatedEstimate, key="estimate", indexes=("country",)
    )
    nationalities: Table[str, StatedNationality] = Table.of(
        "accounts_nationalities", StatedNationality, key="key"
    )


def apply(view: AccountsView, entry: Entry[AccountsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case MethodAdopted() as said:
            yield view.methods.put(Method(method=said.method, said=said, position=entry.position))
            yield view.in_force.put(MethodInForce(name=IN_FORCE, method=said.method))
        case Estimated() as said:
            fields = msgspec.structs.asdict(said)
            yield view.estimates.put(StatedEstimate(**fields, position=entry.position))
        case Withdrawn() as said:
            known = view.estimates.get(said.estimate)
            assert known is not None, "what is withdrawn was said"
            yield view.estimates.put(
                msgspec.structs.replace(
                    known, withdrawn_at=entry.position, withdrawn_because=said.reason
                )
            )
        case NationalityStated() as said:
            fields = msgspec.structs.asdict(said)
            key = said.name.casefold()
            yield view.nationalities.put(
                StatedNationality(**fields, key=key, position=entry.position)
            )
        case never:
            assert_never(never)
