"""What does a TOML file say? Whatever is wrong with it, it is said in words and by its place."""

import tomllib
from typing import Any

from comptrol.kernel.errors import UnreadableError


def table_in(raw: bytes, whose: str, *, see: str = "") -> dict[str, Any]:
    """Return the table that bytes of TOML spell.

    ``whose`` they are stands in a refusal, and what to ``see`` for how it is written at its end.
    Raises UnreadableError, also for a number of very many figures and for what is nested too deep.
    """
    try:
        return tomllib.loads(raw.decode())
    except UnicodeDecodeError:
        raise UnreadableError(f"{whose}: it is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        _, told, place = str(error).rpartition("(at ")
        place = f"at {place.rstrip(')')}" if told else "anywhere"
        raise UnreadableError(
            f"{whose}: it is not TOML, {place}; lines are: name = value, "
            f"with text in quotation marks{see and f' ({see})'}"
        ) from None
