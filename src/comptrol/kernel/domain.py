"""The shape every domain has."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from comptrol.kernel.finding import Finding, Refusal
from comptrol.kernel.statement import Consequence, Entry, Statement
from comptrol.kernel.view import Change, View, World
from comptrol.kernel.watch import Watch

S = TypeVar("S", bound=Statement)
V = TypeVar("V", bound=View)


def silent(entry: Entry[Any], world: World) -> Iterator[Consequence]:  # noqa: ARG001
    """Say nothing: the reaction of a domain for which the platform never speaks."""
    return iter(())


class Domain(msgspec.Struct, Generic[S, V], frozen=True, kw_only=True):
    """What can be said, what is allowed, what it adds up to, and how we say no.

    ``observe`` and ``react`` are what the platform says because of an entry. A reaction is pure
    and is derived again at every replay; an observation reads an instrument (a list matcher, a
    solver), so its result is recorded and a replay takes it as it was said.
    ``hears`` names the kinds that either answers to, its own and those of domains below; None is
    all of them. It keeps a domain from being asked what it has nothing to say to.
    ``queries`` are the questions that the outside may ask: ``query(world, *, …) -> answer``.
    ``watches`` say what its detectors must look at as time passes (``flow/watching.py``).
    """

    name: str
    statements: tuple[type[Statement], ...]
    refusals: type[Refusal]
    view: type[V]
    check: Callable[[Entry[S], World], Iterator[Finding]]
    apply: Callable[[V, Entry[S]], Iterator[Change]]
    observe: Callable[[Entry[Any], World], Iterator[Consequence]] = silent
    react: Callable[[Entry[Any], World], Iterator[Consequence]] = silent
    hears: tuple[type[Statement], ...] | None = None
    queries: tuple[Callable[..., Any], ...] = ()
    watches: tuple[Watch, ...] = ()


AnyDomain = Domain[Any, Any]
