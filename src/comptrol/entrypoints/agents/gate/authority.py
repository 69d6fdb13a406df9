"""How does a scheduler ask the authority itself, each time?"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.client import Accepted, AsyncClient, ClientCertificate, Patience, Refused, Ruling
from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId, Stage, reasons
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

BY: Final = "authority"
PAGE: Final = 1000
PAGES_MAX: Final = 100


class AuthoritySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the authority is, and as whom it is spoken to."""

    url: str
    party: PartyId
    """The provider."""
    key: Path
    """A file ``NAME.key`` with a key of the provider that nobody else speaks under."""
    journal: Path | None = None
    """Where what was signed is kept until it is answered; nothing: in memory."""
    ca_file: Path | None = None
    certificate_file: Path | None = None
    """What is shown to an authority that asks for one; needs its key."""
    certificate_key_file: Path | None = None
    try_seconds: Annotated[float, Meta(gt=0, le=60)] = 1.0
    """So long an answer is waited for, and then asked for once more."""

    def beside(self, folder: Path) -> "AuthoritySettings":
        """Return the settings with relative paths taken from a folder: that of their file."""
        return msgspec.structs.replace(
            self,
            key=folder / self.key,
            journal=_beside(folder, self.journal),
            ca_file=_beside(folder, self.ca_file),
            certificate_file=_beside(folder, self.certificate_file),
            certificate_key_file=_beside(folder, self.certificate_key_file),
        )

    def client(self) -> AsyncClient:
        """Return a client that speaks so, and gives up soon: somebody is waiting."""
        return AsyncClient(
            self.url,
            self.party,
            self.key,
            journal=self.journal,
            ca_file=self.ca_file,
            certificate=self._certificate(),
            patience=Patience(
                tries=2, try_seconds=self.try_seconds, seconds=2 * self.try_seconds, pause=0.02
            ),
        )

    def _certificate(self) -> ClientCertificate | None:
        chain, key = self.certificate_file, self.certificate_key_file
        if (chain is None) != (key is None):
            raise UnreadableError("certificate_file and certificate_key_file: give both")
        return None if chain is None or key is None else ClientCertificate(chain, key)


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """How the authority says that an order stands."""

    order: OrderId
    outcome: Outcome
    reasons: tuple[str, ...]

    def told(self) -> Told:
        """Return it as a scheduler is told."""
        return Told(order=self.order, outcome=self.outcome, reasons=self.reasons, ruled_by=BY)


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    """As much of an order as tells whether what is said of it was said before."""

    stage: Stage
    job: str | None
    used_chip_seconds: int


class _File(msgspec.Struct, frozen=True, kw_only=True):
    order: _Order


class AuthorityDesk:
    """Asks the authority, and answers as it does: no answer is a no, and an UnavailableError."""

    def __init__(
        self,
        settings: AuthoritySettings,
        client: AsyncClient | None = None,
        *,
        lasting: bool = True,
    ) -> None:
        self.seller = settings.party
        self.client = client or settings.client()
        self._lasting = lasting
        """What is taken up and over is kept where the authority cannot be reached."""

    async def ask(self, order: Ordered) -> Told:
        """Ask for an order; asked again under the same name, the first answer is given again."""
        found = await self.client.order(order)
        if isinstance(found, Ruling):
            return told_of(found)
        if found.findings[0].code == "gate.order-exists":
            raise ConflictError(f"the order {order.order} was made before, in other words")
        return not_admitted(order.order, found.findings)

    async def amend(self, change: Amended) -> Told:
        """Ask to change an order; what is not allowed leaves it as it was."""
        answer = await self.client.say(change, lasting=False)
        if isinstance(answer, Accepted):
            ruled = any(it.kind == "gate.ruled/1" for it in answer.consequences)
            return told_of(answer.ruling(change.order)) if ruled else allowed(change.order)
        if _codes(answer) == ["gate.no-change"]:
            return allowed(change.order)
        return not_admitted(change.order, answer.findings)

    async def startable(self, order: OrderId) -> Told:
        """Ask just before the start whether an order may still begin today."""
        found = await self.client.ask("gate/startable", into=Stands, order=order)
        return found.told()

    async def confirm(self, said: Confirmed) -> None:
        """Say under which name of the scheduler an order has been taken up."""
        answer = await self.client.say(said, lasting=self._lasting)
        if isinstance(answer, Refused) and (await self._known(said.order)).job != said.job:
            raise _refusing(said, answer)

    async def end(self, said: Ended) -> None:
        """Say that an order is over, and what it used."""
        answer = await self.client.say(said, lasting=self._lasting)
        if not isinstance(answer, Refused):
            return
        known = await self._known(said.order)
        if (known.stage, known.used_chip_seconds) != (Stage.ENDED, said.used):
            raise _refusing(said, answer)

    async def stops(self) -> tuple[Told, ...]:
        """Ask which orders that were let through must stop, and why."""
        found, after = list[Stands](), None
        for _ in range(PAGES_MAX):
            page = await self.client.ask(
                "gate/stops",
                into=tuple[Stands, ...],
                seller=self.seller,
                after=after,
                limit=PAGE,
            )
            found += page
            if len(page) < PAGE:
                return tuple(it.told() for it in found)
            after = page[-1].order
        raise UnavailableError(f"more than {PAGES_MAX * PAGE} orders must stop: stop all")

    async def close(self) -> None:
        """Let go of connections and journal."""
        await self.client.close()

    async def _known(self, order: OrderId) -> _Order:
        found = await self.client.ask("gate/order", into=_File, order=order)
        return found.order


class ConflictError(UnreadableError):
    """A name stands for something else already, or it was said otherwise: choose another name."""


def _beside(folder: Path, path: Path | None) -> Path | None:
    return None if path is None else folder / path


def told_of(ruling: Ruling) -> Told:
    """Return a ruling as a scheduler is told."""
    return Told(
        order=ruling.order,
        outcome=ruling.outcome,
        reasons=reasons(ruling.decision),
        ruled_by=BY,
    )


def allowed(order: OrderId, by: str = BY) -> Told:
    """Return that an order, or a change that asks for nothing more, is allowed."""
    return Told(order=order, outcome=Outcome.ALLOW, reasons=(), ruled_by=by)


def not_admitted(order: OrderId, findings: Iterable[Finding], by: str = BY) -> Told:
    """Return that an order was not even ruled on, and why."""
    return Told(
        order=order, outcome=Outcome.REFUSE, reasons=tuple(map(sentence, findings)), ruled_by=by
    )


def sentence(finding: Finding) -> str:
    """Return a finding as one sentence with its code."""
    source = f": {finding.citation}" if finding.citation else ""
    return f"{finding.title} {finding.detail} [{finding.code}{source}]"


def _codes(answer: Refused) -> list[str]:
    return [it.code for it in answer.findings]


def _refusing(said: Statement, answer: Refused) -> UnreadableError:
    codes, why = _codes(answer), " ".join(map(sentence, answer.findings))
    if "gate.unknown-order" in codes:
        raise NotFoundError(f"{said.subject}: {why}")
    return ConflictError(f"{said.subject}: {why}")
