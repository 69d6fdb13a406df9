"""The story of a year of filings: every scene is some months, and what must come of them."""

from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.filings.hearing import Hearing
from comptrol.entrypoints.demo.filings.year import Year
from comptrol.entrypoints.demo.story import Story


def year_of_filings(clock: StoryClock) -> Story:
    """Return the scenes of the year, in order; they move the clock."""
    year = Year(clock)
    hearing = Hearing(year)
    return (
        ("2025 begins: what is to be reported, and how reports are looked at", year.begin),
        ("The first twelve weeks: three providers file, others measure", year.until(2)),
        ("Spring: a meter of Harbour is out, it files late and puts it right", year.until(5)),
        ("Summer: operations are counted by another definition", year.until(8)),
        ("Autumn: Delta files later and later, and adds what it left out", year.until(9)),
        ("The total of the tenth period fell: because of who has filed", year.fell),
        ("Winter, and the last filings of the year", year.until(15)),
        ("Who was named, by what, after how long", year.reckon),
        ("Nothing was raised about Harbour, and this is why", year.explain),
        ("A case on each who was named: a notice, with rule, facts and evidence", hearing.begin),
        ("Both answer, and nobody is decided about before", hearing.answer),
        ("A person decides; statistics alone suspend nobody", hearing.decide),
        ("An appeal is heard by somebody else, and what is over ends", hearing.end),
    )
