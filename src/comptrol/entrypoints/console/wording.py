"""The words of the console: English, marked for translation, and how days and names are written.

Whatever comes from outside is set apart (``bdi``), so that text that runs from right to left, or
that is made to look like something else, stays where it belongs.
"""

import gettext
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

LANGUAGES: Final = ("en",)
MESSAGES: Final = Path(__file__).parent / "messages"
LETTERS_MAX: Final = 300
"""So much of a text is shown in a line of a table; the whole stands on the statement's page."""


def environment() -> Environment:
    """Return where the templates come from, with everything they may call."""
    made = Environment(
        loader=PackageLoader("comptrol.entrypoints.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]  # put there by the extension
        gettext.translation("comptrol", MESSAGES, LANGUAGES, fallback=True), newstyle=True
    )
    made.filters |= {
        "apart": apart,
        "bare": bare,
        "short": short,
        "day": day,
        "when": when,
        "amount": amount,
        "plain": plain,
        "words": words,
        "segment": segment,
        "json": pretty,
    }
    return made


def apart(value: object) -> Markup:
    """Return text from outside, escaped and set apart from what stands around it."""
    return Markup("<bdi>{}</bdi>").format(printable(str(value)))


def short(value: object, letters: int = LETTERS_MAX) -> Markup:
    """Return text from outside, cut where it is long."""
    text = printable(str(value))
    return Markup("<bdi>{}</bdi>").format(
        text if len(text) <= letters else f"{text[: letters - 1]}…"
    )


def bare(value: object) -> Markup:
    """Return what was escaped and set apart for where no elements may stand, as in a title."""
    return Markup(str(value).replace("<bdi>", "").replace("</bdi>", ""))  # noqa: S704  # escaped


def printable(text: str) -> str:
    """Return text with a mark for whatever cannot be printed, lines kept."""
    return "".join(it if it.isprintable() or it == "\n" else "\ufffd" for it in text)


def day(value: date | None) -> Markup:
    """Return a day as it stands in the log."""
    if value is None:
        return Markup('<span class="none">—</span>')
    return Markup('<time datetime="{0}">{0}</time>').format(value.isoformat())


def when(value: datetime | None, zone: str = "UTC") -> Markup:
    """Return a moment in a zone of time, with the moment in UTC for machines and the hover."""
    if value is None:
        return Markup('<span class="none">—</span>')
    there = value.astimezone(ZoneInfo(zone))
    exact = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{0}" title="{0}">{1} {2}</time>').format(
        exact, there.strftime("%Y-%m-%d %H:%M:%S"), there.tzname()
    )


def amount(value: Decimal | int | str | None) -> Markup:
    """Return a number with its thousands apart, exactly as it is otherwise."""
    if value is None:
        return Markup('<span class="none">—</span>')
    number = Decimal(value)
    whole = number == number.to_integral_value() and abs(number) < Decimal(10) ** 21
    return escape(f"{int(number):,}" if whole else f"{number.normalize():,f}")


def words(value: object) -> str:
    """Return a word of a program as a person writes it: ``case_by_case`` as Case by case."""
    text = str(getattr(value, "value", value)).replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def plain(value: object) -> Any:  # noqa: ANN401
    """Return a value in the words in which the API gives it."""
    return msgspec.to_builtins(value, str_keys=True)


def pretty(value: object) -> str:
    """Return a value as JSON that a person reads."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def segment(value: object) -> str:
    """Return a name as one part of a path."""
    return quote(str(value), safe="")
