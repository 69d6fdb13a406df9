"""What do a landmark and a device say to each other? Two datagrams, each of one length.

A challenge names a fresh nonce and both sides; the reply signs all of it, so that it answers this
landmark, about this device, and nothing that was asked before. The challenge is filled up to the
length of a reply: nobody can have a device send more than they sent themselves. An echo asks for
the same without a signature; it is how a box in between would answer.

    challenge  "CMPTLM1?"  nonce 32  landmark 32  device 32  zeros 32
    echo       "CMPTLM1e"  nonce 32  landmark 32  device 32  zeros 32
    reply      "CMPTLM1!"  nonce 32  device 32  signature 64 (Ed25519, RFC 8032)
    echoed     "CMPTLM1E"  nonce 32  device 32  zeros 64

What is signed begins with words of its own, so that a signature made for something else never
stands for a reply.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.signature import verify_bytes

NONCE_BYTES: Final = 32
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
CHALLENGE: Final = b"CMPTLM1?"
ECHO: Final = b"CMPTLM1e"
REPLY: Final = b"CMPTLM1!"
ECHOED: Final = b"CMPTLM1E"
DATAGRAM_BYTES: Final = len(REPLY) + NONCE_BYTES + KEY_BYTES + SIGNATURE_BYTES
_SIGNED: Final = b"comptrol landmark reply 1\x00"

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a landmark asks of a device."""

    nonce: bytes
    landmark: bytes
    """The landmark's public key."""
    device: bytes
    """The public key of the device that is to answer."""

    def datagram(self, *, echo: bool = False) -> bytes:
        """Return the bytes that are sent."""
        asked = (ECHO if echo else CHALLENGE) + self.nonce + self.landmark + self.device
        return asked.ljust(DATAGRAM_BYTES, b"\x00")

    def to_be_signed(self) -> bytes:
        """Return what the device signs."""
        return _SIGNED + self.nonce + self.landmark + self.device


def check_reply(challenge: Challenge, signature: bytes) -> bool:
    """Tell whether a signature is the device's, over this challenge."""
    try:
        verify_bytes(challenge.device, signature, challenge.to_be_signed())
    except EnvelopeError:
        return False
    return True


def answer(datagram: bytes, device: bytes, sign: Sign) -> bytes | None:
    """Return what a device answers; nothing to what is not for it, or is not a challenge."""
    if len(datagram) != DATAGRAM_BYTES or datagram[:8] not in {CHALLENGE, ECHO}:
        return None
    nonce, landmark, asked = (datagram[8 + 32 * n : 40 + 32 * n] for n in range(3))
    if asked != device or any(datagram[104:]):
        return None
    if datagram[:8] == ECHO:
        return ECHOED + nonce + device + bytes(SIGNATURE_BYTES)
    return REPLY + nonce + device + sign(Challenge(nonce, landmark, device).to_be_signed())
