"""Does a plan keep every rule of its call, and is it worth what it says? This one file checks it.

It needs Python and nothing else, and knows no solver: it is handed out with a call and its plan.

    python verifying.py CALL.json PLAN.json [--json]

It exits with 0 if the plan holds; 1 if it does not, and says what, where and by how much; 2 if the
input cannot be read. All is counted in exact fractions. What it cannot say: whether the bound is
true (only a better plan refutes one), and who may use which pool: that the call itself states.

Whole chip-hours may leave an award short of its least by less than one chip-hour for each of its
bookings, and an area short of an even fill by as much; that is allowed, no more. What a plan says
of its worth may be off by a millionth.
"""

import json
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, NoReturn

HOLDS, BROKEN, UNREADABLE = 0, 1, 2
TOLERANCE: Final = Fraction(1, 10**6)
DIGITS_MAX: Final = 60
"""Of a number, with the zeros before or after it: whatever a call needs, and no burden to read."""
CODES: Final = (
    *("other-call", "unknown-proposal", "awarded-twice", "empty-award", "unknown-pool"),
    *("unknown-month", "not-whole", "booked-twice", "not-eligible", "outside-window"),
    *("too-many-pools", "above-need", "below-least", "above-rate", "above-capacity"),
    *("above-ceiling", "against-decision", "booking-dropped", "below-even-fill"),
    *("objective", "above-bound", "gap", "reason"),
)
"""What can be wrong with a plan. The codes are stable: others read them."""
FIELDS: Final = {  # what must be there, and what may
    "call": (
        "call months pools proposals",
        "groups floors rules even_fill decided booked published change_penalty",
    ),
    "pools": ("id speed_h100e capacity_chip_hours", ""),
    "proposals": (
        "id score need_h100e_hours least_fraction first_month last_month pools award_value",
        "weight area institution country segments",
    ),
    "groups": ("id members ceiling_h100e_hours", ""),
    "floors": ("id members floor_h100e_hours penalty_per_h100e_hour", ""),
    "rules": ("", "max_pools pool_cost monthly_rate"),
    "even_fill": ("theta", "worst_fill"),
    "decided": ("proposal awarded", "why"),
    "award": ("proposal bookings", ""),
    "bookings": ("pool month chip_hours", ""),
    "plan": ("call objective bound gap", "awards bound_of prices reasons input_digest made"),
}
TEXT: Final = {"id", "call", "area", "institution", "country", "proposal", "pool", "month"}
NUMBERS: Final = {
    *("speed_h100e", "score", "weight", "need_h100e_hours", "least_fraction", "award_value"),
    *("first_month", "last_month", "ceiling_h100e_hours", "floor_h100e_hours", "chip_hours"),
    *("penalty_per_h100e_hour", "max_pools", "pool_cost", "monthly_rate", "change_penalty"),
    *("theta", "worst_fill", "objective", "bound", "gap"),
}
Row = dict[str, Any]
Bookings = dict[tuple[str, int], Fraction]
"""Chip-hours by pool and the place of the month."""


class MalformedError(ValueError):
    """A call or a plan is not of its form: mend the field that the message names."""


class Violation(NamedTuple):
    """One thing that does not hold: its code, the proposal, pool or group, and the numbers."""

    code: str
    about: str
    sentence: str


class Verified(NamedTuple):
    """What was found, and what the plan comes to, exactly."""

    violations: tuple[Violation, ...]
    objective: Fraction
    """Points, all costs and penalties taken off."""
    delivered: dict[str, Fraction]
    """H100e-hours, by awarded proposal."""
    shortfalls: dict[str, Fraction]
    """H100e-hours that are missing, by floor that is missed."""
    fills: dict[str, Fraction]
    """Delivered by needed, by area."""


