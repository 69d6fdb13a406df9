"""Play some scenarios while writing them: ``python -m benches.adversary [ID ...] [--quick]``."""

import sys

from benches.adversary.bench import SEEDS, figures, played
from benches.adversary.printing import printed
from benches.adversary.scenario import discovered, unbuilt
from benches.measurement import show

if __name__ == "__main__":
    asked = [it for it in sys.argv[1:] if it != "--quick"]
    worlds = played(asked, seeds=1 if "--quick" in sys.argv else SEEDS)
    printed(worlds, () if asked else unbuilt(discovered()))
    show(tuple(figures(worlds)))
