"""The story: every scene is one thing that happens, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass

from comptrol.bootstrap import AUTHORITY, site_statements
from comptrol.domains.chips import FactorSetId, ModelId
from comptrol.domains.gate import Answered, Ordered, OrderId, Through
from comptrol.domains.law import Adopted, Outcome, Policy, Posture, Rulebook
from comptrol.domains.registry import (
    Installed,
    LotId,
    Made,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    site,
)
from comptrol.entrypoints.demo.stage import (
    LISTED,
    MAKER,
    ORDINARY,
    PROVIDER,
    REVIEWER,
    SMALL,
    SUBSIDIARY,
    Stage,
    codes,
    consequences,
    decision,
)
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId

H100 = ModelId("nvidia-h100-sxm5-80gb")
MALAYSIA = SiteId("dayone-nusajaya")
FACTORS = FactorSetId("epoch-2026-09-24")
CHIPS = 1024
SMALL_USE_CHIP_HOURS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a scene came to: whether it is what must come of it, and what to show of it."""

    held: bool
    lines: tuple[str, ...] = ()
    answer: Answer | None = None
    """Shown with its ruling where there is one."""


Play = Callable[[Stage], Scene]
Story = tuple[tuple[str, Play], ...]


def adopt_law(stage: Stage) -> Scene:
    """Let the authority adopt law and policy."""
    rulebook = stage.platform.references.of(Rulebook)
    answer = stage.says(
        AUTHORITY,
        Adopted(
            rulebook=rulebook.name,
            digest=rulebook.digest,
            posture=Posture.ENFORCED,
            policy=Policy.RENTAL_PARITY,
            by="Head of compliance of the demonstration",
            reason="A rental is judged as the purchase would be: the cloud loophole is closed.",
            on=stage.today,
            small_use_chip_hours=SMALL_USE_CHIP_HOURS,
        ),
    )
    return Scene(held=isinstance(answer, Receipt), lines=(f"rulebook digest {rulebook.digest}",))


def load_sites(stage: Stage) -> Scene:
    """Register the published sites and what stands there."""
    answers = stage.platform.speaker(AUTHORITY).say_all(site_statements())
    with stage.platform.world() as world:
        account = site(world, site=MALAYSIA, on=stage.today, factor_set=FACTORS)
    shown = "unknown" if account.h100e is None else f"{account.h100e:,.0f}"
    owners = {f"{o.name} ({o.confidence.value})" for level in account.levels for o in level.owners}
    return Scene(
        held=all(isinstance(answer, Receipt) for answer in answers) and len(account.levels) > 0,
        lines=(
            f"{len(answers)} statements; {account.site.name}: {shown} H100-equivalents today",
            f"owners, as the source labels them: {', '.join(sorted(owners))}",
        ),
    )


def enrol(stage: Stage) -> Scene:
    """Enrol everybody; each is screened at once."""
    answers = stage.enrol_cast()
    screened = sum(consequences(answer).count("screening.screened/1") for answer in answers)
    refused = [code for answer in answers for code in codes(answer)]
    return Scene(
        held=not refused,
        lines=(f"{len(answers)} statements, {screened} parties screened", *refused),
    )


def make(stage: Stage) -> Scene:
    """Make a lot of chips."""
    serials = SerialRange(prefix="NB-H100-", first=1, last=CHIPS, digits=6)
    said = Made(lot=LotId("h100-0001"), model=H100, serials=(serials,), on=stage.days_ago(40))
    return _held(stage.says(MAKER, said))


def order_sale(stage: Stage) -> Scene:
    """Ask to sell the lot; the log knows the buyer's seat and owners, and the ruling allows it."""
    return _ruled(stage.says(MAKER, _sale("sale-1", PROVIDER, "MY", stage)), Outcome.ALLOW)