def verify(call: Any, plan: Any) -> Verified:  # noqa: ANN401  (JSON, as it was parsed)
    """Return all that is wrong with a plan, in the order of ``CODES``, and what it is worth.

    Both are parsed JSON, its numbers whole, Decimal or text. Raise MalformedError. Where bookings
    cannot be understood, such as a pool that is none, the worth of the plan is not compared.
    """
    return _Check(_Call(call), _row(plan, "plan", "plan")).verified()


class _Area(NamedTuple):
    needed: Fraction = Fraction()
    given: Fraction = Fraction()
    rounding: Fraction = Fraction()
    """What whole chip-hours may have taken from it: one for each booking."""
    fastest: Fraction = Fraction()
    """One chip-hour of its fastest pool: so much whole chip-hours may take in any case."""


class _Call:
    """A call, read: everything by its name, every number exact."""

    def __init__(self, said: Any) -> None:  # noqa: ANN401
        call = _row(said, "call", "call")
        self.name = call["call"]
        self.months: list[str] = [str(it) for it in _list(call["months"], "months")]
        if len(set(self.months)) < len(self.months):
            _fail("months", "months that stand once each")
        self.pools = _named(call, "pools", "id")
        self.asked = _named(call, "proposals", "id")
        self.groups, self.floors = _named(call, "groups", "id"), _named(call, "floors", "id")
        self.decided = _named(call, "decided", "proposal")
        if not all(isinstance(it["awarded"], bool) for it in self.decided.values()):
            _fail("decided, awarded", "true or false")
        rules = _row(call.get("rules") or {}, "rules", "rules")
        self.pools_max = rules.get("max_pools", Fraction(2))
        self.pool_cost = rules.get("pool_cost", Fraction(1, 20))
        self.rate = rules.get("monthly_rate", Fraction(2))
        even = call.get("even_fill") and _row(call["even_fill"], "even_fill", "even_fill")
        self.fill_least = even["theta"] * even.get("worst_fill", 0) if even else Fraction()
        self.change_penalty = call.get("change_penalty") or Fraction()
        for name, pool in self.pools.items():
            where = f"pool {name}, capacity_chip_hours"
            rooms = _list(pool["capacity_chip_hours"], where)
            if len(rooms) != len(self.months):
                _fail(where, f"{len(self.months)} numbers, one for each month,")
            pool["capacity_chip_hours"] = [_number(it, where) for it in rooms]
            if pool["speed_h100e"] <= 0:
                _fail(f"pool {name}, speed_h100e", "numbers above zero")
        for it in self.asked.values():
            self._read_proposal(it, f"proposal {it['id']}")
        for one in (*self.groups.values(), *self.floors.values()):
            for name in _list(one["members"], str(one["id"])):
                if name not in self.asked:
                    _fail(f"{one['id']}, members", f"names of proposals, not {name!r}")
        self.booked = self._awards(call, "booked")
        self.published = self._awards(call, "published")

    def _awards(self, call: Row, kind: str) -> dict[str, Bookings]:
        """Return what earlier awards booked, of proposals, pools and months that the call has."""
        awards: dict[str, Bookings] = {}
        for said in _list(call.get(kind), kind):
            award = _row(said, "award", kind)
            bookings = awards.setdefault(award["proposal"], {})
            for one in _list(award["bookings"], kind):
                it = _row(one, "bookings", f"{kind}, {award['proposal']}")
                known = it["pool"] in self.pools and it["month"] in self.months
                if known and award["proposal"] in self.asked:
                    bookings[it["pool"], self.months.index(it["month"])] = it["chip_hours"]
                elif kind == "booked":
                    _fail(f"booked, {award['proposal']}", "names that the call has")
        return awards

    def _read_proposal(self, it: Row, where: str) -> None:
        pairs = [_list(one, f"{where}, segments") for one in _list(it.get("segments"), where)]
        if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004
            _fail(f"{where}, segments", "pairs of length and slope")
        it["segments"] = [(_number(a, where), _number(b, where)) for a, b in pairs]
        it["area"] = it.get("area", "")
        slopes = [slope for _, slope in it["segments"]]
        if slopes != sorted(slopes, reverse=True) or any(one < 0 for one, _ in it["segments"]):
            _fail(f"{where}, segments", "lengths from zero up, and slopes that do not rise")
        if it["need_h100e_hours"] <= 0 or not 0 <= it["least_fraction"] <= 1:
            _fail(where, "need_h100e_hours above zero and least_fraction from 0 to 1")
        for name in ("first_month", "last_month"):
            if it[name].denominator != 1 or not 0 <= it[name] < len(self.months):
                _fail(f"{where}, {name}", "places of months of the call, the first 0,")
            it[name] = int(it[name])
        if it["first_month"] > it["last_month"]:
            _fail(where, "first_month and last_month in order")
        if not isinstance(it["pools"], dict) or not it["pools"].keys() <= self.pools.keys():
            _fail(f"{where}, pools", "pools of the call and how well it runs there")
        it["speeds"] = {
            name: _number(fit, f"{where}, pools") * self.pools[name]["speed_h100e"]
            for name, fit in it["pools"].items()
        }
        if any(speed <= 0 for speed in it["speeds"].values()):
            _fail(f"{where}, pools", "numbers above zero")


