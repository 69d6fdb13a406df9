"""Whose word about an order is believed?

Anyone may write that a pod belongs to a Job, and an annotation. The controllers that make pods
and Jobs from a template are known by the user under which they speak, and the template was ruled
on before: only both together make something a part of an order.
"""

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.kinds import Kind, Seen
from comptrol.entrypoints.agents.kubernetes.words import ASKED, HOLDS


def is_part(seen: Seen, kind: Kind, user: str, told: Configuration) -> bool:
    """Tell whether an object was made, by whom it should be, from what had an order already."""
    owner = seen.metadata.controller
    if seen.passed_on is None or owner is None or kind.maker is None:
        return False
    if seen.metadata.label(HOLDS) is not None or seen.metadata.note(ASKED) is not None:
        return False  # a pod that was given an order of its own
    group, name = kind.maker
    if (owner.api_version.rpartition("/")[0], owner.kind) != (group, name):
        return False
    return user in (told.trusted.jobs if name == "Job" else told.trusted.jobsets)
