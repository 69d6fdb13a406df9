"""What is a row of usage, in Parquet and for every engine?"""

from typing import Final

SCHEMA: Final = 1
"""Kept in every batch. Another set of columns is another number, and both are read."""

WHOLE: Final = "decimal(38, 0)"
"""Operations are exact: a chip does more in an hour than a 64-bit number can hold."""

COLUMNS: Final = {
    "source": "string",
    "event": "string",
    "version": "int32",
    "provider": "string",
    "tenant": "string",
    "order": "string",
    "model": "string",
    "meter": "string",
    "chips": "int64",
    "since": "timestamp(6)",
    "until": "timestamp(6)",
    "chip_seconds": "int64",
    "flop_low": WHOLE,
    "flop_mid": WHOLE,
    "flop_high": WHOLE,
}
"""Every column and its type, as Ibis writes them. Times are UTC and carry no zone: an engine
would show one with a zone in its own."""

REQUIRED: Final = ("source", "event", "provider", "tenant", "chips", "since", "until")
FLOP: Final = ("flop_low", "flop_mid", "flop_high")
KEY: Final = ("provider", "source", "event")
"""The name of an event, for ever. With its version it stands in a lake once."""

METERS: Final = ("allocation", "power", "bandwidth", "utilisation", "precision")
"""Who saw it, the most trusted first (Heim et al. 2024, App. B): they see the same time, so that
a sum is always over one of them."""
