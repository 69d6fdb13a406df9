"""What judging asks of a rulebook by name: one that lacks any of it cannot be judged by."""

from typing import Final

NEEDED_RULES: Final = frozenset(
    {
        *("US-1", "US-1a", "US-2", "US-3", "US-4", "US-5", "US-6", "US-7", "US-8", "US-11"),
        *("US-12", "US-13", "US-14", "US-20", "US-21", "US-22", "US-23", "4E091"),
        *("NAC", "ACA", "HBM", "AIA", "ACM", "LPP", "C-1", "C-2", "C-3", "C-6"),
        *("E-1", "E-4", "LETTER", "rental-parity"),
    }
)

NEEDED_PARAMETERS: Final = frozenset(
    {
        *("3a090-2022.tpp", "3a090-2022.io-gb-per-s"),
        *("3a090.a.1.tpp", "3a090.a.2.tpp", "3a090.a.2.density", "3a090.note2.tpp"),
        *("3a090.b.1.tpp", "3a090.b.1.tpp-below", "3a090.b.1.density"),
        *("3a090.b.1.density-below", "3a090.b.2.tpp", "3a090.b.2.density"),
        *("3a090.b.2.density-below", "3a090.c.density-above"),
        *("exception.hbm.density-below", "exception.nac.items-max"),
        *("letter-2025.dram-gb-per-s", "letter-2025.io-gb-per-s"),
        *("review-2026.dram-gb-per-s-below", "review-2026.tpp-below"),
        *("4e091.operations-from", "4e091.derived.operations-above"),
        *("4e091.derived.share-above", "diffusion.lpp.tpp", "diffusion.country.tpp"),
        *("foundry.transistors-below", "foundry.transistors-without-hbm-below"),
        *("foundry.node-nm-max", "foundry.application-days"),
        *(
            f"tariff.band-{band}.{what}-{end}"
            for band in (1, 2)
            for what in ("tpp", "dram-gb-per-s")
            for end in ("min", "max")
        ),
        *("reports.cluster.gbit-per-s-above", "reports.cluster.tera-operations-above"),
    }
)
