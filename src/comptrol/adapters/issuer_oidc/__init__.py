"""An issuer of identities, asked over HTTP (OpenID Connect, code flow with PKCE)."""

from comptrol.adapters.issuer_oidc.issuer import OidcIssuer

__all__ = ["OidcIssuer"]
