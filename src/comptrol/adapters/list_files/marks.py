"""What tells two bearers of one name apart: numbers of documents and registers, days of birth."""

import re
from datetime import date
from typing import Final

from comptrol.adapters.list_files.spelling import cleaned

SCHEMES: Final = (
    (r"\bimo\b|vessel registration identification", "IMO"),
    (r"\bmmsi\b", "MMSI"),
    (r"call sign", "callsign"),
    (r"passport|pasaporte|passeport", "passport"),
    (r"swift|\bbic\b", "SWIFT"),
    (r"legal entity identifier|\blei\b", "LEI"),
    (r"unified social credit|\buscc\b", "USCC"),
    (r"d-u-n-s|\bduns\b", "DUNS"),
    (r"digital currency", "wallet"),
    (r"tail number", "tail"),
    (r"serial number|\bmsn\b", "serial"),
    (r"tax|v\.a\.t|\bvat\b|\bnit\b|\brfc\b|\bruc\b|fiscal", "tax"),
    (r"national (?:foreign )?id|identity|identification card|cedula|\bssn\b", "national"),
    (r"registration|company number|commercial reg|trade licen[cs]e|enterprise n", "registration"),
)
"""Words that a list uses for a number, and the scheme under which we keep it. First hit counts."""

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_DAY: Final = re.compile(r"\b(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})\b")
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_YEARS: Final = re.compile(r"\b(\d{4})\s*(?:to|-|–|and)\s*(\d{4})\b")
_YEAR: Final = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
SPAN_MAX: Final = 30
"""Years between which each year is named. A longer span says nothing about a person."""


def identifier(kind: str, number: str) -> str | None:
    """Return a number under its scheme, or None where there is no number.

    >>> identifier("Vessel Registration Identification", "IMO 9187629")
    'IMO:9187629'
    >>> identifier("Registration ID", "CH-660.0.699.004-7 (Switzerland)")
    'registration:CH-660.0.699.004-7'
    """
    value = re.sub(r"\s*\((?:[^()]|\([^()]*\))*\)", "", cleaned(number)).strip(" .;,:#")
    words = kind.casefold()
    scheme = next((name for hit, name in SCHEMES if re.search(hit, words)), "number")
    if scheme == "IMO":
        value = re.sub(r"(?i)\AIMO[\s:#]*", "", value)
    return f"{scheme}:{value}" if any(letter.isalnum() for letter in value) else None


def birth(text: str) -> tuple[str, ...]:
    """Return the days, months or years that a text names as a birth.

    >>> birth("10 Dec 1948"), birth("circa 1963"), birth("Jun 1960"), birth("1955 to 1957")
    (('1948-12-10',), ('1963',), ('1960-06',), ('1955', '1956', '1957'))
    """
    if span := _YEARS.search(text):
        return years(int(span[1]), int(span[2]))
    if iso := _ISO.search(text):
        return _checked(int(iso[1]), int(iso[2]), iso[3])
    if (told := _DAY.search(text)) and (month := _MONTHS.get(told[2].casefold())):
        return _checked(int(told[3]), month, told[1])
    found = _YEAR.search(text)
    return (found[1],) if found else ()


def years(first: int, last: int) -> tuple[str, ...]:
    """Return each year of a span, or its ends where it is long or runs backwards."""
    if 0 <= last - first <= SPAN_MAX:
        return tuple(f"{year:04}" for year in range(first, last + 1))
    return (f"{first:04}", f"{last:04}")


def day_in(text: str | None) -> date | None:
    """Return a day written as 2026-06-10, 6/10/2026, 6/10/26, June 10, 2026 or 10 Jun 2026."""
    words = cleaned(text or "")
    if american := re.search(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b", words):
        month, day, year = (int(part) for part in american.groups())
        return _date(year if year > _CENTURY else _century(year), month, day)
    if iso := re.match(r"(\d{4})-(\d{2})-(\d{2})", words):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if named := re.search(r"\b([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4})\b", words):
        return _date(int(named[3]), _MONTHS.get(named[1].casefold(), 0), int(named[2]))
    if told := re.search(r"\b(\d{1,2}) ([A-Za-z]{3})[a-z]*\.? (\d{4})\b", words):
        return _date(int(told[3]), _MONTHS.get(told[2].casefold(), 0), int(told[1]))
    return None


_CENTURY: Final = 100
_PIVOT: Final = 70


def _century(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _checked(year: int, month: int, day: str | None) -> tuple[str, ...]:
    """Return as much of a day as the calendar has."""
    if day and _date(year, month, int(day)):
        return (f"{year:04}-{month:02}-{int(day):02}",)
    return (f"{year:04}-{month:02}",) if _date(year, month, 1) else (f"{year:04}",)