class _Check:
    """A plan held against its call."""

    def __init__(self, call: _Call, plan: Row) -> None:
        self.call, self.plan, self.found = call, plan, list[Violation]()
        self.awards: dict[str, Bookings] = {}
        for it in _list(plan.get("awards"), "awards"):
            self._read_award(_row(it, "award", "awards"))
        self.understood = not self.found
        if plan["call"] != call.name:
            self.add("other-call", plan["call"], f"the plan is of {plan['call']}, not {call.name}")
        self.delivered = {name: self._delivered(name, it) for name, it in self.awards.items()}
        self.areas = self._summed_by_area()
        self.shortfalls = {
            name: floor["floor_h100e_hours"] - self._total(floor)
            for name, floor in call.floors.items()
            if self._total(floor) < floor["floor_h100e_hours"]
        }

    def verified(self) -> Verified:
        for name in self.awards:
            self._check_award(name)
        self._check_sums()
        self._check_settled()
        objective = self._objective()
        if self.understood:
            self._check_claims(objective)
            self._check_reasons()
        found = sorted(self.found, key=lambda it: (CODES.index(it.code), it.about, it.sentence))
        fills = {name: it.given / it.needed for name, it in sorted(self.areas.items())}
        return Verified(tuple(found), objective, self.delivered, self.shortfalls, fills)

    def add(self, code: str, about: str, sentence: str) -> None:
        self.found.append(Violation(code, about, sentence))

    def _read_award(self, award: Row) -> None:
        name = award["proposal"]
        if name not in self.call.asked:
            self.add("unknown-proposal", name, f"{name} is no proposal of the call")
        elif name in self.awards:
            self.add("awarded-twice", name, f"{name} has a second award")
        else:
            before, self.awards[name] = len(self.found), {}
            for it in _list(award["bookings"], f"award of {name}"):
                self._read_booking(name, _row(it, "bookings", f"award of {name}"))
            if not self.awards[name] and len(self.found) == before:
                self.add("empty-award", name, f"the award of {name} books nothing")

    def _read_booking(self, name: str, it: Row) -> None:
        """Keep what can be counted of a booking, and tell the rest."""
        pool, month, hours = it["pool"], it["month"], it["chip_hours"]
        told = f"{name}: {_shown(hours)} chip-hours of {pool} in {month}"
        place = self.call.months.index(month) if month in self.call.months else -1
        if pool not in self.call.pools:
            self.add("unknown-pool", name, f"{told}: the call has no such pool")
        elif place < 0:
            self.add("unknown-month", name, f"{told}: the call has no such month")
        elif hours.denominator != 1 or hours < 1:
            self.add("not-whole", name, f"{told}: not a whole number from 1 up")
        elif (pool, place) in self.awards[name]:
            self.add("booked-twice", name, f"{told}: booked there already")
        elif pool not in self.call.asked[name]["speeds"]:
            self.add("not-eligible", name, f"{told}: it may not use this pool")
        else:
            self.awards[name][pool, place] = hours

    def _delivered(self, name: str, bookings: Bookings) -> Fraction:
        speeds = self.call.asked[name]["speeds"]
        return sum((it * speeds[pool] for (pool, _), it in bookings.items()), Fraction())

    def _total(self, of: Row) -> Fraction:
        return sum((self.delivered.get(it, Fraction()) for it in set(of["members"])), Fraction())

    def _summed_by_area(self) -> dict[str, _Area]:
        """Return what each area needs and gets; what may use no pool at all is not counted."""
        areas: dict[str, _Area] = {}
        for name, it in self.call.asked.items():
            if it["speeds"]:
                area = areas.get(it["area"], _Area())
                booked = (it["speeds"][pool] for pool, _ in self.awards.get(name, ()))
                areas[it["area"]] = _Area(
                    area.needed + it["need_h100e_hours"],
                    area.given + self.delivered.get(name, Fraction()),
                    sum(booked, area.rounding),
                    max(area.fastest, *it["speeds"].values()),
                )
        return areas

    def _check_award(self, name: str) -> None:
        it, bookings, given = self.call.asked[name], self.awards[name], self.delivered[name]
        first, last, need = it["first_month"], it["last_month"], it["need_h100e_hours"]
        months = self.call.months
        for pool, place in bookings:
            if not first <= place <= last:
                told = f"{name} books {pool} in {months[place]}"
                asked = f"{months[first]} to {months[last]}"
                self.add("outside-window", name, f"{told}, and asked for {asked}")
        pools = {pool for pool, _ in bookings}
        if len(pools) > self.call.pools_max:
            told = f"{name} uses {len(pools)} pools: {', '.join(sorted(pools))}"
            self.add("too-many-pools", name, f"{told}; at most {self.call.pools_max} may be used")
        self._most("above-need", name, given, need, f"{name} needs")
        least = need * it["least_fraction"]
        rounding = sum((it["speeds"][pool] for pool, _ in bookings), Fraction())
        if given < least and given + rounding <= least and self.understood:
            told = f"{name} gets {_shown(given)} H100e-hours, and has no use for less than"
            self.add("below-least", name, f"{told} {_shown(least)}")
        count = last - first + 1
        for place in {place for _, place in bookings} if count > 2 else ():  # noqa: PLR2004
            here = self._delivered(name, {at: n for at, n in bookings.items() if at[1] == place})
            top = self.call.rate * need / count
            self._most("above-rate", name, here, top, f"{name} may have in {months[place]}")

    def _check_sums(self) -> None:
        call, booked = self.call, dict[tuple[str, int], Fraction]()
        for bookings in self.awards.values():
            for at, hours in bookings.items():
                booked[at] = booked.get(at, Fraction()) + hours
        for (pool, place), hours in booked.items():
            room = call.pools[pool]["capacity_chip_hours"][place]
            told = f"{pool} in {call.months[place]} has"
            self._most("above-capacity", pool, hours, room, told, "chip-hours")
        for name, group in call.groups.items():
            top = group["ceiling_h100e_hours"]
            self._most("above-ceiling", name, self._total(group), top, f"{name} may have")
        for area, its in self.areas.items():
            short = call.fill_least * its.needed - its.given
            if short > 0 and short >= max(its.rounding, its.fastest):
                told = f"area {area!r} gets {_shown(its.given / its.needed)} of what it needs"
                self.add("below-even-fill", area, f"{told}, not {_shown(call.fill_least)}")

    def _most(
        self, code: str, about: str, got: Fraction, top: Fraction, told: str, unit: str = ""
    ) -> None:
        if got > top:
            many = f"{_shown(top)} {unit or 'H100e-hours'} at most"
            self.add(code, about, f"{told} {many}, and the plan has {_shown(got)}")

    def _check_settled(self) -> None:
        """Hold the plan against what was decided and booked before it was made."""
        for name, it in self.call.decided.items():
            if it["awarded"] != (name in self.awards):
                was, is_ = ("an", "none") if it["awarded"] else ("no", "one")
                told = f"{name} was to have {was} award, and has {is_}"
                self.add("against-decision", name, told)
        for name, bookings in self.call.booked.items():
            for (pool, place), hours in bookings.items():
                now = self.awards.get(name, {}).get((pool, place), Fraction())
                if now < hours:
                    told = f"{name} had {_shown(hours)} chip-hours of {pool} booked"
                    where = f"in {self.call.months[place]}"
                    self.add("booking-dropped", name, f"{told} {where}, and has {_shown(now)}")

    def _objective(self) -> Fraction:
        """Return the worth of the awards less pools, missed floors, and changes."""
        worth = sum((self._worth(name) for name in self.awards), Fraction())
        for name, short in self.shortfalls.items():
            worth -= short * self.call.floors[name]["penalty_per_h100e_hour"]
        return worth - self.call.change_penalty * self._changed()

    def _worth(self, name: str) -> Fraction:
        """Return the points of one award: its segments are filled in their order."""
        it = self.call.asked[name]
        rest = self.delivered[name] / Fraction(it["need_h100e_hours"]) - it["least_fraction"]
        worth = Fraction(it["award_value"])
        for length, slope in it["segments"]:
            filled: Fraction = min(max(rest, Fraction()), length)
            worth, rest = worth + filled * slope, rest - filled
        pools = {pool for pool, _ in self.awards[name]}
        return worth - Fraction(self.call.pool_cost) * len(pools)

    def _changed(self) -> Fraction:
        """Return how many published awards are dropped; of one that is cut, the part of it."""
        changed = Fraction()
        for name, bookings in self.call.published.items():
            asked = self.call.asked.get(name, {"speeds": {}})
            before = Fraction()
            for (pool, _), hours in bookings.items():
                alone = self.call.pools[pool]["speed_h100e"]
                before += hours * Fraction(asked["speeds"].get(pool, alone))
            now = self.delivered.get(name, Fraction())
            if now < before:
                changed += 1 - now / before
        return changed

    def _check_claims(self, objective: Fraction) -> None:
        said, bound = self.plan["objective"], self.plan["bound"]
        if abs(said - objective) > TOLERANCE * max(Fraction(1), abs(objective)):
            told = f"the plan says {_shown(said)} points"
            self.add("objective", self.call.name, f"{told}, and comes to {_shown(objective)}")
        if objective > bound:
            told = f"the plan comes to {_shown(objective)} points"
            self.add("above-bound", self.call.name, f"{told}; its bound is {_shown(bound)}")
        gap = (bound - said) / max(1, abs(bound))
        if abs(self.plan["gap"] - gap) > TOLERANCE:
            told = f"the plan says {_shown(self.plan['gap'])}"
            self.add("gap", self.call.name, f"{told}; objective and bound make {_shown(gap)}")

    def _check_reasons(self) -> None:
        """Check that reasons are of proposals that lost something: applicants are told them."""
        for place, it in enumerate(_list(self.plan.get("reasons"), "plan, reasons")):
            if not isinstance(it, dict):
                _fail(f"plan, reason {place}", "an object")
            name, others = it.get("proposal"), it.get("displaces") or ()
            if name not in self.call.asked:
                self.add("reason", str(name), f"a reason is of {name}, which is no proposal")
            elif (it.get("outcome") == "refused") is (name in self.awards):
                told = "refused, and has an" if name in self.awards else "cut, and has no"
                self.add("reason", str(name), f"{name} is {told} award")
            for other in _list(others, f"plan, reason {place}, displaces"):
                if other not in self.call.asked:
                    told = f"{name} would displace {other}, which is no proposal"
                    self.add("reason", str(name), told)


