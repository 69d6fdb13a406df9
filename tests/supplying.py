"""Supply graphs in few words, for tests."""

from typing import Any

from comptrol.domains.supply import (
    Axis,
    BufferReported,
    Graph,
    GraphStatement,
    InputDescribed,
    InputKind,
    Many,
    Portion,
    Share,
    SharesReported,
    SourcesNamed,
    Stretch,
    SupplierKind,
    SupplierNamed,
    Types,
)

WHOLE = 1_000_000


def described(name: str, *into: str, of: tuple[str, ...] = (), **more: Any) -> InputDescribed:
    fields = {"is_a": InputKind.PROCESS, "title": name, "source": "a test", **more}
    return InputDescribed(input=name, goes_into=into, type_of=of, **fields)


def product(name: str = "chip") -> InputDescribed:
    return described(name, is_a=InputKind.PRODUCT)


def country(code: str) -> SupplierNamed:
    return named(code.lower(), is_a=SupplierKind.COUNTRY, country=code)


def named(name: str, **more: Any) -> SupplierNamed:
    fields = {"is_a": SupplierKind.FIRM, "title": name, "source": "a test", **more}
    return SupplierNamed(supplier=name, **fields)


def shares(node: str, /, *, by: Axis = Axis.FIRM, year: int = 2025, **more: Any) -> SharesReported:
    """Return shares in percent by supplier; nothing: not known; a pair: at least and at most."""
    told = {key: more.pop(key) for key in ("coverage_ppm", "counted") if key in more}
    return SharesReported(
        input=node,
        year=year,
        by=by,
        shares=tuple(Share(supplier=it, portion=portion(share)) for it, share in more.items()),
        definition="by value",
        source="a test",
        **told,
    )


def portion(share: Any) -> Portion | None:
    if share is None:
        return None
    low, high = share if isinstance(share, tuple) else (share, share)
    return Portion(low_ppm=int(low * WHOLE / 100), high_ppm=int(high * WHOLE / 100))


def by_country(node: str, /, **more: Any) -> SharesReported:
    return shares(node, by=Axis.COUNTRY, **more)


def counted(node: str, low: int, high: int) -> SharesReported:
    return shares(node, counted=Many(low=low, high=high))


def fed(supplier: str, node: str, *sources: str, complete: bool = True) -> SourcesNamed:
    return SourcesNamed(
        supplier=supplier, input=node, sources=sources, complete=complete, source="a test"
    )


def buffer(node: str, stock: Any = None, ramp: Any = None) -> BufferReported:
    return BufferReported(
        input=node,
        on="2026-01-01",  # type: ignore[arg-type]
        stock_days=None if stock is None else Stretch(low=stock[0], high=stock[1]),
        ramp_days=None if ramp is None else Stretch(low=ramp[0], high=ramp[1]),
        source="a test",
    )


def graph(
    *said: GraphStatement, every: tuple[str, ...] = (), any_of: tuple[str, ...] = ()
) -> Graph:
    types = dict.fromkeys(any_of, Types.ANY) | dict.fromkeys(every, Types.EVERY)
    return Graph(said, types=types)  # type: ignore[arg-type]
