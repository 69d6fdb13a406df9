"""Where the parts are put together; the only place that names adapters."""

from comptrol.bootstrap.folders import (
    RULEBOOKS,
    created,
    only_one,
    open_platform,
    rebuild,
    take_back,
)
from comptrol.bootstrap.founding import found, log_key_added, matcher, site_statements
from comptrol.bootstrap.lab import compare_file
from comptrol.bootstrap.platform import (
    AUTHORITY,
    DATABASE,
    PLATFORM,
    Platform,
    in_memory,
    read_rulebook,
    references,
    today,
)
from comptrol.bootstrap.publishing import (
    POLICY,
    PUBLISHED,
    SIGNER,
    add_to_policy,
    checked,
    new_log_keys,
    policy_of,
    publisher,
    shelf,
    write_policy,
)
from comptrol.bootstrap.watching import log_at, look_at, policy_in
from comptrol.bootstrap.witnessing import witness

__all__ = [
    "AUTHORITY",
    "DATABASE",
    "PLATFORM",
    "POLICY",
    "PUBLISHED",
    "RULEBOOKS",
    "SIGNER",
    "Platform",
    "add_to_policy",
    "checked",
    "compare_file",
    "created",
    "found",
    "in_memory",
    "log_at",
    "log_key_added",
    "look_at",
    "matcher",
    "new_log_keys",
    "only_one",
    "open_platform",
    "policy_in",
    "policy_of",
    "publisher",
    "read_rulebook",
    "rebuild",
    "references",
    "shelf",
    "site_statements",
    "take_back",
    "today",
    "witness",
    "write_policy",
]
