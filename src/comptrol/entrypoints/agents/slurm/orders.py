"""Which order is a job? Whose, of which chips, where, for how long, and what for."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import Ordered, OrderId, Service, Through
from comptrol.domains.registry import SiteId
from comptrol.entrypoints.agents.slurm.asking import Fields, Largest
from comptrol.entrypoints.agents.slurm.configuration import (
    UNTYPED_MODEL,
    Account,
    Configuration,
)
from comptrol.kernel.errors import UnreadableError

END_USE_MAX: Final = 400


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a job's order is for, beside how much: a job of other terms is another order."""

    account: Account
    model: ModelId
    site: SiteId


def terms(fields: Fields, gpu: str, partitions: Sequence[str], told: Configuration) -> Terms:
    """Return whose job it is, on which chips and where, or say what nobody told the agent."""
    name = fields.get("account") or fields.get("default_account")
    if name is None:
        raise UnreadableError("name an account (--account): there is none to whom it belongs")
    account = told.accounts.get(name)
    if account is None:
        raise UnreadableError(
            f"account {name!r} belongs to no customer that the gate knows here; "
            f"the operator adds [accounts.{name}] with its customer"
        )
    kind = gpu or UNTYPED_MODEL
    model = told.models.get(kind)
    if model is None:
        raise UnreadableError(
            f"GPUs of type {kind!r} are of no model that the gate knows here; "
            f"the operator adds {kind} under [models]"
        )
    return Terms(account=account, model=model, site=_site(partitions, told))


def _site(partitions: Sequence[str], told: Configuration) -> SiteId:
    unknown = [name for name in partitions if name not in told.partitions]
    if unknown:
        raise UnreadableError(
            f"partition {unknown[0]!r} stands at no site that the gate knows here; "
            f"the operator adds {unknown[0]} under [partitions]"
        )
    sites = sorted({told.partitions[name] for name in partitions})
    if len(sites) > 1:
        raise UnreadableError(
            f"the partitions stand at {' and '.join(sites)}; name partitions of one site"
        )
    return sites[0]


def ordered(
    order: OrderId, fields: Fields, largest: Largest, told: Configuration, *, on: date
) -> Ordered:
    """Return the order for the most that may come of a request."""
    agreed = terms(fields, largest.kind, largest.partitions, told)
    account = agreed.account
    return Ordered(
        order=order,
        door=Through.RENTAL,
        customer=account.customer,
        end_user=account.end_user,
        resellers=account.resellers,
        passes_on=account.passes_on,
        model=agreed.model,
        chips=largest.chips,
        on=on,
        end_use=_end_use(fields, account, told),
        service=Service.MANAGED_JOB,
        site=agreed.site,
        length_s=largest.length_s,
        possession_passes=False,
        licence=account.licence,
        under=account.under,
        programme=account.programme,
        confirm_within_s=told.confirm_within_s,
    )


def _end_use(fields: Fields, account: Account, told: Configuration) -> str:
    """Return what the job says that it is for (``--comment``), or what its account is for."""
    said = " ".join(fields.get("comment", "").split())[:END_USE_MAX]
    declared = said or account.end_use or told.end_use
    if declared is None:
        raise UnreadableError("say what the job is for, as in --comment='training of a model'")
    return declared