def hand_over(stage: Stage) -> Scene:
    """Ship, receive and install the lot: two parties speak, and no bypass is noted."""
    lot, shipment = LotId("h100-0001"), ShipmentId("nb-1")
    shipped = stage.says(
        MAKER,
        Shipped(
            shipment=shipment,
            lot=lot,
            to=PROVIDER,
            destination=MALAYSIA,
            waybill="NB-2026-77",
            on=stage.days_ago(30),
            order="sale-1",
        ),
    )
    received = stage.says(PROVIDER, Received(shipment=shipment, lot=lot, on=stage.days_ago(25)))
    installed = stage.says(PROVIDER, Installed(lot=lot, site=MALAYSIA, on=stage.days_ago(20)))
    held = all(isinstance(answer, Receipt) for answer in (shipped, received, installed))
    return Scene(
        held=held and not consequences(shipped), lines=("held by straits-compute, installed",)
    )


def sell_to_listed(stage: Stage) -> Scene:
    """Ask to sell to a company on the Entity List."""
    return _ruled(
        stage.says(MAKER, _sale("sale-2", LISTED, "CN", stage)), Outcome.REFUSE, rule="US-21"
    )


def go_round_the_gate(stage: Stage) -> Scene:
    """Ship another lot without any order: it is logged, and the bypass is noted."""
    serials = SerialRange(prefix="NB-H100-", first=CHIPS + 1, last=CHIPS + 8, digits=6)
    lot = LotId("h100-0002")
    stage.says(MAKER, Made(lot=lot, model=H100, serials=(serials,), on=stage.days_ago(10)))
    answer = stage.says(
        MAKER,
        Shipped(
            shipment=ShipmentId("nb-2"),
            lot=lot,
            to=PROVIDER,
            destination=MALAYSIA,
            waybill="NB-2026-78",
            on=stage.days_ago(9),
        ),
    )
    return Scene(held=consequences(answer) == ["gate.bypassed/1"], answer=answer)


def rent_to_subsidiary(stage: Stage) -> Scene:
    """Ask to rent the same chips to a subsidiary whose parent sits in a D:5 country."""
    answer = stage.says(
        PROVIDER,
        _rental("rental-1", SUBSIDIARY, "training a language model", stage, chips=512, hours=720),
    )
    ruled = decision(answer)
    plain = ruled is not None and all(f.effect.value != "licence_required" for f in ruled.law)
    scene = _ruled(answer, Outcome.HOLD)
    asked = ruled is not None and len(ruled.questions) > 0
    return Scene(held=scene.held and plain and asked, answer=answer)


def rent_to_ordinary(stage: Stage) -> Scene:
    """Ask to rent to an ordinary customer."""
    return _ruled(
        stage.says(
            PROVIDER, _rental("rental-2", ORDINARY, "crop forecasts", stage, chips=64, hours=720)
        ),
        Outcome.ALLOW,
    )


def rent_small(stage: Stage) -> Scene:
    """Ask to rent a little: operator policy does not look at it, the law still does."""
    return _ruled(
        stage.says(
            PROVIDER, _rental("rental-3", SMALL, "leaf recognition", stage, chips=8, hours=8)
        ),
        Outcome.ALLOW,
        rule="rental-parity",
    )


def forge(stage: Stage) -> Scene:
    """Change one bit of a signed order."""
    said = _rental("rental-4", ORDINARY, "crop forecasts", stage, chips=64, hours=1)
    raw = bytearray(stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER)))
    raw[-100] ^= 1
    try:
        stage.platform.intake.submit(bytes(raw))
    except EnvelopeError as error:
        return Scene(held=True, lines=(f"not read: {error}",))
    return Scene(held=False)


def replay_order(stage: Stage) -> Scene:
    """Send an order again, byte for byte: the old position comes back, and nothing is added."""
    said = _rental("rental-5", ORDINARY, "crop forecasts", stage, chips=16, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER))
    first, size = stage.platform.intake.submit(raw), stage.platform.store.size()
    again = stage.platform.intake.submit(raw)
    same = isinstance(first, Receipt) and isinstance(again, Receipt) and again.repeated
    return Scene(
        held=same and stage.platform.store.size() == size,
        lines=("the old position comes back; the log has not grown",),
    )


