"""A page as a PDF, where the extra for it is installed."""

from comptrol.flow.pages import Page
from comptrol.kernel.errors import UnavailableError


def pdf_of(page: Page) -> bytes:
    """Return a page as the bytes of a PDF."""
    try:
        from comptrol.adapters.page_pdf import printed  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError("to print a PDF: pip install 'comptrol[report]'") from error
    return printed(page)
