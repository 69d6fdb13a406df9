"""What was released to the public: each table as it was signed, with what is withheld said so."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from comptrol.domains.releases import OTHER, TOTAL, Release, TableName
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.releases import TITLES
from comptrol.kernel.errors import NotFoundError

RELEASES: Final = 50


def every(asking: Asking) -> Mapping[str, Any]:
    """Show what was released, by name, of one table where asked."""
    table, after = asking.word("table"), asking.word("after")
    found = asking.ask(
        "releases", "feed", table=table or None, after=after or None, limit=RELEASES
    )
    return {
        "found": found.releases,
        "after": found.after,
        "titles": TITLES,
        "tables": tuple(TableName),
        "table": table,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one table, the policy by which cells are withheld, and where its proof is."""
    found: Release = asking.ask("releases", "release", release=asking.place["release"])
    try:
        policy = asking.ask("releases", "release-policy", policy=found.policy)
    except NotFoundError:  # a policy of another log may be named no more
        policy = None
    final = asking.publisher.final if asking.publisher is not None else None
    return {
        "release": found,
        "title": TITLES[found.table],
        "lines": list(zip(found.rows, found.values, strict=True)),
        "withheld": sum(value is None for values in found.values for value in values),
        "cells": sum(len(values) for values in found.values),
        "policy": policy,
        "digest": msgspec.to_builtins(found.digest),
        "other": OTHER,
        "total": TOTAL,
        "proven": final is not None and found.position < final.head.size,
    }


PAGES: Final = (
    Page(
        path="/releases",
        title="Released tables",
        template="public/releases.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=every,
        menu="For everybody",
    ),
    Page(
        path="/releases/{release}",
        title="A released table",
        template="public/release.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=one,
    ),
)
