"""What is asked of an authenticator, and does its answer hold (WebAuthn level 3, §7)?

A passkey is kept in the authenticator with the account it is for, so that nobody has to be named
before; and it makes sure itself of who uses it. Which make it is, we do not ask.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from comptrol.entrypoints.console.signing_in.rules import DoorRules
from comptrol.flow.signing_in import Passkey
from comptrol.kernel.errors import NotProvenError

CREDENTIAL_BYTES_MAX = 1023
"""WebAuthn §4: of a credential's name."""
_BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What the library raises over answers that no authenticator gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticators:
    """What this console asks of authenticators."""

    rules: DoorRules

    def sign_in_options(self) -> tuple[str, str]:
        """Return what a browser is asked to sign in with, as JSON, and the challenge."""
        made = generate_authentication_options(
            rp_id=self.rules.passkeys_for, user_verification=UserVerificationRequirement.REQUIRED
        )
        return options_to_json(made), bytes_to_base64url(made.challenge)

    def new_options(self, account: str, known: tuple[Passkey, ...]) -> tuple[str, str]:
        """Return what a browser is asked to make for an account, as JSON, and the challenge."""
        made = generate_registration_options(
            rp_id=self.rules.passkeys_for,
            rp_name="Comptrol",
            user_name=account,
            user_id=_user(account),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=it.credential) for it in known],
        )
        return options_to_json(made), bytes_to_base64url(made.challenge)

    def made(
        self, credential: dict[str, Any], challenge: str, account: str, label: str, now: datetime
    ) -> Passkey:
        """Return the passkey that an authenticator made; NotProvenError where it does not hold."""
        try:
            found = verify_registration_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.rules.passkeys_for,
                expected_origin=list(self._origins),
                require_user_verification=True,
            )
        except _BROKEN:
            raise NotProvenError("the passkey does not fit what was asked for") from None
        if len(found.credential_id) > CREDENTIAL_BYTES_MAX:
            raise NotProvenError("the passkey's name is longer than any may be")
        return Passkey(
            credential=found.credential_id,
            account=account,
            public_key=found.credential_public_key,
            signs=found.sign_count,
            label=label,
            made=now,
        )

    def signs(self, credential: dict[str, Any], challenge: str, known: Passkey) -> int:
        """Return how often a passkey has signed; NotProvenError where this was not it.

        A count that does not grow means that there are two of it (§6.1.1); many always say 0.
        """
        try:
            return verify_authentication_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self.rules.passkeys_for,
                expected_origin=list(self._origins),
                credential_public_key=known.public_key,
                credential_current_sign_count=known.signs,
                require_user_verification=True,
            ).new_sign_count
        except _BROKEN:
            raise NotProvenError("the passkey did not sign what was asked") from None

    @property
    def _origins(self) -> tuple[str, ...]:
        """Return the origins under which a browser knows our name for passkeys."""
        host = self.rules.passkeys_for
        return (str(self.rules.origin._replace(host=host)),)


def credential_in(credential: dict[str, Any]) -> bytes:
    """Return which passkey an answer says it is from; NotProvenError where it says none."""
    try:
        return base64url_to_bytes(credential["rawId"])
    except _BROKEN:
        raise NotProvenError("the answer names no passkey") from None


def _user(account: str) -> bytes:
    """Return what authenticators keep an account under: nothing that says whose it is."""
    return hashlib.sha256(b"comptrol console account/1\0" + account.encode()).digest()
