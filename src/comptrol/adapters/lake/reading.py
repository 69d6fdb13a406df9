"""How does a file of usage become a table of typed rows, and which published traces do we know?

Text is read by its letters: what is not written as a number of the wanted kind is no number. A
CSV file is read as text alone, so that nothing is guessed.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import ibis

from comptrol.adapters.lake.columns import COLUMNS, REQUIRED
from comptrol.adapters.lake.engines import Engine
from comptrol.kernel.errors import UnreadableError

Table = Any
LINE: Final = "line"
"""Of the file: in CSV the line, where no field has a break in it; in Parquet the row, from one."""
_DIGITS: Final = r"^[0-9]{1,18}$"
_OPERATIONS: Final = r"^[0-9]{1,38}$"
_MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)?$"
)
"""Without an offset it is UTC."""
WANTED: Final[Mapping[str, str]] = {
    "string": "a word",
    "int32": "a whole number",
    "int64": "a whole number",
    "timestamp(6)": "a time such as 2026-11-01T00:00:00Z",
    "decimal(38, 0)": "digits alone",
}
"""What is expected of a column of a type, in words."""


def raw_rows(engine: Engine, path: Path, text: Path) -> Table:
    """Open a CSV or Parquet file with its own columns, and number its rows.

    What a CSV file says is written to ``text`` first, as letters alone: it is read more than once.
    """
    if not path.is_file():
        raise UnreadableError(f"{path}: there is no such file")
    if path.suffix == ".csv":
        engine.bounded(lambda: _write_text(engine, path, text))
        return engine.opened([text])
    if path.suffix != ".parquet":
        raise UnreadableError(f"{path}: expected a file .csv or .parquet")
    rows = engine.bounded(lambda: engine.backend.read_parquet(str(path), file_row_number=True))
    return rows.mutate(**{LINE: rows[_NUMBER].cast("int64") + 1}).drop(_NUMBER)


_NUMBER: Final = "file_row_number"


def _write_text(engine: Engine, path: Path, text: Path) -> None:
    """Write what a CSV file says. Whoever guesses how it is written passes over whole lines."""
    rows = engine.backend.read_csv(
        str(path),
        auto_detect=False,
        columns=dict.fromkeys(_header(path), "VARCHAR"),
        header=True,
        delim=",",
        quote='"',
        escape='"',
        nullstr="",
    )
    numbered = rows.mutate(**{LINE: (ibis.row_number() + 2).cast("int64")})
    engine.backend.to_parquet(numbered, str(text))


def _header(path: Path) -> list[str]:
    """Return the names in the first line of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader([file.readline(_HEADER_MAX)]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(f"{path}: its first line is no CSV in UTF-8: {error}") from error
    if not names or len(set(names)) < len(names) or LINE in names:
        raise UnreadableError(f"{path}: its first line is no list of columns, each named once")
    return names


_HEADER_MAX: Final = 10_000


def usage_rows(path: Path, raw: Table, *, tell: Callable[[str], None]) -> Table:
    """Return a file's rows in our columns, each of its type or nothing, beside ``said``.

    ``said`` has for every column whether there was anything to read: nothing read where something
    was said is a fault of the row. Columns that are not ours are a fault of the file.
    """
    names = set(raw.columns) - {LINE}
    for known, columns, told, reads in _TRACES:
        if set(columns) <= names:
            tell(f"{path.name} is recognised as {known}: {told}")
            return _typed(path, reads(raw))
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnreadableError(f"{path}: there is no column {', '.join(missing)}; see docs/lake.md")
    if unknown := sorted(names - COLUMNS.keys()):
        raise UnreadableError(f"{path}: {', '.join(unknown)} is no column of usage")
    return _typed(path, raw)


def _typed(path: Path, raw: Table) -> Table:
    columns = {LINE: raw[LINE]}
    for name, wanted in COLUMNS.items():
        if name in raw.columns:
            columns[name] = _read(path, raw[name], name, wanted)
            columns[f"said_{name}"] = _is_said(raw[name])
        else:
            columns[name] = ibis.null().cast(wanted)
            columns[f"said_{name}"] = ibis.literal(False)  # noqa: FBT003
    typed = raw.select(**columns)
    seconds = typed.until.epoch_seconds().cast("int64") - typed.since.epoch_seconds().cast("int64")
    return typed.mutate(
        version=_or(typed.version, 1, typed.said_version),
        meter=_or(typed.meter, "allocation", typed.said_meter),
        seconds=seconds,
        chip_seconds=typed.said_chip_seconds.ifelse(typed.chip_seconds, typed.chips * seconds),
    )


def _is_said(value: Any) -> Any:  # noqa: ANN401  (a column of Ibis)
    return (value != "").fill_null(False) if value.type().is_string() else value.notnull()  # noqa: FBT003


def _or(value: Any, default: Any, said: Any) -> Any:  # noqa: ANN401
    return said.ifelse(value, ibis.literal(default).cast(value.type()))


def _read(path: Path, value: Any, name: str, wanted: str) -> Any:  # noqa: ANN401
    """Read one column as its type; of a type that cannot be read exactly the file is at fault."""
    kind = value.type()
    if kind.is_string():
        return _from_text(value, wanted)
    exact = {
        "string": False,
        "int32": kind.is_integer(),
        "int64": kind.is_integer(),
        "timestamp(6)": kind.is_timestamp(),
        "decimal(38, 0)": kind.is_integer() or (kind.is_decimal() and not kind.scale),
    }
    if not exact[wanted]:
        raise UnreadableError(f"{path}: column {name} is of {kind}: expected {WANTED[wanted]}")
    return value.cast("timestamp(6)") if wanted == "timestamp(6)" else value.try_cast(wanted)


def _from_text(text: Any, wanted: str) -> Any:  # noqa: ANN401
    if wanted == "string":
        return text.nullif("")
    if wanted == "timestamp(6)":
        # By way of a time with a zone: a plain one would drop the offset without a word.
        moment = _written(text, _MOMENT).try_cast("timestamp('UTC', 6)")
        return moment.cast("timestamp(6)")
    return _written(text, _OPERATIONS if wanted not in {"int32", "int64"} else _DIGITS).try_cast(
        wanted
    )


def _written(text: Any, pattern: str) -> Any:  # noqa: ANN401
    """Return a text that is written so, or nothing."""
    return text.re_search(pattern).ifelse(text, None)


def _elasticflow(raw: Table) -> Table:
    begun = ibis.timestamp("1970-01-01 00:00:00") + raw.submission_time.cast("int64").as_interval(
        "s"
    )
    return raw.select(
        LINE,
        **_said("elasticflow"),
        event=raw.job_id,
        tenant=raw.cluster,
        chips=raw.num_gpu,
        since=begun,
        until=begun + raw.duration.cast("int64").as_interval("s"),
    )


def _philly(raw: Table) -> Table:
    seconds = raw.duration.re_extract(r"^([0-9]{1,10})(\.0+)?$", 1).nullif("").try_cast("int64")
    gpu_seconds = raw.gpu_time.re_extract(r"^([0-9]{1,15})(\.0+)?$", 1).nullif("")
    begun = _from_text(raw.timestamp, "timestamp(6)")
    return raw.select(
        LINE,
        **_said("philly"),
        event=ibis.literal("line-").concat(raw[LINE].cast("string")),
        tenant=raw.cluster,
        chips=raw.num_gpus,
        since=begun,
        until=begun + seconds.as_interval("s"),
        chip_seconds=gpu_seconds,
    )


def _said(trace: str) -> dict[str, Any]:
    return {"source": ibis.literal(f"trace/{trace}"), "provider": ibis.literal(trace)}


_TRACES: Final = (
    (
        "the ElasticFlow trace",
        ("job_id", "submission_time", "duration", "num_gpu", "cluster"),
        "it names no day and no customer; times count from 1970, and a tenant is a cluster",
        _elasticflow,
    ),
    (
        "the Philly trace",
        ("timestamp", "duration", "num_gpus", "gpu_time", "cluster"),
        "it has no names of jobs: equal rows are jobs of their own, and a tenant is its cluster",
        _philly,
    ),
)
"""Published traces: what they are called, their columns, what is not in them, how they are read.
No chip is named in either, so that nothing is told of operations."""
