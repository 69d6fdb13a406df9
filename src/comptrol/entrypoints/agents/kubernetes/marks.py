"""Which marks of the gate stand on an object, and does somebody else change them?"""

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.kinds import Seen, read_metadata
from comptrol.entrypoints.agents.kubernetes.objects import Metadata
from comptrol.entrypoints.agents.kubernetes.ordering import Asked, asked_by, read_asked
from comptrol.entrypoints.agents.kubernetes.reviews import Request
from comptrol.entrypoints.agents.kubernetes.words import (
    ASKED,
    FINALIZER,
    HOLDS,
    OURS,
    order_name,
)

TEMPLATES = "the order in its templates"


def marks_on(seen: Seen) -> tuple[str, ...]:
    """Return what only the gate may write and stands on an object."""
    notes = [name for name in OURS if seen.metadata.note(name) is not None]
    if seen.passed_on is not None:
        notes.append(TEMPLATES)
    if seen.metadata.label(HOLDS) is not None:
        notes.append(HOLDS)
    return tuple(notes)


def marks_changed(old: Seen, new: Seen) -> tuple[str, ...]:
    """Return what only the gate may write and is changed."""
    passed_on = (TEMPLATES,) if old.passed_on != new.passed_on else ()
    return (*_changed(old.metadata, new.metadata), *passed_on)


def is_as_it_was(request: Request) -> bool:
    """Tell whether a change touches neither what is asked for nor what the gate wrote."""
    old, new = request.old_object, request.object
    if request.operation != "UPDATE" or old is None or new is None:
        return False
    if old.get("spec") != new.get("spec"):
        return False
    return not _changed(read_metadata(old), read_metadata(new))


def _changed(was: Metadata, now: Metadata) -> tuple[str, ...]:
    changed = [name for name in OURS if was.note(name) != now.note(name)]
    if was.label(HOLDS) != now.label(HOLDS):
        changed.append(HOLDS)
    if (FINALIZER in (was.finalizers or ())) != (FINALIZER in (now.finalizers or ())):
        changed.append(FINALIZER)
    return tuple(changed)


def is_raised(old: Seen, new: Seen, changed: tuple[str, ...], told: Configuration) -> bool:
    """Tell whether nothing is changed but that the most asked for follows what is asked for."""
    was = read_asked(old.metadata.note(ASKED))
    if changed != (ASKED,) or was is None or new.compute is None:
        return False
    return new.metadata.note(ASKED) == was.most(asked_by(new.compute, told)).text


def is_named(new: Seen, asked: Asked, told: Configuration) -> bool:
    """Tell whether an object carries a name that the naming webhook gave, and all beside it."""
    prefix = order_name(told.cluster, "").rpartition(".")[0]
    return (
        new.own is not None
        and new.own.startswith(f"{prefix}.")
        and new.passed_on == new.own
        and read_asked(new.metadata.note(ASKED)) == asked
        and new.metadata.label(HOLDS) == "true"
        and FINALIZER in (new.metadata.finalizers or ())
    )
