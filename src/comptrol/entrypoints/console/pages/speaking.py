"""Who may say something on a page: by the roles that the log gives."""

from comptrol.entrypoints.console.asking import Asking
from comptrol.kernel.roles import WITNESSES, Role


def as_authority(asking: Asking) -> bool:
    """Tell whether the visitor is the authority."""
    return Role.AUTHORITY in asking.visitor.roles


def as_witness(asking: Asking) -> bool:
    """Tell whether the visitor is the authority, or sees for it."""
    return bool(asking.visitor.roles & WITNESSES)
