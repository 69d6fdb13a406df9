"""How calls and plans are read from files and written to them; every mistake names its file."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import msgspec

from comptrol.domains.allocation import (
    Call,
    MalformedError,
    Plan,
    Verified,
    call_digest,
    verify,
)
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnavailableError, UnreadableError

FILE: Final = click.Path(path_type=Path)
FILE_BYTES_MAX: Final = 1 << 28
_NUMBERS: Final = msgspec.json.Encoder(decimal_format="number")
_NOTHING: Final = {"objective": 0, "bound": 0, "gap": 0}
T = TypeVar("T")


def read_call(path: Path) -> Call:
    """Read a call, and make sure that everything it names is in it."""
    call = read_document(path, Call)
    try:
        verify(plain(call), {"call": call.call, **_NOTHING})
    except MalformedError as error:
        raise UnreadableError(f"{path}: {error}") from error
    return call


def read_made(path: Path) -> Plan:
    """Read a plan, of whatever call."""
    return read_document(path, Plan)


def read_plan(path: Path, call: Call) -> Plan:
    """Read a plan of a call; one that was made from another call of that name is refused."""
    plan = read_document(path, Plan)
    if plan.input_digest and plan.input_digest != call_digest(call):
        told = f"made from a call with the digest {plan.input_digest}"
        raise UnreadableError(
            f"{path}, field input_digest: {told}; this one has {call_digest(call)}"
        )
    return plan


def checked(call: Call, plan: Plan, place: str) -> Verified:
    """Check a plan; the place, such as a file, stands before what cannot be read."""
    try:
        return verify(plain(call), plain(plan))
    except MalformedError as error:
        raise UnreadableError(f"{place}: {error}") from error


def plain(value: Call | Plan) -> Any:  # noqa: ANN401  (JSON)
    """Return what a checker reads that knows nothing of us."""
    return msgspec.to_builtins(value, builtin_types=(Decimal,))


def rounded(exact: Fraction) -> Decimal:
    """Return a fraction as a decimal of at most six places.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(5))
    (Decimal('0.333333'), Decimal('5'))
    """
    number = Decimal(round(exact * 10**6)).scaleb(-6)
    return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def write_json(path: Path, value: object) -> None:
    """Write a value that people read too: one field to a line."""
    write_text(path, msgspec.json.format(_NUMBERS.encode(value), indent=1).decode() + "\n")


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV table in which no cell is a formula."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows([_cell(it) for it in row] for row in rows)
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def write_text(path: Path, text: str) -> None:
    """Write a file, or say what is in the way."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def _cell(value: object) -> str:
    """Return a cell: a number as it is, though it begins with a minus, and no other formula."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int) else harmless("" if value is None else str(value))


def read_document(path: Path, wanted: type[T]) -> T:
    """Read a JSON file of some size as one type."""
    return read_json(path, wanted, bytes_max=FILE_BYTES_MAX)
