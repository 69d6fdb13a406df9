"""How far the detectors have looked through the log, and in which versions.

What a detector sees it says by itself, in the domain that has what it looks at: at once, where a
statement shows it; or when it is asked, by a statement of the authority, because it shows only as
time passes or in many statements together. A *watch* asks them all (``flow/watching.py``). This
domain keeps the mark up to which they were asked, so that the next watch looks at what is new, and
one that was stopped goes on. It owns no detector, and no alarm.
"""

from comptrol.domains.watching.checks import check
from comptrol.domains.watching.queries import marks, watches
from comptrol.domains.watching.refusals import WatchingRefusal
from comptrol.domains.watching.statements import Ran, Watched, WatchId, WatchingStatement
from comptrol.domains.watching.view import Mark, WatchingView, apply
from comptrol.kernel.domain import Domain

__all__ = ["DOMAIN", "Mark", "Ran", "WatchId", "Watched", "WatchingView"]

DOMAIN: Domain[WatchingStatement, WatchingView] = Domain(
    name="watching",
    statements=(Watched,),
    refusals=WatchingRefusal,
    view=WatchingView,
    check=check,
    apply=apply,
    queries=(marks, watches),
)
