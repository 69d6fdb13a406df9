"""A client of the authority: it signs here, sends, and never says a thing twice (docs/sdk.md)."""

from comptrol.client.address import ClientCertificate
from comptrol.client.asynchronous import AsyncClient
from comptrol.client.patience import HASTY, Patience
from comptrol.client.replies import Accepted, Answer, Followed, Logged, Reason, Ruling
from comptrol.client.synchronous import Client
from comptrol.kernel.finding import Finding, Refused

__all__ = [
    "HASTY",
    "Accepted",
    "Answer",
    "AsyncClient",
    "Client",
    "ClientCertificate",
    "Finding",
    "Followed",
    "Logged",
    "Patience",
    "Reason",
    "Refused",
    "Ruling",
]
