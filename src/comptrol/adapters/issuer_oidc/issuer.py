"""An issuer of identities as we know it: its addresses, its keys, and one way to ask it."""

import base64
import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, urlencode

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from comptrol.adapters.issuer_oidc.asking import RefusedByIssuerError, ask, secure_host
from comptrol.adapters.issuer_oidc.identity_token import subject_of
from comptrol.flow.signing_in import Journey
from comptrol.kernel.errors import NotProvenError, UnavailableError

FRESH_S: Final = 3600
AGAIN_S: Final = 10
"""How long what an issuer says of itself is believed; and how long one that fails is let alone."""

_METADATA: Final = "/.well-known/openid-configuration"


class OidcIssuer:
    """One issuer, and what it calls us."""

    def __init__(
        self,
        issuer: str,
        client: str,
        secret: str | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer, self._client, self._secret = issuer, client, secret
        self._seconds, self._turn = seconds, Lock()
        self._known: dict[str, Any] = {}
        self._known_until = self._failed_until = 0.0

    @property
    def issuer(self) -> str:
        """Return what the issuer calls itself."""
        return self._issuer

    def begin(self, journey: Journey) -> str:
        """Return the address to send a person to; UnavailableError where it is out of reach."""
        digest = hashlib.sha256(journey.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client,
            "redirect_uri": journey.back,
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        url = self._address("authorization_endpoint")
        return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"

    def subject(self, journey: Journey, code: str, now: datetime) -> str:
        """Return whom the issuer vouches for, once everything it sends holds."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": journey.back,
            "code_verifier": journey.verifier,
        }
        form, secret = self._introduced(given)
        try:
            answer = ask(self._address("token_endpoint"), form, secret)
        except RefusedByIssuerError:
            raise NotProvenError(
                "the issuer does not take its own answer back: begin again"
            ) from None
        keys = self._keys()
        return subject_of(
            answer.get("id_token"),
            keys,
            issuer=self._issuer,
            client=self._client,
            nonce=journey.nonce,
            now=now,
        )

    def _introduced(self, form: dict[str, str]) -> tuple[dict[str, str], str]:
        """Return a form that says who we are, and the header where that is how we say it.

        With a secret in the header, as every issuer must take it, unless it takes it in the form
        alone (OpenID Connect Core §9).
        """
        if self._secret is None:
            return {**form, "client_id": self._client}, ""
        ways = self._metadata().get("token_endpoint_auth_methods_supported")
        if isinstance(ways, list) and "client_secret_basic" not in ways:
            return {**form, "client_id": self._client, "client_secret": self._secret}, ""
        pair = f"{quote(self._client, safe='')}:{quote(self._secret, safe='')}"
        return form, f"Basic {base64.b64encode(pair.encode()).decode()}"

    def _address(self, name: str) -> str:
        found = self._metadata().get(name)
        if not isinstance(found, str):
            raise UnavailableError(f"the issuer {self._issuer} does not say its {name}")
        secure_host(found)
        return found

    def _keys(self) -> KeySet:
        """Return the issuer's keys as they are now: a sign-in is rare, and keys change."""
        try:
            # What it is made of is checked as it is read: hence no type.
            found: Any = ask(self._address("jwks_uri"))
            return KeySet.import_key_set(found)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise UnavailableError(f"the keys of {self._issuer} cannot be read") from error

    def _metadata(self) -> dict[str, Any]:
        """Return what the issuer says of itself (OpenID Connect Discovery §4)."""
        with self._turn:
            now = self._seconds()
            if now < self._known_until:
                return self._known
            if now < self._failed_until:
                raise UnavailableError(
                    f"the issuer {self._issuer} is out of reach: try again soon"
                )
            self._failed_until = now + AGAIN_S
            found = ask(self._issuer.rstrip("/") + _METADATA)
            if found.get("issuer") != self._issuer:
                raise UnavailableError(f"{self._issuer} calls itself by another name")
            self._known, self._known_until, self._failed_until = found, now + FRESH_S, 0.0
            return found
