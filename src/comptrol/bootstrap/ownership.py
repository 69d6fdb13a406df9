"""Files of who owns whom, read by what they are."""

from comptrol.adapters.ownership_files import OwnershipFile, read_ownership

__all__ = ["OwnershipFile", "read_ownership"]
