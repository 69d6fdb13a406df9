"""An issuer of identities that is really served on loopback: OpenID Connect, code flow, PKCE."""

import base64
import hashlib
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from tests.console.house import Clocks, free, served

CLIENT, SECRET = "comptrol-console", "a secret: of 100% ours"
SUBJECT = "user|4711"
LASTS_S = 300


class Provider:
    """Vouches for one person; a test may have it lie, fail, or sign with another key."""

    def __init__(self, url: str, clocks: Clocks) -> None:
        self.url, self._clocks = url, clocks
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.signs_with: RSAKey | ECKey = self.key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.without: tuple[str, ...] = ()
        self.token: str | None = None
        self.asked: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", self._jwks),
            ]
        )

    async def _metadata(self, request: Request) -> Response:  # noqa: ARG002
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            **self.metadata,
        }
        return JSONResponse(told)

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.url})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        begun = self._codes.pop(form.get("code", ""), None)
        if begun is None or not self._is_ours(request) or not _fits(begun, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", **self._vouched(begun)})

    def _is_ours(self, request: Request) -> bool:
        kind, _, pair = request.headers.get("authorization", "").partition(" ")
        client, _, secret = base64.b64decode(pair).decode().partition(":")
        return (kind, unquote(client), unquote(secret)) == ("Basic", CLIENT, SECRET)

    def _vouched(self, begun: dict[str, str]) -> dict[str, str]:
        now = int(self._clocks.at.timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": SUBJECT,
            "iat": now,
            "exp": now + LASTS_S,
            "nonce": begun["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if name not in self.without}
        if self.token is not None:
            return {"id_token": self.token}
        header = {"alg": self.algorithm, "kid": "one"}
        return {"id_token": jwt.encode(header, said, self.signs_with, [self.algorithm])}

    async def _jwks(self, request: Request) -> Response:  # noqa: ARG002
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


def _fits(begun: dict[str, str], form: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    same_place = form.get("redirect_uri") == begun["redirect_uri"]
    return challenge == begun["code_challenge"] and same_place


@contextmanager
def vouched_by(clocks: Clocks) -> Generator[Provider]:
    """Serve an issuer of identities until the end of the block."""
    listening = free()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    provider = Provider(url, clocks)
    with served(provider.app(), listening):
        yield provider