# Reading.


def _fail(where: str, wanted: str) -> NoReturn:
    raise MalformedError(f"{where}: {wanted} expected")


def _list(said: Any, where: str) -> list[Any]:  # noqa: ANN401
    if said is None:
        return []
    return list(said) if isinstance(said, list | tuple) else _fail(where, "a list")


def _row(said: Any, kind: str, where: str) -> Row:  # noqa: ANN401
    """Return an object with exact numbers; a field that is missing or unknown is refused."""
    needed, also = (set(it.split()) for it in FIELDS[kind])
    if not isinstance(said, dict) or not needed <= said.keys() <= needed | also:
        told = f", and of {', '.join(sorted(also))} some" if also else ""
        _fail(where, f"the fields {', '.join(sorted(needed))}{told}")
    row = {name: it for name, it in said.items() if it is not None}
    for name in row.keys() & NUMBERS:
        row[name] = _number(row[name], f"{where}, {name}")
    for name in needed | row.keys() & TEXT:
        if name not in row or (name in TEXT and not isinstance(row[name], str)):
            _fail(f"{where}, {name}", "text" if name in TEXT else "a value")
    return row


def _named(call: Row, kind: str, key: str) -> dict[str, Row]:
    """Return rows by name, each with where it stands in what is wrong with it."""
    rows: dict[str, Row] = {}
    for place, said in enumerate(_list(call.get(kind), kind)):
        row = _row(said, kind, f"{kind}[{place}]")
        if row[key] in rows:
            _fail(f"{kind}[{place}]", f"a name that does not stand here twice ({row[key]!r})")
        rows[row[key]] = row
    return rows


