"""What is a password, and how is one checked so that nothing is learned from how long it took?

Length and nothing else makes a good one (NIST SP 800-63B-4 §3.1.1.2): no mixture of letters is
asked for, and none runs out. argon2id, with the second set of parameters of RFC 9106 §4.
"""

import unicodedata
from collections.abc import Callable
from typing import Final, TypeVar

import anyio
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from comptrol.kernel.errors import UnreadableError

T = TypeVar("T")

AT_ONCE: Final = 2
"""So many passwords are hashed at a time: one takes 64 MiB."""
LETTERS_MIN: Final = 12
LETTERS_MAX: Final = 256
TYPED_MAX: Final = 4 * 256
"""As keyboards may send letters, each accent by itself: more are never hashed, nor chosen."""

_HASHER: Final = PasswordHasher()
OF_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "mdifcGVlu1750UhyL8Kp3g$eKLSD30w46cXYEwe5vw3kTrk+fkmdG/dZGTq4Msh2zs"
)
"""The hash of a password that was thrown away: what is checked where there is no account."""


class PasswordRoom:
    """Where passwords are hashed and checked: few at a time, whoever asks."""

    def __init__(self) -> None:
        self._places: anyio.CapacityLimiter | None = None

    async def do(self, work: Callable[..., T], *given: str) -> T:
        """Do in a thread what hashes, when there is a place."""
        if self._places is None:
            self._places = anyio.CapacityLimiter(AT_ONCE)
        return await anyio.to_thread.run_sync(work, *given, limiter=self._places)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_plain(password))


def holds(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed; it takes as long where none was."""
    try:
        _HASHER.verify(kept or OF_NOBODY, _plain(password[: TYPED_MAX + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def check_fit(password: str, name: str) -> None:
    """Raise UnreadableError where a password would be guessed, or could not be typed again."""
    letters = len(_plain(password))
    if len(password) > TYPED_MAX:
        raise UnreadableError(f"the password has more than {TYPED_MAX} letters as it was sent")
    if not LETTERS_MIN <= letters <= LETTERS_MAX:
        raise UnreadableError(
            f"the password has {letters} letters; it has {LETTERS_MIN} to {LETTERS_MAX}"
        )
    if not password.isprintable():
        raise UnreadableError("the password has letters that cannot be typed")
    if name in password.lower() and letters - len(name) < LETTERS_MIN:
        raise UnreadableError("the password is little more than the name of the account")
    if len(set(password)) < LETTERS_MIN // 3:
        raise UnreadableError("the password repeats a few letters; choose one that is not guessed")


def _plain(password: str) -> str:
    """Return a password as every keyboard writes it (NFKC, as NIST SP 800-63B-4 asks)."""
    return unicodedata.normalize("NFKC", password)
