"""What may be said about alarms: nothing from outside, so there is nothing to check."""

from collections.abc import Iterator

from comptrol.domains.alarms.statements import AlarmsStatement
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[AlarmsStatement], world: World) -> Iterator[Finding]:  # noqa: ARG001
    """Yield no reason to refuse: the path refuses a consequence that anybody sends in."""
    return iter(())
