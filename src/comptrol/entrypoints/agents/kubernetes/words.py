"""Which names does the gate write onto objects of a cluster, and how is an order named there?"""

from hashlib import sha256
from typing import Final
from uuid import UUID

from comptrol.domains.gate import OrderId

ORDER: Final = "comptrol/order"
"""Annotation: the order under which something runs. Pods carry it: the join key of usage."""
CUSTOMER: Final = "comptrol/customer"
"""Annotation: whose order it is. A namespace that changes hands does not take orders along."""
ASKED: Final = "comptrol/order-asked"
"""Annotation of whatever holds an order: the most that it has asked for so far (``Asked``)."""
BEGAN: Final = "comptrol/order-began"
"""Annotation of whatever holds an order: since when its chips are set aside."""
RESERVED: Final = "comptrol/order-reserved"
"""Annotation of a Workload: the reservation of quota that its order was asked for under."""
HELD: Final = "comptrol/held-order"
"""Annotation of a Workload: the order that waits for an answer by a person."""
STOPPED: Final = "comptrol/stopped"
"""Annotation of what was told to stop: why."""
END_USE: Final = "comptrol/end-use"
"""Annotation that a user may write: what it is for, where the namespace does not say it all."""
OPERATIONS: Final = "comptrol/training-operations"
"""Annotation that a user may write: the operations of the training, as declared."""
HOLDS: Final = "comptrol/holds-order"
"""Label of what holds an order of its own, so that no more than that has to be watched."""
FINALIZER: Final = "comptrol/order"
"""Keeps what holds an order until the order is settled, even if the agent was away meanwhile."""
CONTROLLER: Final = "comptrol/gate"
"""The name by which an AdmissionCheck of Kueue chooses us."""
OURS: Final = (ORDER, CUSTOMER, ASKED, BEGAN, RESERVED, HELD)
"""Annotations that nobody writes but the gate."""

UID_CHARACTERS_MAX: Final = 128


def order_name(cluster: str, uid: str, attempt: int | None = None) -> OrderId:
    """Return the name of the order for a request or an object of this uid, and its attempt.

    >>> order_name("fra1", "705ab4f5-6393-11e8-b7cc-42010a800002")
    'k8s.fra1.705ab4f5639311e8b7cc42010a800002'
    >>> order_name("fra1", "705ab4f5-6393-11e8-b7cc-42010a800002", 1795910400)
    'k8s.fra1.705ab4f5639311e8b7cc42010a800002.6b0b6b00'
    >>> len(order_name("a" * 15, "not a UUID", 2**32 - 1))
    61
    """
    name = f"k8s.{cluster}.{_digits(uid)}"
    return OrderId(name if attempt is None else f"{name}.{attempt & 0xFFFFFFFF:x}")


def _digits(uid: str) -> str:
    try:
        return UUID(uid).hex
    except ValueError:  # any string may be a uid: ours are UUIDs in every API server we know
        return sha256(uid.encode()).hexdigest()[:32]
