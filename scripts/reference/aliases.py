"""The other names that each accelerator of the hardware table goes by.

Written by hand. A name may stand for one model only: the build stops where two would claim it.
"""

from collections.abc import Mapping

MAKERS: Mapping[str, str] = {"GroqChip LPU v1": "Groq"}
"""Makers of the rows that name none."""

PREFIXES = (
    "Amazon ",
    "AWS ",
    "AMD ",
    "Google ",
    "Huawei ",
    "Intel Habana ",
    "Intel ",
    "Meta ",
    "NVIDIA ",
    "Cambricon ",
    "Baidu ",
)
"""What people leave out: "TPU v4" is the Google TPU v4."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "AMD Instinct MI300A": ("MI300A",),
    "AMD Instinct MI300X": ("MI300X",),
    "AMD Instinct MI325X": ("MI325X",),
    "AMD Instinct MI350X": ("MI350X",),
    "AMD Instinct MI355X": ("MI355X",),
    "AMD Radeon Instinct MI250X": ("Instinct MI250X", "MI250X"),
    "AMD Radeon Instinct MI300": ("Instinct MI300", "MI300"),
    "AMD Radeon Instinct MI308X": ("Instinct MI308X", "MI308X"),
    "Google TPU v6e Trillium": ("TPU v6e", "Trillium"),
    "Google TPU v7 Ironwood": ("TPU v7", "TPU7x", "Ironwood"),
    "Intel Habana Gaudi2": ("Gaudi 2", "Intel Gaudi 2"),
    "Intel Habana Gaudi3": ("Gaudi 3", "Intel Gaudi 3"),
    "Maia 100 (M100)": ("Maia 100",),
    "Meta MTIA v1 (MTIA 100)": ("MTIA v1", "MTIA 100"),
    "Meta MTIA v2 (MTIA 200)": ("MTIA v2", "MTIA 200"),
    "MetaX MXC500 (OAM)": ("MetaX C500 OAM", "MXC500 OAM"),
    "MetaX MXC500 (PCIe)": ("MetaX C500 PCIe", "MXC500 PCIe"),
    "NVIDIA A100 SXM4 40 GB": ("A100 SXM 40GB", "A100 SXM4 40GB"),
    "NVIDIA A100 SXM4 80 GB": ("A100 SXM 80GB", "A100 SXM4 80GB"),
    "NVIDIA A800 PCIe 40 GB": ("A800 PCIe 40GB",),
    "NVIDIA A800 PCIe 80 GB": ("A800 PCIe 80GB",),
    "NVIDIA A800 SXM": ("A800",),
    "NVIDIA B300 (Blackwell Ultra)": ("B300", "NVIDIA B300"),
    "NVIDIA GB300 (Blackwell Ultra)": ("GB300", "NVIDIA GB300"),
    "NVIDIA GeForce RTX 3090": ("RTX 3090",),
    "NVIDIA GeForce RTX 4070": ("RTX 4070",),
    "NVIDIA GeForce RTX 4080": ("RTX 4080",),
    "NVIDIA GeForce RTX 4090": ("RTX 4090",),
    "NVIDIA H100 SXM5 80GB": ("H100", "NVIDIA H100", "H100 SXM", "H100 SXM5"),
    "NVIDIA H200 SXM": ("H200", "NVIDIA H200"),
    "NVIDIA H800 SXM5": ("H800", "NVIDIA H800", "H800 SXM"),
    "NVIDIA HGX H20": ("H20", "NVIDIA H20", "H20 SXM"),
    "NVIDIA L2 PCle": ("L2", "L2 PCIe", "NVIDIA L2 PCIe"),
    "NVIDIA L20 PCle": ("L20", "L20 PCIe", "NVIDIA L20 PCIe"),
    "NVIDIA RTX 6000 Ada Generation": ("RTX 6000 Ada",),
    "NVIDIA Tesla T4": ("T4", "NVIDIA T4"),
}


def aliases_of(name: str) -> tuple[str, ...]:
    """Return the other names of a row: those by hand, and the name without its maker."""
    short = next((name[len(p) :] for p in PREFIXES if name.startswith(p)), None)
    found = (*((short,) if short else ()), *ALIASES.get(name, ()))
    return tuple(dict.fromkeys(alias for alias in found if alias != name))


def names_claimed_twice(models: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return every name that more than one model claims, without regard to case."""
    claims: dict[str, list[str]] = {}
    for model, names in models.items():
        for name in {" ".join(name.split()).casefold() for name in (model, *names)}:
            claims.setdefault(name, []).append(model)
    return {name: claimed for name, claimed in claims.items() if len(claimed) > 1}
