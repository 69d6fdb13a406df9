"""Which country was in which Country Group, from when until when, and how we know.

The snapshot is exact for its day. What lies before it is copied backwards and says so, but for
the changes written down here, each with its source.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reference.shipped import Rows, Shipped

SNAPSHOT = Path("facts/law/country_groups_2026-07-23.json")
SEEN_ON = "2026-07-23"
KNOWN_FROM = "2023-11-17"
"""The day the present scope of 3A090 began: before it these intervals answer nothing."""

SUPPLEMENT = "15 CFR part 740, Supplement No. 1"
ECFR = "https://www.ecfr.gov/current/title-15/part-740"
UAE_RULE = "91 FR 43034 (FR Doc 2026-14132)"
UAE_URL = "https://www.govinfo.gov/app/details/FR-2026-07-14/2026-14132"
CHINA_RULE = "87 FR 62186 (FR Doc 2022-21658)"
CHINA_URL = "https://www.govinfo.gov/app/details/FR-2022-10-13/2022-21658"

Interval = dict[str, Any]


def build(folder: Path, codes: Mapping[str, str]) -> Shipped:
    """Return every membership as a half-open interval, and who is treated as whom."""
    snapshot = json.loads((folder / SNAPSHOT).read_text(encoding="utf-8"))
    members = [
        (group, codes[name.casefold()])
        for group, names in snapshot["groups"].items()
        for name in names
    ]
    found = [i for group, country in members for i in _from_snapshot(group, country)]
    found.extend(_ended())
    content = {
        "title": "Country Groups A:1 A:5 A:6 D:1 D:4 D:5 E:1 E:2, and D:3 for its one change",
        "known_from": KNOWN_FROM,
        "seen_on": SEEN_ON,
        "intervals": sorted(found, key=lambda i: (i["group"], i["country"], i["from"])),
        "treated_as": list(_treated_as()),
    }
    return Shipped(name="country_groups.json", content=content, rows=_rows)


def _rows(content: Any) -> Rows:  # noqa: ANN401
    rows = {f"{i['group']} {i['country']} {i['from']}": i for i in content["intervals"]}
    return rows | {f"{t['country']} treated as {t['as']}": t for t in content["treated_as"]}


def _from_snapshot(group: str, country: str) -> Iterator[Interval]:
    if (group, country) == ("A:5", "AE"):
        section = "United Arab Emirates joins Country Group A:5"
        source = _source(UAE_RULE, section, UAE_URL, "seen")
        yield _interval(group, country, "2026-07-10", None, source)
        return
    yield _before_snapshot(group, country)
    source = _source(SUPPLEMENT, f"Country Group {group}, eCFR issue of {SEEN_ON}", ECFR, "seen")
    yield _interval(group, country, SEEN_ON, None, source)


def _before_snapshot(group: str, country: str) -> Interval:
    section = f"Country Group {group}, eCFR issue of {SEEN_ON}, copied back to {KNOWN_FROM}"
    source = _source(SUPPLEMENT, section, ECFR, "reconstructed")
    if (group, country) == ("D:5", "NI"):
        section = "Nicaragua joins Country Group D:5 on 2024-03-15"
        source = _source(SUPPLEMENT, section, ECFR, "recalled", confirm=True)
        return _interval(group, country, "2024-03-15", SEEN_ON, source)
    if (group, country) == ("D:1", "NI"):
        source["confirm"] = True  # whether it joined D:1 together with D:5 has not been read
    return _interval(group, country, KNOWN_FROM, SEEN_ON, source)


def _ended() -> Iterator[Interval]:
    """Yield the memberships that had ended by the day of the snapshot."""
    for group in ("D:3", "D:4"):
        section = f"United Arab Emirates leaves Country Group {group}; in it since before 2022"
        source = _source(UAE_RULE, section, UAE_URL, "secondary")
        yield _interval(group, "AE", "2022-01-01", "2026-07-10", source)
    joined = "Cambodia in Country Group D:5 from 2021-12-09; still counted in January 2025"
    source = _source(SUPPLEMENT, joined, ECFR, "recalled", confirm=True)
    yield _interval("D:5", "KH", "2021-12-09", "2025-02-01", source)
    unknown = (
        "Cambodia left Country Group D:5 on an unknown day between 2025-01 and 2026-07-22; "
        f"taken as a member until the issue of {SEEN_ON}, which no longer lists it"
    )
    source = _source(SUPPLEMENT, unknown, ECFR, "reconstructed", confirm=True)
    yield _interval("D:5", "KH", "2025-02-01", SEEN_ON, source)


def _treated_as() -> Iterator[dict[str, Any]]:
    section = "Hong Kong is part of China for these rules; Macau is its own destination"
    source = _source(CHINA_RULE, section, CHINA_URL, "seen")
    yield {"country": "HK", "as": "CN", "from": "2022-10-21", "until": None, "source": source}


def _interval(
    group: str, country: str, start: str, until: str | None, source: dict[str, Any]
) -> Interval:
    return {"group": group, "country": country, "from": start, "until": until, "source": source}


def _source(
    instrument: str, section: str, url: str, quality: str, *, confirm: bool = False
) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "section": section,
        "url": url,
        "quality": quality,
        "confirm": confirm,
    }
