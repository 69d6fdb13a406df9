"""Whom we thank for the shipped facts, in the words that their licences ask for."""

import re
from pathlib import Path
from typing import Any

from reference.shipped import Rows, Shipped

PROVENANCE = Path("data/PROVENANCE.md")
ISC = Path("data/geo/LICENSE")
_NOTICE_START = "> MIT License. Copyright (c) 2026 seelpeed-debug\n>\n"

TEXT = """# Attribution

Facts shipped in this folder come from the works below. Each fact in the files also names the
place it was taken from and the day. Nothing here is endorsed by the authors named.

## Epoch AI: accelerators (`chips.json`, `factors.json`)

Data: Epoch AI, *Machine Learning Hardware*, epoch.ai/data, CC BY 4.0, version 2026-04-22;
changes: rows without any rate left out, columns renamed, units changed to tera-operations, GB and
GB/s, aliases added by hand, transistor type inferred from process and foundry where so marked,
market, transistors and input/output added from published classification cases, and
H100-equivalent factors computed.
Licence: https://creativecommons.org/licenses/by/4.0/

## Epoch AI: chip types (`factors.json`)

*AI chip counts*, github.com/epoch-research/ai-chip-counts, `staging/chip_types.csv` @10c28e48,
version 2026-09-24; changes: only the factor (rate over 1.979e15 operations a second, rounded to
six decimals) is kept of each row, and each chip is joined to a model of `chips.json`.
MIT License, Copyright (c) 2025 Epoch AI (notice at the end).

## Epoch AI: data centres (`sites.json`)

Data: Epoch AI, *Frontier Data Centers*, epoch.ai/data, CC BY 4.0, version 2026-07-17;
changes: two tables joined by site, countries as ISO 3166-1 codes, confidence tags as a field,
rows dated after the edition marked as planned, columns left out.
Licence: https://creativecommons.org/licenses/by/4.0/
Owners, users and quantities are the estimates of the source, with its own words for how sure it
is; they accuse nobody.

## Epoch AI: AI chip counts (`supply.json`)

*AI chip counts*, github.com/epoch-research/ai-chip-counts, `csv_export` @d1b1bc311479 and
`staging/curated` @10c28e48; changes: quarters of 2025 added end to end, shares at least and at
most computed; foundries from *Machine Learning Hardware* as above.
MIT License, Copyright (c) 2025 Epoch AI (notice at the end).

## Epoch AI: countries of organisations (`nationalities.json`)

Data: Epoch AI, *Notable AI Models*, epoch.ai/data, CC BY 4.0, version 2025-11-01; changes: the
country of each organisation that also owns, uses or makes chips in other tables, as an ISO 3166-1
code; rows marked `recalled` are from memory, not from this work, and to be confirmed by a person.
Licence: https://creativecommons.org/licenses/by/4.0/

## Country Groups (`country_groups.json`)

Text of 15 CFR part 740, Supplement No. 1 (eCFR, 2026-07-23): US-government work, public domain.
Structuring: github.com/seelpeed-debug/export-controls-agent-mcp @5847b09,
`src/data/country-groups.json`, MIT License, Copyright (c) 2026 seelpeed-debug (notice at the
end); changes: names as ISO 3166-1 codes, memberships as dated intervals, history added from
91 FR 43034 and from memory where so marked.

## Chinese names (`han_words.tsv`, `han_places.txt`, `han_brands.tsv`, `chinese_names.tsv`)

Words and places: our own tables of ordinary dictionary meanings. Names: facts, each row with the
page or repository that prints both spellings, as read on 2026-11-28; only names were taken. Not
taken: rows of a source under a copyleft licence whose Chinese may be its keeper's own
translation. The licences of newspapers and of some repositories are not stated there; to be
confirmed by a human.

## Russian words (`russian_words.tsv`)

Our own table of dictionary meanings; which are common was seen on half of the listed entities.

## Lists (`lists.json`)

What each list is and does, from the authorities named in it; statements that were recalled, or
read in a secondary source, say so.

## Attestation (`anchors.json`)

The certificate of the NVIDIA Device Identity CA, as the Python package nv-local-gpu-verifier 2.7.3
(NVIDIA, 2026-05-04) has it in `verifier/certs/verifier_device_root.pem`: a public fact; nothing
else of the package is shipped. Its metadata says BSD-3-Clause, its page Apache-2.0; both, and the
certificate itself, to be confirmed by a human against what NVIDIA publishes.

## Countries (`countries.json`)

ISO 3166-1 as in the Python package pycountry {pycountry}, which takes it from Debian's iso-codes
(https://salsa.debian.org/iso-codes-team/iso-codes). Both are under LGPL-2.1; what is shipped
here are the codes and names only, with other spellings added.

## Borders (`borders.json`)

Made with Natural Earth, 1:50m cultural vectors (naturalearthdata.com, public domain), as the
JavaScript package world-atlas 2.0.2 (github.com/topojson/world-atlas) has them in
`countries-50m.json`: ISC licence, Copyright 2013-2019 Michael Bostock (notice at the end);
changes: names replaced by ISO 3166-1 codes, shapes without one kept only as disputed, coordinates
as they were. Borders are Natural Earth's view of who governs where (de facto).

## Consolidated Screening List

Facts of the US Departments of Commerce, State and the Treasury: US-government work, public
domain; data.trade.gov, list of 2026-07-31. Structuring: github.com/seelpeed-debug/
export-controls-agent-mcp @5847b092f2a4, `src/data/screening-list.json`, MIT License, Copyright
(c) 2026 seelpeed-debug (notice below). A dated fixture: never a basis for a live decision.

## MIT License

For the works marked MIT above, with these copyright lines:
Copyright (c) 2025 Epoch AI · Copyright (c) 2026 seelpeed-debug

{notice}

## ISC License

For `borders.json`:

{isc}
"""


def build(folder: Path, pycountry_version: str) -> Shipped:
    """Return the attributions, with the permission notice exactly as the provenance has it."""
    provenance = (folder / PROVENANCE).read_text(encoding="utf-8")
    start = provenance.index(_NOTICE_START) + len(_NOTICE_START)
    notice = provenance[start:].split("\n\n", maxsplit=1)[0]
    isc = (folder / ISC).read_text(encoding="utf-8").strip()
    text = TEXT.format(notice=notice, isc=isc, pycountry=pycountry_version)
    return Shipped(name="ATTRIBUTION.md", content=text, rows=_rows)


def _rows(text: Any) -> Rows:  # noqa: ANN401
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {section.partition("\n")[0]: section for section in sections}
