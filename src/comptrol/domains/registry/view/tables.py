"""The tables of the registry."""

from typing import Final

from comptrol.domains.registry.statements import LotId, ShipmentId, SiteId
from comptrol.domains.registry.view.book_rows import Agreement, Contact, Count, Policy
from comptrol.domains.registry.view.rows import (
    Alias,
    Declaration,
    Level,
    Link,
    Lot,
    Notice,
    Replacement,
    Run,
    Shipment,
    Site,
    Step,
    Tally,
)
from comptrol.kernel.view import Key, Table, View

IN_FORCE: Final = "in force"
"""The one key of the policy table."""


class RegistryView(View):
    """Sites, what stands there, who holds what, and what became of it."""

    sites: Table[SiteId, Site] = Table.of("registry_sites", Site, key="site", indexes=("country",))
    levels: Table[Key, Level] = Table.of("registry_levels", Level, key="site chip on")
    links: Table[str, Link] = Table.of(
        "registry_links", Link, key="link", indexes=("one", "other")
    )
    lots: Table[LotId, Lot] = Table.of(
        "registry_lots",
        Lot,
        key="lot",
        indexes=("holder", "site", "delivered_to", "custody", "parent"),
        sparse="site delivered_to parent",
    )
    tallies: Table[Key, Tally] = Table.of("registry_tallies", Tally, key="place model")
    steps: Table[Key, Step] = Table.of("registry_steps", Step, key="lot position")
    runs: Table[Key, Run] = Table.of(
        "registry_runs", Run, key="maker prefix digits last", indexes=("lot",)
    )
    aliases: Table[str, Alias] = Table.of("registry_aliases", Alias, key="chip", indexes=("now",))
    replacements: Table[str, Replacement] = Table.of(
        "registry_replacements", Replacement, key="chip", indexes=("by",)
    )
    shipments: Table[ShipmentId, Shipment] = Table.of(
        "registry_shipments",
        Shipment,
        key="shipment",
        indexes=("lot", "order", "received_on ended_on"),
        sparse="order",
    )
    notices: Table[Key, Notice] = Table.of("registry_notices", Notice, key="lot position")
    declarations: Table[Key, Declaration] = Table.of(
        "registry_declarations", Declaration, key="lot certificate"
    )
    contacts: Table[str, Contact] = Table.of(
        "registry_contacts", Contact, key="chip", indexes=("lot",)
    )
    counts: Table[Key, Count] = Table.of(
        "registry_counts", Count, key="lot position", indexes=("site",)
    )
    policies: Table[str, Policy] = Table.of("registry_policies", Policy, key="name")
    agreements: Table[SiteId, Agreement] = Table.of("registry_agreements", Agreement, key="site")
