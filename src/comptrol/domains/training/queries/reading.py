"""How is a period read that a file describes, and what is wrong with it?"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, NoReturn

from comptrol.domains.chips import BITS, ChipsView, Precision, Rate, model_named
from comptrol.domains.training.formulas import (
    Counted,
    Group,
    Method,
    Worked,
    counted,
    excess,
    most,
    rate_at,
)
from comptrol.domains.training.queries.described import ChipsAsked, PeriodAsked
from comptrol.domains.training.statements import Passes, Purpose
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.quantity import FLOP_SAID_BELOW, Flop, are_operations, is_limit, is_measure
from comptrol.kernel.view import World

_SIXTEEN: Final = 16
_CONTEXT_SHARE: Final = 12
"""A model is large where its parameters are much more than context length / 12 (Annex A.3)."""
_WORDS: Final[Mapping[str, Precision]] = {
    **{it.value.casefold(): it for it in Precision},
    "bf16": Precision.FP16_TENSOR,
    "fp16": Precision.FP16_TENSOR,
}
_MICROSECOND: Final = timedelta(microseconds=1)


class Reading(NamedTuple):
    """By what the periods of a run are read: chips, method, purpose, and a precision for all."""

    world: World
    method: Method
    purpose: Purpose
    precision: str | None

    def counted(self, asked: PeriodAsked, where: str) -> Counted:
        """Return what a period comes to; raise UnreadableError with the place of a mistake."""
        found = self.worked(asked, where)
        if most(found, self.purpose) >= FLOP_SAID_BELOW:
            _wrong("fewer than 10^30 operations are expected", where)
        more = excess(found, self.purpose)
        if more is not None:
            _wrong(f"{more.arithmetic}: a slip, or a lineage that is not told", where)
        return counted(found, self.purpose, self.method)

    def worked(self, asked: PeriodAsked, where: str) -> Worked:
        """Return a period with every name looked up."""
        precision = _precision(asked.precision or self.precision, f"{where}.precision")
        chips = _chips(asked, where)
        groups = [self._group(it, precision, at, named=len(chips) > 1) for it, at in chips]
        seconds = _seconds(asked, where)
        if bool(groups) != (seconds is not None):
            _wrong("chips and how long they worked are expected together", where)
        use = asked.utilisation
        if use is not None and not (is_measure(use) and use <= 1):
            _wrong("above 0 and at most 1 is expected", f"{where}.utilisation")
        architecture, stated = _architecture(asked, where), _stated(asked, f"{where}.flop")
        if not groups and architecture is None and stated is None:
            told = "chips and hours, parameters and tokens, or flop are expected"
            _wrong(told, where)
        called = asked.name or where.removeprefix("$.").removeprefix("$") or "all of it"
        return Worked(called, groups, seconds or Fraction(0), use, precision, architecture, stated)

    def _group(
        self, asked: ChipsAsked, precision: Precision | None, where: str, *, named: bool
    ) -> Group:
        if asked.peak_flop_per_s is not None:
            if asked.model is not None:
                _wrong("a model or peak_flop_per_s is expected, not both", where)
            if not is_limit(asked.peak_flop_per_s):
                _wrong("a number above 0 is expected", f"{where}.peak_flop_per_s")
            bits = _SIXTEEN if precision is None else BITS[precision]
            rate = Rate(dense_tera_ops=asked.peak_flop_per_s.scaleb(-12), bits=bits)
            return Group(f"chips of {where}" if named else "chips", asked.chips, (rate,))
        if asked.model is None:
            _wrong("a model or peak_flop_per_s is expected beside chips", where)
        view = self.world[ChipsView]
        model = model_named(view, asked.model)
        found = view.models.get(model) if model is not None else None
        if found is None:
            _wrong(f"no chip {asked.model!r} is described", f"{where}.model")
        if precision is not None and rate_at(found.rates, precision) is None:
            known = ", ".join(sorted(it.precision for it in found.rates))
            _wrong(f"{found.name} is not known at it; known are: {known}", f"{where}.precision")
        return Group(found.name, asked.chips, found.rates)


def _wrong(told: str, where: str) -> NoReturn:
    raise UnreadableError(f"{told} - at `{where}`")


def _chips(asked: PeriodAsked, where: str) -> list[tuple[ChipsAsked, str]]:
    alone = (asked.chips, asked.model, asked.peak_flop_per_s)
    if asked.mix:
        if alone != (None, None, None):
            _wrong("chips of one model or a mix is expected, not both", where)
        return [(it, f"{where}.mix[{number}]") for number, it in enumerate(asked.mix)]
    if asked.chips is None:
        if alone != (None, None, None):
            _wrong("how many chips is expected", f"{where}.chips")
        return []
    one = ChipsAsked(chips=asked.chips, model=asked.model, peak_flop_per_s=asked.peak_flop_per_s)
    return [(one, where)]


def _seconds(asked: PeriodAsked, where: str) -> Fraction | None:
    """Return how long the chips worked, by whichever of three ways it is told."""
    told = list[Fraction]()
    for name, each in (("hours", 3600), ("seconds", 1)):
        number = getattr(asked, name)
        if number is not None:
            if not is_measure(number):
                _wrong("a number above 0 and below 10^12 is expected", f"{where}.{name}")
            told.append(Fraction(number) * each)
    if (asked.since is None) != (asked.until is None):
        _wrong("since and until are expected together", where)
    if asked.since is not None and asked.until is not None:
        if asked.until <= asked.since:
            _wrong("a moment after since is expected", f"{where}.until")
        told.append(Fraction((asked.until - asked.since) // _MICROSECOND, 10**6))
    if len(told) > 1:
        _wrong("hours, seconds, or since and until: one of them is expected", where)
    return told[0] if told else None


def _precision(word: str | None, where: str) -> Precision | None:
    if word is None:
        return None
    found = _WORDS.get(word.casefold())
    if found is None:
        known = ", ".join(sorted({"BF16", *(it.value for it in Precision)}))
        _wrong(f"no precision {word!r}; there are: {known}", where)
    return found


def _architecture(asked: PeriodAsked, where: str) -> Passes | None:
    pairs = (("parameters", "tokens"), ("passes", "operations_per_pass"))
    for pair in pairs:
        values = [getattr(asked, it) for it in pair]
        if (values[0] is None) != (values[1] is None):
            _wrong(f"{pair[0]} and {pair[1]} are expected together", where)
    for name in (*pairs[0], *pairs[1], "discarded_tokens", "context_length"):
        number = getattr(asked, name)
        if number is not None and not are_operations(number):
            _wrong("a whole number above 0 and below 10^40 is expected", f"{where}.{name}")
    if asked.parameters is not None and asked.passes is not None:
        _wrong("parameters and tokens, or passes and operations_per_pass: one is expected", where)
    if asked.parameters is not None:
        _check_dense(asked, asked.parameters, where)
    elif asked.passes is None:
        return None
    tokens = asked.tokens
    if tokens is not None and asked.discarded_tokens is not None:
        tokens = Decimal(int(tokens) + int(asked.discarded_tokens))
    return Passes(
        parameters=asked.parameters,
        tokens=tokens,
        passes=asked.passes,
        operations_per_pass=asked.operations_per_pass,
        dense=asked.dense,
    )


def _check_dense(asked: PeriodAsked, parameters: Decimal, where: str) -> None:
    """Refuse 6PD where its condition does not hold (Commission guidelines, Annex A.3)."""
    if asked.dense is False:
        told = "6 x parameters x tokens is of a dense transformer: passes are expected"
        _wrong(told, f"{where}.dense")
    length = asked.context_length
    if length is not None and int(parameters) * _CONTEXT_SHARE <= int(length):
        told = "6 x parameters x tokens is of a large model: more parameters than a twelfth of it"
        _wrong(f"{told} are expected", f"{where}.context_length")


def _stated(asked: PeriodAsked, where: str) -> Flop | None:
    given = asked.flop
    if given is None or isinstance(given, Flop):
        return given
    if not are_operations(given) or given >= FLOP_SAID_BELOW:
        _wrong("a whole number above 0 and below 10^30 is expected", where)
    return Flop.exactly(int(given))
