"""The benches open what they measure: a change that breaks them is found before they are run."""

from importlib import import_module

import pytest
from benches.run import ALL


@pytest.mark.parametrize("name", ALL)
def test_a_bench_can_be_imported_and_names_what_it_measures(name: str) -> None:
    for bench in import_module(f"benches.{name}").BENCHES:
        assert bench.__doc__


def test_the_platform_of_the_benches_opens() -> None:
    from benches.workload import platform  # noqa: PLC0415  (what is tested)

    with platform() as opened:
        assert opened.store.size() > 0
