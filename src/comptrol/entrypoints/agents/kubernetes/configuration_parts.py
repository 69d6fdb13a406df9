"""What an operator says about a cluster, part by part: whom to believe, where to listen."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

Users = Annotated[tuple[str, ...], Meta(max_length=20)]
DnsName = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$(?!\n)")]
Port = Annotated[int, Meta(ge=1, le=65535)]
AnyPort = Annotated[int, Meta(ge=0, le=65535)]


class Trusted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which users of the cluster are the controllers that they are taken for.

    The names are those of a cluster whose controllers have accounts of their own
    (``--use-service-account-credentials``); where they share one, it is named here.
    """

    jobs: Users = (
        "system:serviceaccount:kube-system:job-controller",
        "system:kube-controller-manager",
    )
    """Who makes the pods of a Job."""
    jobsets: Users = ("system:serviceaccount:jobset-system:jobset-controller-manager",)
    """Who makes the Jobs of a JobSet."""
    kueue: Users = ("system:serviceaccount:kueue-system:kueue-controller-manager",)
    """Who hands on to pods what the admission check has said."""
    itself: Users = ("system:serviceaccount:comptrol-gate:comptrol-gate",)
    """Who this agent is."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the webhook listens, and with which certificate."""

    host: str = "127.0.0.1"
    port: AnyPort = 8443
    certificate: Path = Path("/etc/comptrol/tls/tls.crt")
    key: Path = Path("/etc/comptrol/tls/tls.key")
    client_ca: Path | None = None
    """Whoever calls must show a certificate of this authority: the API server, if it is set up
    to show one. Nothing: anyone who reaches the port may ask."""


class ApiServerAt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the API server is: by default where a pod finds it."""

    url: str = "https://kubernetes.default.svc"
    ca: Path | None = Path("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")
    token: Path | None = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")


class Installed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manifests need to know."""

    namespace: DnsName = "comptrol-gate"
    image: Annotated[str, Meta(min_length=1, max_length=400)] = "comptrol:0.1.0"
    check: DnsName = "comptrol-gate"
    """The name of the AdmissionCheck."""
    label: Annotated[str, Meta(min_length=1, max_length=317)] = "comptrol/gate"
    """Namespaces with this label (``enabled``) are sent to the webhook."""
    ca_bundle: str | None = None
    """The authority of the certificate, base64 of PEM; nothing: cert-manager puts in that of the
    Certificate named as ``tls_secret``."""
    tls_secret: DnsName = "comptrol-gate-tls"  # noqa: S105  (the name of a Secret)
    config_map: DnsName = "comptrol-gate"
    keys_secret: DnsName = "comptrol-gate-keys"  # noqa: S105  (the name of a Secret)
    api_server_cidrs: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    """From where the API server calls; none: from anywhere, which the port then is open to."""
    gate_cidrs: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    """Where the gate is; none: anywhere."""
    gate_port: Port = 443
