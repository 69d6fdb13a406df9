"""What may an operator set? One value, frozen once it was read."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from comptrol.settings.addresses import (
    check_address,
    check_bare,
    check_collector,
    check_network,
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, with its default.

    Each has a line of its own below it: what it is called in the environment, and what it is for.
    A file has the same names without the prefix, in small letters.
    """

    data: Path | None = None
    """COMPTROL_DATA: the folder of log, views and keys; ``comptrol-data`` where nothing is set."""
    host: str = "127.0.0.1"
    """COMPTROL_HOST: the address to serve on; loopback unless the operator says otherwise."""
    port: Annotated[int, Meta(ge=0, le=65535)] = 8420
    """COMPTROL_PORT: the port to serve on."""
    reading_processes: Annotated[int, Meta(ge=0, le=64)] = 2
    """COMPTROL_READING_PROCESSES: processes that open and check envelopes, one to a core."""
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
    """COMPTROL_CONSOLE_OIDC_CLIENT_SECRET_FILE: a file with the secret that the issuer
    gave this console: one line, which nobody else can read."""

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
    """COMPTROL_METRICS_NETWORKS: networks that may read /metrics, in the environment
    with commas between; empty: nobody may."""
    traces_url: str | None = None
    """COMPTROL_TRACES_URL: a collector of OpenTelemetry (OTLP over HTTP) that is sent traces."""
    tls_certificate_file: Path | None = None
    """COMPTROL_TLS_CERTIFICATE_FILE: the chain of certificates to serve with; needs its key."""
    tls_key_file: Path | None = None
    """COMPTROL_TLS_KEY_FILE: the key of the certificate to serve with."""
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
        if self.traces_url is not None:
            check_collector("COMPTROL_TRACES_URL", self.traces_url)
        for name in ("console_url", "console_oidc_issuer"):
            if (url := getattr(self, name)) is not None:
                check_bare(f"COMPTROL_{name.upper()}", url)
        for network in self.metrics_networks:
            check_network("COMPTROL_METRICS_NETWORKS", network)

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
