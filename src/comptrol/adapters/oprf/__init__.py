"""How is a pseudonym made of a name, so that neither side learns what the other keeps to itself?

The verifiable oblivious pseudorandom function of RFC 9497, in the suite ristretto255-SHA512. One
side has inputs, the other a key: the first learns the output, and that the announced key made it;
the second learns nothing of the inputs.
"""

from comptrol.adapters.oprf.evaluation import Blinding, EpochEvaluator
from comptrol.adapters.oprf.keys import EpochKeys
from comptrol.adapters.oprf.protocol import (
    OUTPUT_BYTES,
    Blinded,
    Evaluated,
    blind,
    evaluate,
    finalize,
    prf,
    public_key,
)

__all__ = [
    "OUTPUT_BYTES",
    "Blinded",
    "Blinding",
    "EpochEvaluator",
    "EpochKeys",
    "Evaluated",
    "blind",
    "evaluate",
    "finalize",
    "prf",
    "public_key",
]
