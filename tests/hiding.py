"""A log in which things are hidden: the world of ``speaking``, and the domain of privacy."""

from dataclasses import replace
from typing import Any

import msgspec
from tests.speaking import CATALOGUE as PLAIN
from tests.speaking import START, FixedClock, intake_into

from comptrol.adapters.keyring_files import PartyKey
from comptrol.domains import privacy
from comptrol.domains.privacy import commitment_to
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.jws import read_jws, write_jws
from comptrol.kernel.selective import Clear, disclosure, issue

CATALOGUE = Catalogue((PLAIN.domains[0], privacy.DOMAIN, *PLAIN.domains[1:]))
SALT = bytes(range(32))
BODY = b'{"kind":"echo.asked/1","word":"Erika Mustermann"}'
ECHO = "echo.asked/1"


def hiding_into(store: Store, clock: FixedClock) -> Intake:
    """Return the real path into a store, for what is hidden too."""
    return replace(intake_into(store, clock), catalogue=CATALOGUE)


def sealed(
    by: PartyKey,
    sequence: int,
    body: bytes = BODY,
    salt: bytes = SALT,
    kind: str = ECHO,
    **claimed: Any,
) -> bytes:
    """Return a statement under seal, whose claims are true but for those given."""
    commitment = commitment_to(salt, body)
    claims = Claims(
        issuer=by.party,
        subject=f"commitment:{commitment}",
        said_at=int(START.timestamp()),
        sequence=sequence,
        key=by.key,
    )
    claims = msgspec.structs.replace(claims, **claimed)
    return seal(claims, bytes.fromhex(commitment), by.sign, preimage_kind=kind)


def core_of(by: PartyKey, **changed: Any) -> str:
    """Return an SD-JWT core of one hidden claim, with what is changed in its header or claims."""
    shown = disclosure(SALT, "word", "Erika Mustermann")
    clear = Clear(iss=by.party, iat=int(START.timestamp()), kind=ECHO)
    honest = read_jws(issue(clear, [shown], [b"decoy"], by.key, by.sign))
    header = {name: changed.pop(name, value) for name, value in honest.header.items()}
    claims = {**honest.claims, **changed}
    return write_jws(header, claims, by.sign)
