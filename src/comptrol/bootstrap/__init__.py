"""Where the parts are put together; the only place that names adapters."""

from comptrol.adapters.chip_rows import count_rows, read_chip_rows
from comptrol.bootstrap.allocating import award_solver
from comptrol.bootstrap.folders import (
    created,
    holds_log,
    open_platform,
    rebuild,
    take_back,
)
from comptrol.bootstrap.founding import found, log_key_added, site_statements
from comptrol.bootstrap.lab import compare_file
from comptrol.bootstrap.lists import (
    OFFICIAL,
    differences,
    edition_at,
    edition_of,
    fetched,
    matcher,
    read_list_files,
    with_second_opinion,
    write_edition,
)
from comptrol.bootstrap.monitoring import log_at, look_at, policy_in
from comptrol.bootstrap.platform import (
    AUTHORITY,
    LISTS,
    PLATFORM,
    RULEBOOKS,
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
from comptrol.bootstrap.records import DATABASE, copied, only_one
from comptrol.bootstrap.witnessing import witness

__all__ = [
    "AUTHORITY",
    "DATABASE",
    "LISTS",
    "OFFICIAL",
    "PLATFORM",
    "POLICY",
    "PUBLISHED",
    "RULEBOOKS",
    "SIGNER",
    "Platform",
    "add_to_policy",
    "award_solver",
    "checked",
    "compare_file",
    "copied",
    "count_rows",
    "created",
    "differences",
    "edition_at",
    "edition_of",
    "fetched",
    "found",
    "holds_log",
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
    "read_chip_rows",
    "read_list_files",
    "read_rulebook",
    "rebuild",
    "references",
    "shelf",
    "site_statements",
    "take_back",
    "today",
    "with_second_opinion",
    "witness",
    "write_edition",
    "write_policy",
]
