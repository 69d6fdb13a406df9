"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class WatchingRefusal(Refusal):
    """Refusals, most important first."""

    NAME_TAKEN = Reason("watching.name-taken", "A watch of this name has been said.")
    NOT_LOGGED = Reason("watching.not-logged", "Nobody has watched what is not logged yet.")
    NOT_YET = Reason("watching.not-yet", "Nobody has watched a day that is not here yet.")
    BACKWARDS = Reason("watching.backwards", "What was watched before goes further than this.")
    NAMED_TWICE = Reason("watching.named-twice", "Each domain's detectors are named once.")
