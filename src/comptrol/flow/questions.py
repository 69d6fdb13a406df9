"""What may be asked: every domain's public queries as one table, for every face alike."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_args, get_type_hints

import msgspec

from comptrol.domains.parties import PartiesView
from comptrol.kernel.domain import AnyDomain
from comptrol.kernel.errors import EnvelopeError, NotFoundError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.signature import check_names
from comptrol.kernel.view import World

_AT_FIELD: Final = re.compile(r"at `\$\.(\w+)`")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One public query: its place in the table, what it takes, and what it answers."""

    domain: str
    name: str
    text: str
    """What it answers, in a sentence."""
    parameters: type[msgspec.Struct]
    """Its named parameters. A field that is a Struct or a list is given in a body, not a URL."""
    answer: Any
    ask: Callable[..., Any]

    @property
    def takes_a_body(self) -> bool:
        """Tell whether a parameter has parts of its own, so that it cannot stand in a URL."""
        return any(_has_parts(field.type) for field in msgspec.structs.fields(self.parameters))

    def answer_to(self, world: World, given: Mapping[str, str] | bytes, *, today: date) -> Any:  # noqa: ANN401
        """Answer from a world. What is given, as words or as a JSON object, is checked first.

        A day that is left out is today. A party that nobody enrolled is an error: that nothing is
        known of it would read as if it were clean.
        """
        try:
            read = self._read(given, today)
        except (msgspec.MsgspecError, ValueError, RecursionError, EnvelopeError) as error:
            said = f"{error}{_what_there_is(str(error), self.parameters)}"
            raise UnreadableError(f"{self.domain}/{self.name}: {said}") from error
        known_at = getattr(read, "known_at", None)
        day = known_at.date() if isinstance(known_at, datetime) else known_at
        if day is not None and day > today:
            what = f"known_at {known_at}: nobody knows yet what will be known then"
            raise UnreadableError(f"{self.domain}/{self.name}: {what}")
        for field in _parties(self.parameters):
            party = getattr(read, field)
            if party is not None and world[PartiesView].parties.get(party) is None:
                raise NotFoundError(f"no party {party!r} is enrolled")
        return self.ask(world, **{f: getattr(read, f) for f in self.parameters.__struct_fields__})

    def _read(self, given: Mapping[str, str] | bytes, today: date) -> msgspec.Struct:
        days, moments = _days(self.parameters), _moments(self.parameters)
        if not isinstance(given, bytes):
            at = {it: msgspec.convert(given[it], moments[it]) for it in moments if it in given}
            told: dict[str, Any] = {**dict.fromkeys(days, today), **given, **at}
            return msgspec.convert(told, self.parameters, strict=False)
        check_names(given)
        parts = msgspec.json.decode(given, type=dict[str, msgspec.Raw])
        for day in days:
            parts.setdefault(day, msgspec.Raw(msgspec.json.encode(today)))
        return msgspec.json.decode(msgspec.json.encode(parts), type=self.parameters)


class Questions:
    """Every question, by domain and name."""

    def __init__(self, domains: Sequence[AnyDomain]) -> None:
        self.all = tuple(
            _question(domain.name, query) for domain in domains for query in domain.queries
        )
        self._by_name = {(question.domain, question.name): question for question in self.all}

    def named(self, domain: str, name: str) -> Question:
        """Return one question, or say which there are."""
        found = self._by_name.get((domain, name))
        if found is None:
            known = ", ".join(f"{d}/{n}" for d, n in self._by_name)
            raise NotFoundError(f"no question {domain}/{name}; there are: {known}")
        return found


def _question(domain: str, query: Callable[..., Any]) -> Question:
    signature = inspect.signature(query)
    hints = get_type_hints(query, include_extras=True)
    named = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
    fields: list[Any] = [
        (p.name, hints[p.name]) if p.default is p.empty else (p.name, hints[p.name], p.default)
        for p in named
    ]
    parameters = msgspec.defstruct(
        f"{query.__name__.title().replace('_', '')}Parameters",
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )
    return Question(
        domain=domain,
        name=query.__name__.replace("_", "-"),
        text=inspect.getdoc(query) or "",
        parameters=parameters,
        answer=hints["return"],
        ask=query,
    )


def _what_there_is(said: str, parameters: type[msgspec.Struct]) -> str:
    """Return what could have been given, where what was given is none of it.

    Of a part within a parameter nothing is said: its names are others than those asked for.
    """
    if "unknown field" in said and "- at `$." not in said:
        return f"; it takes: {', '.join(parameters.__struct_fields__) or 'nothing'}"
    named = _AT_FIELD.search(said) if "enum value" in said else None
    if named is None:
        return ""
    hints = {it.name: it.type for it in msgspec.structs.fields(parameters)}
    kinds = _options(hints[named[1]]) if named[1] in hints else ()
    enums = [it.cls for it in kinds if isinstance(it, msgspec.inspect.EnumType)]
    words = ", ".join(str(it.value) for kind in enums for it in kind)
    return f"; expected one of: {words}" if words else ""


@cache
def _parties(parameters: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return which parameters name a party."""
    hints = {it.name: it.type for it in msgspec.structs.fields(parameters)}
    return tuple(name for name, hint in hints.items() if PartyId in {hint, *get_args(hint)})


@cache
def _days(parameters: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return which parameters are a day."""
    return tuple(it.name for it in msgspec.structs.fields(parameters) if it.type is date)


@cache
def _moments(parameters: type[msgspec.Struct]) -> Mapping[str, Any]:
    """Return which parameters are a moment: read strictly, so that a bare number is none."""
    return {it.name: it.type for it in msgspec.structs.fields(parameters) if _is_moment(it.type)}


def _options(hint: object) -> tuple[msgspec.inspect.Type, ...]:
    kind = msgspec.inspect.type_info(hint)
    return kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)


def _is_moment(hint: object) -> bool:
    return any(isinstance(option, msgspec.inspect.DateTimeType) for option in _options(hint))


def _has_parts(hint: object) -> bool:
    parts = (
        msgspec.inspect.StructType,
        msgspec.inspect.VarTupleType,
        msgspec.inspect.ListType,
        msgspec.inspect.DictType,
    )
    return any(isinstance(option, parts) for option in _options(hint))