def reuse_number(stage: Stage) -> Scene:
    """Say something else under a number that was used."""
    said = _rental("rental-6", ORDINARY, "something else", stage, chips=9, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER) - 1)
    answer = stage.platform.intake.submit(raw)
    return Scene(held=codes(answer) == ["flow.sequence-reused"], answer=answer)


def skip_number(stage: Stage) -> Scene:
    """Leave a number out."""
    said = _rental("rental-6", ORDINARY, "crop forecasts", stage, chips=9, hours=1)
    raw = stage.envelope(PROVIDER, said, stage.next_sequence(PROVIDER) + 1)
    answer = stage.platform.intake.submit(raw)
    return Scene(held=codes(answer) == ["flow.sequence-gap"], answer=answer)


def overreach(stage: Stage) -> Scene:
    """Let a customer answer the question that only a reviewer may answer."""
    return _codes(
        stage.says(SUBSIDIARY, _answered("rental-1", "rental.parity", "proceed")),
        "flow.role-missing",
    )


def answer_question(stage: Stage) -> Scene:
    """Let the reviewer decide what the policy left to a person; the order is ruled anew."""
    said = _answered("rental-1", "policy.rental-parity", "refuse")
    return _ruled(stage.says(REVIEWER, said), Outcome.REFUSE)


STORY: Story = (
    ("The authority adopts the law of the day, in the enforced posture", adopt_law),
    ("The published data centres are registered, with what stands there", load_sites),
    ("Everybody is enrolled with a key, a seat and a parent, and screened", enrol),
    (f"Northbridge makes {CHIPS:,} H100", make),
    ("It asks to sell them to a provider in Malaysia: allowed", order_sale),
    ("Both sides say so: shipped, received, installed in Malaysia", hand_over),
    ("It asks to sell to a company on the Entity List: refused", sell_to_listed),
    ("It ships eight more without asking: the bypass is noted", go_round_the_gate),
    ("The same chips, rented by a subsidiary with a parent in China: held", rent_to_subsidiary),
    ("A reviewer decides that it shall not proceed: ruled anew, refused", answer_question),
    ("An ordinary customer rents: allowed", rent_to_ordinary),
    ("A small user rents a little: exempt from operator policy, never from law", rent_small),
    ("A forged signature is not read", forge),
    ("A replayed order is not taken twice", replay_order),
    ("Another statement under a used number is refused", reuse_number),
    ("A number out of sequence is refused", skip_number),
    ("A customer cannot answer for the reviewer", overreach),
)


def _sale(order: str, customer: PartyId, country: str, stage: Stage) -> Ordered:
    return Ordered(
        order=OrderId(order),
        door=Through.SALE,
        customer=customer,
        model=H100,
        chips=CHIPS,
        on=stage.days_ago(30),
        end_use="cloud services",
        origin=CountryCode("US"),
        destination=CountryCode(country),
    )


def _rental(
    order: str, customer: PartyId, end_use: str, stage: Stage, *, chips: int, hours: int
) -> Ordered:
    return Ordered(
        order=OrderId(order),
        door=Through.RENTAL,
        customer=customer,
        model=H100,
        chips=chips,
        on=stage.today,
        end_use=end_use,
        site=MALAYSIA,
        hours=hours,
        possession_passes=False,
    )


def _answered(order: str, question: str, answer: str) -> Answered:
    return Answered(
        order=OrderId(order),
        question=question,
        answer=answer,
        reason="Answered for the demonstration, from the invented file of the customer.",
        by="Reviewer on duty",
    )


def _held(answer: Answer) -> Scene:
    return Scene(held=isinstance(answer, Receipt), answer=answer)


def _codes(answer: Answer, code: str) -> Scene:
    return Scene(held=code in codes(answer), answer=answer)


def _ruled(answer: Answer, outcome: Outcome, *, rule: str | None = None) -> Scene:
    ruled = decision(answer)
    held = ruled is not None and ruled.outcome is outcome
    if ruled is not None and rule is not None:
        held = held and rule in {finding.rule for finding in (*ruled.law, *ruled.policy)}
    return Scene(held=held, answer=answer)
