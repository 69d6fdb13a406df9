"""What a scheduler's account or namespace is for: its jobs draw on the award that it names."""

from datetime import date
from pathlib import Path

import msgspec
from tests.slurm.fakes import configuration, shape

from comptrol.domains.gate import OrderId
from comptrol.entrypoints.agents.slurm.asking import largest
from comptrol.entrypoints.agents.slurm.orders import ordered


def test_a_slurm_account_that_was_awarded_orders_for_its_programme(tmp_path: Path):
    told = configuration(tmp_path)
    awarded = msgspec.structs.replace(told.accounts["alpha"], programme="award-storms")
    told = msgspec.structs.replace(told, accounts={**told.accounts, "alpha": awarded})
    asked = {"account": "alpha", "time_limit": "1", "tres_per_job": "gpu:2"}
    most = largest(asked, shape(), margin_s=told.margin_s)
    order = ordered(OrderId("c1-a"), asked, most, told, on=date(2026, 11, 28))
    assert order.programme == "award-storms"
