"""Whom does an identity token vouch for, and is it this issuer's, for us, now, for this journey?

OpenID Connect Core §3.1.3.7. Signed by a key of the issuer's: never by a secret that we share, and
never not at all.
"""

from datetime import datetime
from hmac import compare_digest
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from comptrol.kernel.errors import NotProvenError

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
LEEWAY_S: Final = 60
"""So far may the issuer's clock be from ours."""
LETTERS_MAX: Final = 255
"""Of a subject: OpenID Connect Core §2."""
TOKEN_LETTERS_MAX: Final = 64 * 1024


def subject_of(
    token: object, keys: KeySet, *, issuer: str, client: str, nonce: str, now: datetime
) -> str:
    """Return the subject; NotProvenError in words where anything of it does not hold."""
    claims = _signed(token, keys)
    if claims.get("iss") != issuer:
        raise NotProvenError("what the issuer sent was issued by somebody else")
    if not _is_for(claims, client):
        raise NotProvenError("what the issuer sent is for another program than this one")
    _check_time(claims, now)
    told = claims.get("nonce")
    if not isinstance(told, str) or not compare_digest(told.encode(), nonce.encode()):
        raise NotProvenError("what the issuer sent does not belong to this sign-in: begin again")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= LETTERS_MAX:
        raise NotProvenError("the issuer does not say whom it vouches for")
    return subject


def _signed(token: object, keys: KeySet) -> dict[str, Any]:
    if not isinstance(token, str) or len(token) > TOKEN_LETTERS_MAX:
        raise NotProvenError("the issuer sent no identity token")
    try:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except BadSignatureError:
        raise NotProvenError("what the issuer sent is not signed by a key of the issuer") from None
    except (JoseError, ValueError, TypeError, KeyError):  # the token's words stay out of the log
        raise NotProvenError("what the issuer sent cannot be read, or by no known key") from None


def _is_for(claims: dict[str, Any], client: str) -> bool:
    """Tell whether a token is for us alone, or for us first (§3.1.3.7, 3 to 5)."""
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client not in named:
        return False
    return claims.get("azp", client if len(named) == 1 else None) == client


def _check_time(claims: dict[str, Any], now: datetime) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(
            {name: claims.get(name) for name in ("exp", "iat", "nbf") if name in claims}
        )
    except ExpiredTokenError:
        raise NotProvenError("what the issuer sent has run out: begin again") from None
    except JoseError:
        raise NotProvenError("what the issuer sent has no time that can be right") from None
