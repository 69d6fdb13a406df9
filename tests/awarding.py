"""An award in the tests: a call with a pool, a policy, a grant of months, and orders on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.ordering import HOUR, Market

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards import Use, account_name, use
from comptrol.domains.caps import Cap
from comptrol.kernel.finding import Receipt

YEAR = tuple(f"2027-{it:02}" for it in range(1, 13))
STEPS = ((70, 0), (55, 20), (40, 35), (20, 55), (0, 80))
"""NREL's table, as the facts have it."""
BY = {"by": "Head of Allocation"}


class Round(Market):
    """A market in which compute was awarded for a year."""

    def __init__(self, months: tuple[str, ...] = YEAR, *, takes: str = "unused-first") -> None:
        super().__init__()
        self.months = months
        words = {"name": "National Allocation", "country": "DE", "roles": ["allocator"]}
        key = {"key": "key of allocator"}
        self.tell("authority", kind="parties.enrolled/1", party="allocator", **words, **key)
        self._call()
        self._policy(takes)

    def _call(self) -> None:
        curve = {"version": "sqrt-1", "form": "concave", "slopes_ppm": [1_500_000, 500_000]}
        merit = {"policy": "merit-1", "curve": curve, "noise_sigma": "8", "sources": ["Terms"]}
        set_by = {**BY, "review_by": "2028-01-01"}
        self.tell("authority", kind="allocation.policy-set/1", **merit, **set_by)
        self.tell(
            "authority",
            kind="allocation.call-opened/1",
            call="autumn",
            programme="research",
            title="Autumn",
            months=list(self.months),
            opens="2026-11-01",
            closes="2026-11-01",
            policy="merit-1",
            areas=[{"area": "climate"}],
            tracks=[{"track": "regular"}],
            reserves=[{"reserve": "emergency", "share_ppm": 500_000}],
            as_of="2026-11-01",
            **BY,
        )
        for pool in ("alder", "birch"):
            self.tell(
                "provider",
                kind="allocation.pool-offered/1",
                call="autumn",
                pool=pool,
                provider="provider",
                model="h100",
                site_country="DE",
                speed_h100e="1",
                capacity_chip_hours=[1_000_000] * len(self.months),
            )

    def _policy(self, takes: str) -> None:
        steps = [{"used_percent": used, "taken_percent": taken} for used, taken in STEPS]
        self.tell(
            "authority",
            kind="awards.policy-set/1",
            policy="keep-1",
            since="2026-11-01",
            steps=steps,
            takes=takes,
            notice_days=14,
            appeal_days=30,
            hoarding_percent=20,
            hoarding_months=3,
            similar_ppm=500_000,
            source="Terms, section 9",
            review_by="2028-01-01",
            **BY,
        )

    def granted(self, name: str, hours: dict[str, int], *, pool: str = "alder") -> Receipt:
        """Grant an award out of the reserve: two people say so."""
        bookings = [
            {"pool": pool, "month": month, "chip_hours": many} for month, many in hours.items()
        ]
        words = {
            "kind": "allocation.reserve-granted/1",
            "call": "autumn",
            "grant": name,
            "reserve": "emergency",
            "holder": "customer",
            "reason": "Floods are forecast for the coast.",
            "bookings": bookings,
            **BY,
        }
        self.tell("allocator", **words)
        return self.tell("authority", **words)

    def at(self, day: str) -> None:
        self.stage.clock.at = datetime.fromisoformat(day).replace(tzinfo=UTC)

    def uses(self, award: str, day: str, chip_hours: int, *, chips: int = 100) -> None:
        """Have an order on an award run from a day on, and end."""
        self.at(day)
        name, length = f"{award}-{day}", chip_hours * HOUR // chips
        words = {"on": day, "chips": chips, "length_s": length}
        receipt = self.order(name, programme=f"award-{award}", **words)
        assert len(receipt.consequences) == 2, receipt.consequences[0].statement
        self.stage.clock.at += timedelta(seconds=length)
        self.ended(name, used=chips * length)

    def account(self, award: str, pool: str = "alder") -> Cap:
        return self.cap_of(account_name(f"award-{award}", pool))

    def open_in(self, award: str, pool: str = "alder") -> dict[str, int]:
        """Return what an account lets through in each month, in chip-hours."""
        terms = self.account(award, pool).terms
        assert terms is not None
        return {it.month: it.chip_seconds // HOUR for it in terms.shares or ()}

    def use_of(self, award: str) -> Use:
        with self.world() as world:
            return use(world, award=ProposalId(award), on=self.stage.clock.at.date())

    def figures(self, planned: int, used: int, remove: int) -> dict[str, int]:
        hours = {"planned": planned, "used": used, "remove": remove}
        return {name: many * HOUR for name, many in hours.items()}

    def notice(
        self, quarter: str, answer_by: str, figures: dict[str, int], **other: Any
    ) -> dict[str, Any]:
        return {
            "kind": "awards.notice-given/1",
            "award": "storms",
            "notice": f"n-{quarter.lower()}",
            "matter": "claw-back",
            "pool": "alder",
            "quarter": quarter,
            "figures": figures,
            "answer_by": answer_by,
            "reason": "Less is used than was planned.",
            "remedy": "Use it, or ask for other months.",
            **BY,
            **other,
        }

    def taking(self, quarter: str, figures: dict[str, int], appeal_until: str) -> dict[str, Any]:
        return {
            "kind": "awards.clawed-back/1",
            "award": "storms",
            "act": f"act-{quarter.lower()}",
            "notice": f"n-{quarter.lower()}",
            "pool": "alder",
            "quarter": quarter,
            "figures": figures,
            "appeal_until": appeal_until,
            "reason": "Less was used than was planned.",
            **BY,
        }
