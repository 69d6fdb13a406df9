"""How this domain says no."""

from comptrol.kernel.finding import Refusal


class AlarmsRefusal(Refusal):
    """None: an alarm is said by the platform alone, and nobody can send one in."""
