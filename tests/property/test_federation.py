"""However two registries deal with each other: no chip counts twice, none is lost from sight."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.federating import ABROAD, HOME, TPP, WITNESS, Abroad, policy, root_of, written
from tests.ledger_making import signer
from tests.rules.stage import Stage

from comptrol.domains import federation as domain
from comptrol.domains.federation import (
    FederationView,
    Progress,
    Released,
    Shown,
    blinded,
    blinded_list,
    packed,
    present_chips,
    read_blinded_list,
    shown,
)
from comptrol.domains.registry import (
    Custody,
    RegistryView,
    Span,
    runs_of,
    serials_root,
    spans_said,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Finding, Receipt

terms = domain.DOMAIN.queries[3]

# -- proofs -----------------------------------------------------------------------------------

_ABROAD, _ = written()
ENTRY, PROOF = _ABROAD.entries[0], _ABROAD.proof(0)


def asked(entry: bytes, proof: str) -> Shown[Released] | Finding:
    return shown(entry, proof, origin=ABROAD, policy=policy(), wanted=Released)


@given(st.integers(0, len(ENTRY) - 1), st.integers(1, 255))
def test_a_release_of_which_any_byte_is_another_is_not_shown(at: int, by: int) -> None:
    assert isinstance(asked(ENTRY, PROOF), Shown)
    turned = ENTRY[:at] + bytes((ENTRY[at] ^ by,)) + ENTRY[at + 1 :]
    assert isinstance(asked(turned, PROOF), Finding)


@given(st.integers(0, len(PROOF) - 1), st.characters(min_codepoint=10, max_codepoint=0x2014))
def test_a_proof_of_which_any_letter_is_another_shows_nothing(at: int, letter: str) -> None:
    turned = PROOF[:at] + letter + PROOF[at + 1 :]
    assert turned == PROOF or isinstance(asked(ENTRY, turned), Finding)


@given(st.text(max_size=400), st.binary(min_size=1, max_size=200))
def test_whatever_is_shown_is_answered(proof: str, entry: bytes) -> None:
    assert isinstance(asked(entry, proof), Finding)


# -- serials ----------------------------------------------------------------------------------


@st.composite
def runs(draw: st.DrawFn) -> list[Span]:
    found, at = list[Span](), 0
    for gap, length in draw(st.lists(st.tuples(st.integers(2, 9), st.integers(1, 9)), max_size=9)):
        found.append(Span("H", 6, at + gap, at + gap + length - 1))
        at += gap + length
    return found


@given(runs(), st.randoms(use_true_random=False))
def test_serials_have_one_root_however_they_travel(of: list[Span], chance: object) -> None:
    serials, listed = packed(of)
    single = [f"H{n:06d}" for span in of for n in range(span.first, span.last + 1)]
    chance.shuffle(single)  # type: ignore[attr-defined]  # random.Random
    assert runs_of(spans_said(serials, listed)) == of
    assert runs_of(spans_said((), single)) == of
    assert serials_root(of) == root_of(*("|".join(map(str, span)) for span in of)) or not of


# -- lists ------------------------------------------------------------------------------------

names = st.sets(st.integers(0, 60).map(lambda number: f"maker/H{number:06d}"))


@given(names, names, st.binary(min_size=32, max_size=64))
def test_two_lists_meet_in_the_chips_that_both_have(
    ours: set[str], theirs: set[str], key: bytes
) -> None:
    seen = read_blinded_list(key, blinded_list(key, theirs), 100)
    assert {chip for chip in ours if blinded(key, chip) in seen} == ours & theirs


# -- two registries ---------------------------------------------------------------------------

CAST = [
    {
        "party": "authority",
        "name": "A",
        "country": "US",
        "platform_key": "key of authority/platform",
    },
    {"party": "maker", "name": "Acme Inc.", "country": "US", "roles": ["maker"]},
    {"party": "holder", "name": "Holder GmbH", "country": "DE", "roles": ["holder"]},
]
FACT = {
    "property": "rate",
    "value": "1979",
    "unit": "tera-ops/s",
    "precision": "FP8",
    "basis": "dense",
    "source": "datasheet",
    "retrieved": "2026-10-01",
    "quality": "seen",
}
CHIPS = {f"maker/H{number:06d}" for number in range(1, 9)}


class Registry:
    """One of two registries, whose log anybody can make proofs of."""

    def __init__(self, origin: str, other: str) -> None:
        self.stage, self.origin, self.other = Stage(), origin, other
        self.stage.enter(CAST)
        log = signer(origin, 1)
        self.log, self.count = log, 0
        site = {"site": "s-1", "name": "S", "country": "DE", "source": "own", "operator": "holder"}
        described = {"model": "h100", "name": "H100", "maker": "Acme", "facts": [FACT]}
        known = {
            "registry": other,
            "name": "Other",
            "policy": policy(signer(other, 1)),
            "contact": other,
            "accept_days": 30,
            "source": "a test",
        }
        for party, kind, fields in (
            ("authority", "ledger.key-added/1", {"name": origin, "key": log.vkey, "use": "log"}),
            ("authority", "registry.site/1", site),
            ("maker", "chips.described/1", described),
            ("authority", "federation.registry-known/1", known),
        ):
            assert self.says(party, kind, **fields)

    def says(self, party: str, kind: str, **fields: object) -> bool:
        """Say something, and tell whether it was admitted."""
        answer = self.stage.say(party, {"kind": kind, **fields})
        return isinstance(answer, Receipt)

    def evidence(self, position: int) -> dict[str, object]:
        """Return an entry and its proof."""
        seen = Abroad(self.origin)
        seen.entries = [logged.raw for logged in self.stage.store.entries()]
        proof = seen.proof(position, self.log, WITNESS)
        return {"entry": msgspec.to_builtins(seen.entries[position]), "proof": proof}

    def name(self, word: str) -> str:
        """Return a name that was not given before."""
        self.count += 1
        return f"{word}-{self.count}"

    @property
    def world(self) -> RowsWorld:
        """Return everything that is known."""
        with self.stage.store.reading() as rows:
            return RowsWorld(rows, self.stage.references)

    @property
    def counted(self) -> list[str]:
        """Return the chips that count here."""
        return list(present_chips(self.world))

    def lots(self) -> list[str]:
        """Return the lots that count here, by name."""
        found = self.world[RegistryView].lots.where()
        return [it.lot for it in found if it.custody is not Custody.DEPARTED]


class Border:
    """Two registries, and everybody who tries to have chips in both of them."""

    def __init__(self) -> None:
        self.sides = (Registry(HOME, ABROAD), Registry(ABROAD, HOME))
        serials = [{"prefix": "H", "first": 1, "last": 8, "digits": 6}]
        lot = {"lot": "lot-0", "model": "h100", "on": "2026-10-01", "serials": serials}
        assert self.sides[0].says("maker", "registry.made/1", **lot)

    def do(self, what: str, side: int, pick: int) -> None:
        """Let somebody try something; whether it is admitted is the registries' business."""
        here, there = self.sides[side], self.sides[1 - side]
        getattr(self, what)(here, there, pick)

    def split(self, here: Registry, there: Registry, pick: int) -> None:
        """Split two chips off some lot."""
        del there
        lots = here.lots()
        if not lots:
            return
        lot = lots[pick % len(lots)]
        of = terms(here.world, lot=lot)
        chips = [f"{s.prefix}{n:06d}" for s in of.serials for n in range(s.first, s.last + 1)]
        chosen = {"lot": lot, "into": here.name("part"), "listed": chips[:2], "on": "2026-10-01"}
        for party in ("maker", "holder"):
            here.says(party, "registry.split/1", **chosen)

    def release(self, here: Registry, there: Registry, pick: int) -> None:
        """Release some lot to the other side."""
        lots = here.lots()
        if not lots:
            return
        lot = lots[pick % len(lots)]
        of = terms(here.world, lot=lot)
        fields = {
            "transfer": here.name("t"),
            "lot": lot,
            "to_registry": there.origin,
            "to_party": ("maker", "holder")[pick % 2],
            "country": "DE",
            "destination": "S",
            "on": "2026-10-01",
            "waybill": "W",
            "maker": "maker",
            "model": "h100",
            "tpp": str(TPP),
            "chips": of.chips,
            "root": of.root,
        }
        for party in ("maker", "holder"):
            here.says(party, "federation.released/1", **fields)

    def accept(self, here: Registry, there: Registry, pick: int) -> None:
        """Accept some release of the other side, again where it was accepted before."""
        releases = list(there.world[FederationView].releases.where())
        if not releases:
            return
        it = releases[pick % len(releases)]
        of = terms(there.world, lot=it.lot)
        fields = {
            "transfer": it.transfer,
            "from_registry": there.origin,
            "lot": here.name("lot"),
            "destination": "s-1",
            "model": "h100",
            "on": "2026-10-01",
            "serials": msgspec.to_builtins(of.serials),
            "listed": list(of.listed),
            **there.evidence(it.position),
        }
        here.says(it.to_party, "federation.accepted/1", **fields)

    def decline(self, here: Registry, there: Registry, pick: int) -> None:
        """Decline some release of the other side."""
        releases = list(there.world[FederationView].releases.where())
        if releases:
            it = releases[pick % len(releases)]
            fields = {"transfer": it.transfer, "from_registry": there.origin, "reason": "r"}
            fields |= {"on": "2026-10-01", **there.evidence(it.position)}
            here.says("authority", "federation.declined/1", **fields)

    def close(self, here: Registry, there: Registry, pick: int) -> None:
        """Confirm and recall, by whatever the other side has said of any transfer."""
        arrivals = list(there.world[FederationView].arrivals.where())
        if arrivals:
            it = arrivals[pick % len(arrivals)]
            shown_ = {"transfer": it.transfer, **there.evidence(it.settled_at or 0)}
            recalled = {"lot": here.name("back"), "site": "s-1", "on": "2026-10-01", "reason": "r"}
            for party in ("maker", "holder"):
                here.says(party, "federation.recalled/1", **shown_, **recalled)
            here.says("maker", "federation.confirmed/1", **shown_)

    def check(self) -> None:
        """Every chip counts once, or is of a lot that is listed as released."""
        counted = [chip for side in self.sides for chip in side.counted]
        assert len(counted) == len(set(counted)), "no chip counts twice"
        listed = sum(
            it.chips
            for side in self.sides
            for it in side.world[FederationView].releases.where(progress=Progress.OPEN)
        )
        missing = len(CHIPS) - len(counted)
        assert set(counted) <= CHIPS
        assert missing <= listed, "what counts nowhere is listed"


steps = st.tuples(
    st.sampled_from(["split", "release", "accept", "decline", "close"]),
    st.integers(0, 1),
    st.integers(0, 5),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=5, max_size=20))
def test_no_chip_counts_twice_and_none_is_lost_from_sight(
    taken: list[tuple[str, int, int]],
) -> None:
    border = Border()
    for what, side, pick in [("release", 0, 0), *taken]:
        border.do(what, side, pick)
        border.check()
    for side in border.sides:
        assert side.stage.rebuilt().differences == ()
