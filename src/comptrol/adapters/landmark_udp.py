"""A device that answers challenges over UDP, and the landmark that measures how soon it does.

The clock is the machine's monotonic one, read right before a challenge is sent and right after an
answer has come in; signing and the way through both machines count as distance, which is safe:
more delay never excludes the true place. Nothing is taken off.
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Final

from comptrol.adapters.landmark_protocol import (
    DATAGRAM_BYTES,
    ECHOED,
    KEY_BYTES,
    NONCE_BYTES,
    REPLY,
    Challenge,
    Sign,
    answer,
    check_reply,
)
from comptrol.kernel.errors import UnavailableError

STRAYS_MAX: Final = 64
"""So many datagrams that are no answer are looked at for one challenge: nobody can keep a landmark
busy for ever."""
NS_PER_MS: Final = 1_000_000
Address = tuple[str, int]
Randomness = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Timed:
    """One answer in time. An echo has no signature."""

    rtt_ms: float
    nonce: bytes
    signature: bytes | None


@dataclass(slots=True)
class Window:
    """What a landmark heard in one window of challenges."""

    sent: int = 0
    answers: list[Timed] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Window") -> "Window":
        """Return both windows as one."""
        answers = [*self.answers, *other.answers]
        return Window(self.sent + other.sent, answers, self.rejected + other.rejected)


class DeviceServer:
    """Answers challenges at one address, until its socket is closed."""

    def __init__(self, at: Address, device: bytes, sign: Sign) -> None:
        self._device, self._sign = device, sign
        self._socket = _bound(at)
        self.address: Address = self._socket.getsockname()[:2]

    def answer_one(self) -> bool:
        """Wait for a datagram and answer it; tell whether it was one to answer."""
        datagram, sender = self._socket.recvfrom(DATAGRAM_BYTES + 1)
        reply = answer(datagram, self._device, self._sign)
        if reply is None:
            return False
        try:
            self._socket.sendto(reply, sender)
        except OSError:  # whoever asked is gone, or cannot be reached: nothing is owed
            return False
        return True

    def close(self) -> None:
        """Let go of the address."""
        self._socket.close()


class Prober:
    """Challenges one device from one landmark."""

    def __init__(
        self, device: Address, source: str | None, timeout_s: float, randomness: Randomness
    ) -> None:
        self._randomness, self._timeout_ns = randomness, round(timeout_s * 1e9)
        self._socket = _connected(device, source)

    def measure(
        self, landmark: bytes, device: bytes, challenges: int, *, echo: bool = False
    ) -> Window:
        """Send challenges one after the other, each with a nonce of its own, and time answers."""
        assert len(landmark) == len(device) == KEY_BYTES, "keys are Ed25519 public keys"
        window = Window()
        for _ in range(challenges):
            challenge = Challenge(self._randomness(NONCE_BYTES), landmark, device)
            window.sent += 1
            found = self._timed(challenge, window.rejected, echo=echo)
            if found is not None:
                window.answers.append(found)
        return window

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()

    def _timed(self, challenge: Challenge, rejected: Counter[str], *, echo: bool) -> Timed | None:
        datagram = challenge.datagram(echo=echo)
        started = perf_counter_ns()
        try:
            self._socket.send(datagram)
        except OSError as error:
            rejected[f"not sent: {error.strerror}"] += 1
            return None
        for came, arrived in self._arriving(started + self._timeout_ns):
            wrong = _wrong(came, challenge, echo=echo)
            if wrong is None:
                rtt_ms = (arrived - started) / NS_PER_MS
                return Timed(rtt_ms, challenge.nonce, None if echo else came[-64:])
            rejected[wrong] += 1
        rejected["no answer in time"] += 1
        return None

    def _arriving(self, until_ns: int) -> Iterator[tuple[bytes, int]]:
        """Yield datagrams and when they came, up to a moment, so many at most."""
        for _ in range(STRAYS_MAX):
            left_ns = until_ns - perf_counter_ns()
            if left_ns <= 0:
                return
            self._socket.settimeout(left_ns / 1e9)
            try:
                came = self._socket.recv(DATAGRAM_BYTES + 1)
            except TimeoutError:
                return
            except ConnectionRefusedError:  # nothing listens there, or no longer
                return
            yield came, perf_counter_ns()


def _wrong(came: bytes, challenge: Challenge, *, echo: bool) -> str | None:
    """Return what keeps a datagram from being the answer, or nothing."""
    if len(came) > DATAGRAM_BYTES:
        return "longer than any answer"
    if len(came) < DATAGRAM_BYTES or came[:8] != (ECHOED if echo else REPLY):
        return "not an answer"
    if came[8:40] != challenge.nonce:
        return "another nonce: late, or played back"
    if came[40:72] != challenge.device:
        return "another device"
    if not echo and not check_reply(challenge, came[72:]):
        return "a signature that does not hold"
    return None


def _bound(at: Address) -> socket.socket:
    made = _socket(at)
    try:
        made.bind(at)
    except OSError as error:
        made.close()
        raise UnavailableError(f"{at[0]}:{at[1]} cannot be served: {error.strerror}") from error
    return made


def _connected(device: Address, source: str | None) -> socket.socket:
    """Return a socket that takes datagrams from the device's address alone."""
    made = _socket(device)
    try:
        if source is not None:
            made.bind((source, 0))
        made.connect(device)
    except OSError as error:
        made.close()
        where = f"{device[0]}:{device[1]}" + (f" from {source}" if source else "")
        raise UnavailableError(f"{where} cannot be reached: {error.strerror}") from error
    return made


def _socket(to: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in to[0] else socket.AF_INET
    return socket.socket(family, socket.SOCK_DGRAM)
