"""Chips in the scenarios that are asked for a signature: challenges, dies, their vendor's root.

The certificates and reports are those of the vendor that the tests have made up: the form of a
real one, under a root of our own, which the authority pins.
"""

from hashlib import sha256
from typing import Final

from tests.attesting import evidence, root_anchor

from benches.adversary.acts import Acts
from benches.adversary.cast import INSPECTOR
from benches.adversary.goods import Lot
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.attestation import (
    LABEL,
    Attested,
    Challenged,
    ChallengeId,
    KeysPinned,
    Nonce,
    PinForm,
    PinName,
    nonce_of,
)
from comptrol.kernel.identifiers import Digest

ROOT, SIZE = Digest("0" * 64), 1
"""Checked is that the log had that size: the world was founded by then."""
DIES: Final = 4
"""So many dies one instance may have."""


def answered(stage: Stage, number: int, lot: Lot, *, die: int, deed: bool = False) -> Acts[None]:
    """Let the holder be asked for the first chip of a lot, and a die sign for it on that day."""
    anchor = root_anchor()
    pinned = KeysPinned(
        pin=PinName("chips-root"),
        form=PinForm.ROOT,
        content=anchor.content,
        digest=anchor.digest,
        source="a bench",
    )
    yield stage.says(number, AUTHORITY, pinned)
    name = ChallengeId(stage.name(f"asked-{number}-{die}"))
    salt = Nonce(sha256(f"a salt: {name}".encode()).hexdigest())
    nonce = nonce_of(LABEL, ROOT, SIZE, salt)
    asked = Challenged(
        challenge=name,
        to=lot.holder,
        chip=lot.chips[0],
        nonce=nonce,
        label=LABEL,
        root=ROOT,
        size=SIZE,
        salt=salt,
        minutes=1440,
    )
    yield stage.says(number, INSPECTOR, asked)
    whose = int(stage.instance[1:]) * DIES + die
    said = Attested(chip=lot.chips[0], challenge=name, evidence=evidence(nonce, die=whose))
    yield (stage.does if deed else stage.says)(number, lot.holder, said)
