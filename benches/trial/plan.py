"""What a trial is asked to do, and where its parts lie."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

WRITERS: Final = 3
CALIBRATION_S: Final = 20.0
SLOT_S: Final = 40.0
"""A fault to so many seconds: broken things are mended, and there is calm before the next."""
TAIL: Final = 0.35
"""In this last share of a trial nothing ends the server, so that its memory can be judged."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One trial: how long, how hard, over which store, with which faults, seeded."""

    folder: Path
    minutes: float = 30.0
    share: float = 0.7
    store: str = "sqlite"
    seed: int = 13
    writers: int = WRITERS
    calibration_s: float = CALIBRATION_S
    faults: tuple[str, ...] | None = None
    """Nothing: every kind that this machine and store allow."""
    disk_mb: int = 6_000
    """The size of the disk of the data folder; it is sparse, and full when it shall be."""

    @property
    def seconds(self) -> float:
        """Return for how long load is offered, at least."""
        return self.minutes * 60

    @property
    def held_s(self) -> float:
        """Return how long what lasts (a full disk, a slow one, no witness) lasts."""
        return max(1.0, min(12.0, self.seconds / 40))

    @property
    def data(self) -> Path:
        """Return the data folder of the server, on a disk of its own where there is one."""
        return self.folder / "disk" / "data"

    @property
    def acknowledged(self) -> Path:
        """Return where the harness keeps what it was told; never on the server's disk."""
        return self.folder / "told"
