"""The certificate that an operator has set to serve with, and whom another one names."""

from collections.abc import Callable
from datetime import datetime

from comptrol.adapters.certificate_files import Certificate, subject_of
from comptrol.settings import Settings

__all__ = ["Certificate", "certificate_of", "subject_of"]


def certificate_of(settings: Settings, now: Callable[[], datetime]) -> Certificate | None:
    """Return what an operator has set to serve with, if anything."""
    chain, key = settings.tls_certificate_file, settings.tls_key_file
    if chain is None or key is None:
        return None
    return Certificate(chain, key, settings.tls_client_authorities_file, now)