def _number(said: Any, where: str) -> Fraction:  # noqa: ANN401
    """Return a number exactly as it was written."""
    if isinstance(said, int | str | float | Decimal) and not isinstance(said, bool):
        try:
            number = Decimal(str(said))
        except (ArithmeticError, ValueError):
            number = Decimal("NaN")
        digits = len(number.as_tuple().digits)
        if number.is_finite() and digits + abs(number.adjusted()) <= DIGITS_MAX:
            return Fraction(number)
    return _fail(where, f"a number of sensible size, not {str(said)[:40]!r},")


def _shown(number: Fraction) -> str:
    """Return a number for people: to nine decimals, without zeros at its end."""
    return f"{Decimal(round(number * 10**9)).scaleb(-9):f}".rstrip("0").rstrip(".")


# The program.


def _once(pairs: list[tuple[str, Any]]) -> Row:
    if len(dict(pairs)) != len(pairs):
        raise MalformedError("a field stands twice in one object")
    return dict(pairs)


def _read(path: str) -> Any:  # noqa: ANN401
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  (a domain opens no paths)
            return json.load(file, parse_float=Decimal, object_pairs_hook=_once)
    except OSError as error:
        raise MalformedError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{path}: {error}") from error


def main(arguments: list[str]) -> int:
    """Check a plan, say what is wrong with it, and return how the program ends."""
    paths = [it for it in arguments if it != "--json"]
    if len(paths) != 2:  # noqa: PLR2004
        sys.stderr.write("usage: python verifying.py CALL.json PLAN.json [--json]\n")
        return UNREADABLE
    try:
        found = verify(_read(paths[0]), _read(paths[1]))
    except MalformedError as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    if "--json" in arguments:
        told = [it._asdict() for it in found.violations]
        answer = {"holds": not told, "objective": _shown(found.objective), "violations": told}
        sys.stdout.write(f"{json.dumps(answer)}\n")
    else:
        for it in found.violations:
            sys.stdout.write(f"{it.code}: {it.sentence}\n")
        many = f"{len(found.delivered)} awards, {_shown(found.objective)} points"
        wrong = f"{len(found.violations)} violations" if found.violations else "every rule is kept"
        sys.stdout.write(f"{many}: {wrong}\n")
    return BROKEN if found.violations else HOLDS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
