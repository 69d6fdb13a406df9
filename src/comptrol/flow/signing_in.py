"""Who may sign in to the pages, and who looked at what there? What is kept of it, and the port.

None of it stands in the log: an account is how a person of a party gets in, and the log knows
parties alone. So what a visitor may see follows from the party's roles there, never from here; and
nothing kept here lets anybody in who reads it: passwords are hashed, of sessions the digest is
kept, of passkeys what anyone may know.
"""

from datetime import datetime
from typing import Final, Protocol

import msgspec
from typing_extensions import override

from comptrol.kernel.identifiers import Digest, PartyId

LOOKS_MAX: Final = 1000
"""So many looks are shown at a time."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How one person signs in, and for which party."""

    name: str
    party: PartyId | None
    made: datetime
    analyst: bool = False
    disabled: bool = False
    password: str | None = None
    """An argon2id hash (RFC 9106); none where only passkeys or an issuer let them in."""
    zone: str = "UTC"

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"Account({self.name!r}, {self.party!r}, …)"


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key that an authenticator made for an account (WebAuthn)."""

    credential: bytes
    account: str
    public_key: bytes
    signs: int
    """How many signatures the authenticator had made by the last one we saw."""
    label: str
    made: datetime
    used: datetime | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody signed in: known by the digest of a token that only their browser has."""

    digest: Digest
    account: str
    made: datetime
    seen: datetime


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an issuer of identities calls by which name, and which account that is here."""

    issuer: str
    subject: str
    account: str


class PageLook(msgspec.Struct, frozen=True, kw_only=True):
    """That an account looked at a page; nothing is kept of where from."""

    at: datetime
    account: str
    path: str
    subject: str


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """One journey to an issuer of identities and back: what binds its end to its beginning."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636): whoever has the code alone has nothing."""
    back: str
    """Where the issuer sends the person back to."""

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Journey(…)"


class Vouching(Protocol):
    """An issuer of identities (OpenID Connect): it knows people, we know which account is theirs.

    It is asked for nothing but the name that it has for a person; no address, no other words.
    """

    @property
    def issuer(self) -> str:
        """Return what the issuer calls itself."""
        ...

    def begin(self, journey: Journey) -> str:
        """Return the address to send a person to; UnavailableError where it is out of reach."""
        ...

    def subject(self, journey: Journey, code: str, now: datetime) -> str:
        """Return whom the issuer vouches for at the end of a journey.

        Raises NotProvenError where it vouches for nobody, or not to us, not now, not for this
        journey; UnavailableError where it is out of reach.
        """
        ...


class SignIns(Protocol):
    """Keeps accounts, and what lets people into them. Whatever it answers is durable.

    It may be read and written by several processes at once: what one has disabled, none admits.
    """

    def add(self, account: Account) -> None:
        """Keep a new account; UnreadableError where the name is taken."""
        ...

    def change(
        self,
        name: str,
        *,
        disabled: bool | None = None,
        password: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Change what is given of an account, and nothing that another changes beside it.

        NotFoundError where there is none.
        """
        ...

    def account(self, name: str) -> Account | None:
        """Return an account, disabled or not."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        ...

    def bind(self, binding: Binding) -> None:
        """Let an issuer's subject into an account; UnreadableError where it is in another."""
        ...

    def unbind(self, issuer: str, subject: str) -> bool:
        """Let an issuer's subject in no longer; tell whether it was let in."""
        ...

    def bound(self, issuer: str, subject: str) -> str | None:
        """Return the account of an issuer's subject."""
        ...

    def bindings(self) -> tuple[Binding, ...]:
        """Return every binding, by account."""
        ...

    def keep_passkey(self, passkey: Passkey) -> None:
        """Keep a new passkey; UnreadableError where it is known already."""
        ...

    def passkey(self, credential: bytes) -> Passkey | None:
        """Return a passkey."""
        ...

    def passkeys(self, account: str) -> tuple[Passkey, ...]:
        """Return the passkeys of an account, the oldest first."""
        ...

    def used(self, credential: bytes, signs: int, at: datetime) -> None:
        """Note that a passkey signed."""
        ...

    def drop_passkey(self, account: str, credential: bytes) -> None:
        """Forget a passkey of an account, if it is one of its own."""
        ...

    def begin(self, session: Session) -> None:
        """Keep a new session."""
        ...

    def session(self, digest: Digest) -> tuple[Session, Account] | None:
        """Return a session and its account, however old the one and disabled the other."""
        ...

    def sessions(self, account: str) -> tuple[Session, ...]:
        """Return the sessions of an account, the newest first."""
        ...

    def seen(self, digest: Digest, at: datetime) -> None:
        """Note that a session is in use."""
        ...

    def end(self, digest: Digest) -> None:
        """End a session; one that is none is none afterwards."""
        ...

    def end_all(self, account: str, but: Digest | None = None) -> None:
        """End the sessions of an account, or all but one."""
        ...

    def end_older(self, made_before: datetime, seen_before: datetime) -> None:
        """Forget the sessions that nobody can use any more."""
        ...

    def looked(self, look: PageLook) -> None:
        """Keep that somebody looked."""
        ...

    def looks(
        self, *, account: str | None = None, subject: str | None = None, limit: int = LOOKS_MAX
    ) -> tuple[PageLook, ...]:
        """Return who looked, the latest first."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
