"""How fast can a chip be that the product knows, without a log?"""

from comptrol.adapters.reference_files import chip_statements
from comptrol.domains.chips import BITS, Basis, Peaks, Property, Rate, peaks_of


def peaks_shipped() -> dict[str, Peaks]:
    """Return the dense peaks of every model that the product knows."""
    found = dict[str, Peaks]()
    for said in chip_statements():
        peaks = peaks_of(
            Rate(
                dense_tera_ops=fact.value,
                bits=BITS[fact.precision],
                precision=fact.precision.value,
            )
            for fact in said.facts
            if fact.property is Property.RATE
            and fact.basis is not Basis.SPARSE
            and fact.value is not None
            and fact.precision is not None
        )
        if peaks is not None:
            found[said.model] = peaks
    return found
