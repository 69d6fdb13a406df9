"""What an operator may set: read once from the environment, then frozen."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from comptrol.kernel.errors import UnreadableError


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, with its default. An option of the command line stands above it."""

    data: Path | None = None
    """COMPTROL_DATA: the folder of log, views and keys; ``comptrol-data`` where nothing is set."""
    host: str = "127.0.0.1"
    """COMPTROL_HOST: the address to serve on; loopback unless the operator says otherwise."""
    port: Annotated[int, Meta(ge=0, le=65535)] = 8420
    """COMPTROL_PORT: the port to serve on."""
    reading_processes: Annotated[int, Meta(ge=0, le=64)] = 2
    """COMPTROL_READING_PROCESSES: processes that check signatures, one to a core."""
    console_url: str | None = None
    """COMPTROL_CONSOLE_URL: where browsers reach this server; ``http://HOST:PORT`` on loopback."""
    console_session_s: Annotated[int, Meta(ge=60, le=604_800)] = 28_800
    """COMPTROL_CONSOLE_SESSION_S: how long a sign-in lasts at most; 30 idle minutes end it too."""
    console_proxies: Annotated[int, Meta(ge=0, le=8)] = 0
    """COMPTROL_CONSOLE_PROXIES: servers in front of this one, each of which names its caller."""
    console_oidc_issuer: str | None = None
    """COMPTROL_CONSOLE_OIDC_ISSUER: who vouches for people (OpenID Connect)."""
    console_oidc_client_id: str | None = None
    """COMPTROL_CONSOLE_OIDC_CLIENT_ID: what the issuer calls this console."""
    console_oidc_client_secret_file: Path | None = None
    """COMPTROL_CONSOLE_OIDC_CLIENT_SECRET_FILE: a file with the secret for that."""

    database: str | None = None
    """COMPTROL_DATABASE: where log and views are, as ``postgresql://USER@HOST/DATABASE``; a SQLite
    file in the data folder where nothing is set. A password belongs into a file: PGPASSFILE."""
    read_database: str | None = None
    """COMPTROL_READ_DATABASE: a replica of that database, which is read while it keeps up."""
    read_lag_max_s: Annotated[int, Meta(ge=0, le=3600)] = 5
    """COMPTROL_READ_LAG_MAX_S: how many seconds a replica may be behind and still be read."""

    log_format: Literal["text", "json"] = "text"
    """COMPTROL_LOG_FORMAT: how a server's log is written: lines for people, or JSON Lines."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """COMPTROL_LOG_LEVEL: the least that a server's log tells."""
    metrics_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """COMPTROL_METRICS_NETWORKS: who may read /metrics, with commas between; empty: nobody."""
    traces_url: str | None = None
    """COMPTROL_TRACES_URL: a collector of OpenTelemetry (OTLP over HTTP) that is sent traces."""
    tls_certificate_file: Path | None = None
    """COMPTROL_TLS_CERTIFICATE_FILE: the chain of certificates to serve with; needs its key."""
    tls_key_file: Path | None = None
    """COMPTROL_TLS_KEY_FILE: the key of that certificate."""
    tls_client_authorities_file: Path | None = None
    """COMPTROL_TLS_CLIENT_AUTHORITIES_FILE: whose certificates every client must show one of."""
    quota_requests_per_s: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """COMPTROL_QUOTA_REQUESTS_PER_S: how many requests one client may send a second; 0: any."""
    quota_statements_per_s: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """COMPTROL_QUOTA_STATEMENTS_PER_S: how many statements one client may say a second; 0: any."""
    quota_burst_s: Annotated[int, Meta(ge=1, le=3600)] = 10
    """COMPTROL_QUOTA_BURST_S: how many seconds' worth of a quota may come at once."""
    drain_s: Annotated[int, Meta(ge=0, le=600)] = 10
    """COMPTROL_DRAIN_S: how long what is in hand may take when a server ends."""

    def __post_init__(self) -> None:
        """Refuse an address that is none, and one setting without the other that it needs."""
        for name, url in (("DATABASE", self.database), ("READ_DATABASE", self.read_database)):
            if url is not None:
                check_address(f"COMPTROL_{name}", url)
        if self.read_database is not None and self.database is None:
            raise ValueError("COMPTROL_READ_DATABASE is a replica of COMPTROL_DATABASE: set both")
        if (self.tls_certificate_file is None) != (self.tls_key_file is None):
            raise ValueError("COMPTROL_TLS_CERTIFICATE_FILE and COMPTROL_TLS_KEY_FILE: set both")
        if self.tls_client_authorities_file is not None and self.tls_key_file is None:
            raise ValueError("COMPTROL_TLS_CLIENT_AUTHORITIES_FILE needs a certificate to serve")
        for network in self.metrics_networks:
            ip_network(network)

    @property
    def folder(self) -> Path:
        """Return the data folder."""
        return self.data if self.data is not None else Path("comptrol-data")

    def over(
        self, *, data: str | None = None, host: str | None = None, port: int | None = None
    ) -> "Settings":
        """Return the settings with what a command line gave put over them."""
        return msgspec.structs.replace(
            self,
            data=self.data if data is None else Path(data),
            host=self.host if host is None else host,
            port=self.port if port is None else port,
        )


def check_address(name: str, url: str) -> None:
    """Refuse an address of a database that is none, or that has a secret in it; repeat nothing."""
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres"} or not rest:
        raise ValueError(f"{name} must be written as postgresql://USER@HOST/DATABASE")
    who, at, _ = rest.partition("/")[0].rpartition("@")
    if (at and ":" in who) or "password=" in rest:
        raise ValueError(
            f"{name} must have no password in it: keep that in a file, and name it in PGPASSFILE"
        )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; an unknown one with our prefix is an error, so that none is misspelt."""
    prefix = "COMPTROL_"
    given = {name: value for name, value in environment.items() if name.upper().startswith(prefix)}
    known_as = {prefix + name.upper(): name for name in Settings.__struct_fields__}
    unknown = sorted(given.keys() - known_as.keys())
    if unknown:
        known = ", ".join(known_as)
        raise UnreadableError(f"unknown settings {unknown}; there are: {known}")
    try:
        named: dict[str, object] = {known_as[name]: value for name, value in given.items()}
        if isinstance(networks := named.get("metrics_networks"), str):
            named["metrics_networks"] = [it.strip() for it in networks.split(",") if it.strip()]
        return msgspec.convert(named, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"settings: {error}") from error


def _path(kind: type, value: str) -> Path:
    assert kind is Path, f"no setting is of type {kind}"  # noqa: S101
    return Path(value)
