"""Who takes part in a trial: makers, providers, customers with caps that bind, readers."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from random import Random  # noqa: TID251  (seeded: every trial has the same world)
from typing import Final

from benches.trial.plan import Plan
from benches.workload import H100, SITE, platform
from comptrol.bootstrap import AUTHORITY, Platform, log_key_added, new_log_keys, write_policy
from comptrol.bootstrap.visiting import sign_ins
from comptrol.domains.caps import Bearer, CapId, CapSet, Every, Unit, Window
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.entrypoints.console.signing_in.passwords import hashed
from comptrol.flow.signing_in import Account
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings

CUSTOMERS: Final = 24
PROVIDERS_EACH, MAKERS_EACH = 3, 2
"""So many keys each writer speaks under: statements of one key go in order, of others beside."""
ODD: Final = "odd-0"
"""A customer of whom nobody has said where it belongs: its orders wait for people."""
GATED, GATEKEEPER = "g-0", PartyId("gatekeeper")
ORIGIN: Final = "trial.example/log"
PASSWORD: Final = "nobody can guess what a trial has"  # noqa: S105  (of a log that is thrown away)
AMPLE: Final = 10**14


def provider(writer: int, lane: int) -> PartyId:
    """Return the name of a provider."""
    return PartyId(f"p-{writer}-{lane}")


def maker(writer: int, lane: int) -> PartyId:
    """Return the name of a maker."""
    return PartyId(f"m-{writer}-{lane}")


def make_world(plan: Plan, settings: Settings) -> None:
    """Make a log with all of them in its data folder, and the keys and policy to publish it."""
    chance = Random(plan.seed)  # noqa: S311  (not a secret)
    with platform(plan.data.parent, settings=settings) as opened:
        keys = new_log_keys(plan.data, ORIGIN)
        write_policy(plan.data, keys)
        admitted(opened, [log_key_added(key) for key in keys])
        admitted(opened, list(_sellers(opened, plan)))
        admitted(opened, list(_customers(opened)))
        admitted(opened, list(_caps(opened, chance, plan)))
    with closing(sign_ins(plan.data)) as keeps:
        made, known = datetime(2026, 1, 1, tzinfo=UTC), hashed(PASSWORD)
        for at in range(plan.writers):
            account = Account(name=f"reader-{at}", party=AUTHORITY, made=made, password=known)
            keeps.add(account)


def _sellers(opened: Platform, plan: Plan) -> Iterator[Statement]:
    names = [(GATEKEEPER, Role.PROVIDER)]
    for at in range(plan.writers):
        names += [(provider(at, lane), Role.PROVIDER) for lane in range(PROVIDERS_EACH)]
        names += [(maker(at, lane), Role.MAKER) for lane in range(MAKERS_EACH)]
    for name, role in names:
        key = PublicKey(opened.keyring.create(name).key.hex())
        country = CountryCode("BR")
        yield Enrolled(party=name, name=name, country=country, roles=(role,), key=key)


def _customers(opened: Platform) -> Iterator[Statement]:
    on, country = opened.today(), CountryCode("BR")
    for name in (*(f"c-{at}" for at in range(CUSTOMERS)), GATED, ODD):
        party = PartyId(name)
        yield Enrolled(
            party=party, name=f"Orchard {name}", country=country, roles=(Role.CUSTOMER,)
        )
        if name == ODD:
            continue
        yield HeadquartersDeclared(party=party, country=country, on=on, source="register")
        number = int(name[2:])
        parent = PartyId(f"c-{number - number % 4}") if name != GATED else party
        yield ParentDeclared(party=party, parent=parent, on=on, source="register")


def _caps(opened: Platform, chance: Random, plan: Plan) -> Iterator[Statement]:
    """Yield caps: ample ones above all, and on parties and providers such as are often full."""
    words = {"source": "A trial's agreement", "since": opened.today()}
    seconds = Unit.CHIP_SECONDS
    yield CapSet(cap=CapId("world"), bearer=Bearer.WORLD, unit=seconds, ceiling=AMPLE, **words)
    yield CapSet(
        cap=CapId("site"),
        bearer=Bearer.CLUSTER,
        whose=SITE,
        unit=Unit.CHIPS,
        ceiling=AMPLE,
        **words,
    )
    for at in range(CUSTOMERS):
        bearer = {"bearer": Bearer.PARTY, "whose": f"c-{at}"}
        chips = chance.choice((16, 40, 120))
        yield CapSet(cap=CapId(f"chips-c-{at}"), unit=Unit.CHIPS, ceiling=chips, **bearer, **words)
        whole = int(plan.seconds * chance.choice((2_000, 8_000, 40_000)))
        window = chance.choice((None, None, Window(every=Every.DAY), Window(days=7)))
        yield CapSet(
            cap=CapId(f"time-c-{at}"),
            unit=seconds,
            ceiling=whole,
            window=window,
            **bearer,
            **words,
        )
    for at in range(plan.writers):
        for lane in range(PROVIDERS_EACH):
            bearer = {"bearer": Bearer.PROVIDER, "whose": provider(at, lane)}
            cap = CapId(f"of-{provider(at, lane)}")
            yield CapSet(cap=cap, unit=Unit.CHIPS, ceiling=400, **bearer, **words)


def admitted(opened: Platform, said: list[Statement]) -> None:
    """Let the authority say what makes the world; all of it must be taken."""
    answers = opened.speaker(AUTHORITY).say_all(said)
    refused = [it for it in answers if not isinstance(it, Receipt)]
    if refused:
        raise SystemExit(f"the scenery was refused: {refused[0]}")


def lease_settings(url: str, folder: str, key: str) -> str:
    """Return the settings of a provider's own gate with one lease."""
    return f"""
folder = "{folder}"
[authority]
url = "{url}"
party = "{GATEKEEPER}"
key = "{key}"
[[lease]]
name = "trial"
customer = "{GATED}"
model = "{H100}"
site = "{SITE}"
chips = 512
hours = 2
end_use = "crop forecasts"
possession_passes = false
"""
