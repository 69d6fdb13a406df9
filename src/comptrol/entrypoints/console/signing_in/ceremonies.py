"""What has begun and waits for its end: a challenge to a passkey, a journey to the issuer.

Kept in memory, each under the digest of the browser's own secret, for a few minutes, and taken out
when it is used: nothing ends twice, and nothing that one browser began can another one end. A
server that is started anew has forgotten them; the person begins again.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from threading import Lock
from typing import Final

from typing_extensions import override

from comptrol.kernel.identifiers import Digest

SECONDS: Final = 600
WAITING_MAX: Final = 20_000


class Kind(Enum):
    """What is done."""

    PASSKEY_SIGN_IN = "passkey sign-in"
    PASSKEY_NEW = "passkey new"
    ISSUER = "issuer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """One that waits, with what its end has to fit."""

    challenge: str
    """What a passkey signs, or what the issuer gives back (state)."""
    nonce: str = ""
    verifier: str = ""
    onward: str = ""
    """Where the person wanted to go."""

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Ceremony(…)"


class Ceremonies:
    """All that wait."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[Digest, Kind], tuple[float, Ceremony]] = OrderedDict()
        self._turn = Lock()

    def begin(self, browser: Digest, kind: Kind, ceremony: Ceremony, now: float) -> None:
        """Let one wait; it takes the place of another that this browser began."""
        with self._turn:
            self._waiting.pop((browser, kind), None)
            self._waiting[browser, kind] = (now + SECONDS, ceremony)
            while len(self._waiting) > WAITING_MAX:
                self._waiting.popitem(last=False)

    def end(self, browser: Digest, kind: Kind, now: float) -> Ceremony | None:
        """Return what this browser began, once and never again; nothing where it is over."""
        with self._turn:
            until, ceremony = self._waiting.pop((browser, kind), (0.0, None))
        return ceremony if until > now else None
