"""How does what a cluster asks for become an order?"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from comptrol.domains.gate import Ordered, OrderId, Service, Through
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration, Namespace
from comptrol.entrypoints.agents.kubernetes.counting import Compute
from comptrol.entrypoints.agents.kubernetes.objects import Metadata
from comptrol.entrypoints.agents.kubernetes.words import CUSTOMER, END_USE, OPERATIONS
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.quantity import are_operations

END_USE_MAX: Final = 400
DIGITS_MAX: Final = 64


class Wanted(NamedTuple):
    """What an object of a namespace takes, and under which name it is asked for."""

    order: OrderId
    compute: Compute
    metadata: Metadata
    namespace: str
    on: date
    confirm_within_s: int


class Asked(NamedTuple):
    """The most that was asked for under an order, as its holder carries it."""

    chips: int
    length_s: int

    @property
    def text(self) -> str:
        """Return it as an annotation.

        >>> Asked(8, 3600).text
        '8x3600'
        """
        return f"{self.chips}x{self.length_s}"

    def most(self, other: "Asked") -> "Asked":
        """Return the larger of both, each for itself."""
        return Asked(max(self.chips, other.chips), max(self.length_s, other.length_s))


def read_asked(text: str | None) -> Asked | None:
    """Return what an annotation says was asked for; nothing where it says nothing of the kind.

    >>> read_asked("8x3600"), read_asked("many"), read_asked(None)
    (Asked(chips=8, length_s=3600), None, None)
    """
    chips, _, length = (text or "").partition("x")
    numbers = [part for part in (chips, length) if part.isascii() and part.isdecimal()]
    if len(numbers) < 2 or max(map(len, numbers)) > DIGITS_MAX:  # noqa: PLR2004  (both)
        return None
    return Asked(int(chips), int(length))


def asked_by(compute: Compute, told: Configuration) -> Asked:
    """Return what an object asks for now, or raise UnreadableError where nobody says how long."""
    return Asked(compute.chips, length_of(compute, told))


def ordered(wanted: Wanted, told: Configuration) -> Ordered:
    """Return the order for what an object takes, or raise UnreadableError."""
    whose = told.namespace(wanted.namespace)
    owned_by(wanted.metadata, whose, wanted.namespace)
    return Ordered(
        order=wanted.order,
        door=Through.RENTAL,
        customer=whose.customer,
        model=wanted.compute.model,
        chips=wanted.compute.chips,
        on=wanted.on,
        end_use=_end_use(wanted.metadata, whose),
        service=told.service,
        site=told.site,
        length_s=length_of(wanted.compute, told),
        possession_passes=None if told.service is Service.COLOCATION else False,
        training_operations=_operations(wanted.metadata),
        under=whose.under,
        programme=whose.programme,
        confirm_within_s=wanted.confirm_within_s,
    )


def length_of(compute: Compute, told: Configuration) -> int:
    """Return how long it may run, or raise UnreadableError where nobody says."""
    length_s = compute.length_s or told.longest_s
    if length_s is None:
        raise UnreadableError(
            "it has no deadline, and this gate lets nothing run without end: set "
            "activeDeadlineSeconds (on the Job, or on its pods)"
        )
    return length_s


def owned_by(metadata: Metadata, whose: Namespace, namespace: str) -> None:
    """Raise UnreadableError where an object was somebody else's when its order was made."""
    named = metadata.note(CUSTOMER)
    if named is not None and named != whose.customer:
        raise UnreadableError(
            f"its order is of {named}, and namespace {namespace} now belongs to "
            f"{whose.customer}: make it anew"
        )


def _end_use(metadata: Metadata, whose: Namespace) -> str:
    declared = metadata.note(END_USE)
    if declared is None:
        return whose.end_use
    if not declared.strip() or len(declared) > END_USE_MAX:
        raise UnreadableError(f"annotation {END_USE} has 1 to {END_USE_MAX} characters")
    return declared


def _operations(metadata: Metadata) -> Decimal | None:
    declared = metadata.note(OPERATIONS)
    if declared is None:
        return None
    try:
        operations = Decimal(declared if len(declared) <= DIGITS_MAX else "NaN")
    except InvalidOperation as error:
        raise UnreadableError(f"annotation {OPERATIONS} is a number such as 3e25") from error
    if not are_operations(operations):
        raise UnreadableError(f"annotation {OPERATIONS} is a whole number above 0, below 1e40")
    return operations
