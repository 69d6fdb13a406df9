"""The lab on a file of requests, where the extra for it is installed."""

from collections.abc import Callable
from pathlib import Path

from comptrol.domains.chips import ChipsView, Specification, model_named, specification
from comptrol.flow.lab import Compared, Side
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.view import World


def compare_file(
    path: Path, sides: tuple[Side, Side], world: World, tell: Callable[[str], None]
) -> Compared:
    """Judge every request of a CSV or Parquet file by both sides; chips by the names of a world.

    Rows that cannot be judged are written beside the file, each with the reason.
    """
    try:
        from comptrol.adapters import lab_columns  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError(
            "to judge files of requests: pip install 'comptrol[lab]'"
        ) from error
    view, known = world[ChipsView], dict[str, Specification]()

    def chips(name: str) -> Specification:
        if name not in known:
            model = model_named(view, name)
            if model is None:
                raise NotFoundError(f"the catalogue has no chip {name!r}; give its numbers")
            known[name] = specification(view, model)
        return known[name]

    countries = world.reference(Countries)
    tell(f"reading {path}")
    table = lab_columns.read_table(path, countries, chips)
    if table.rejected:
        beside = path.with_name(f"{path.name}.rejected.csv")
        lab_columns.write_rejected(table, beside)
        tell(f"{len(table.rejected):,} rows cannot be judged: {beside}")
    return lab_columns.compare_table(table, sides, countries, tell)
