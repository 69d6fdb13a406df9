"""What may be asked about files on customers: what they have, how old they are, who is behind."""

from comptrol.domains.identification.queries.chain import ChainEnd, EndUser, Link
from comptrol.domains.identification.queries.files import FieldState, Files, FileState, file

__all__ = ["ChainEnd", "EndUser", "FieldState", "FileState", "Files", "Link", "file"]
