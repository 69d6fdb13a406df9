"""Two real Slurm clusters, one authority: no GPU is handed out without an order (docs/slurm.md).

One test, because all of it stands on one bed that takes a while to make; every step is a subtest.
It needs root and Slurm's packages (.ci/run installs them). Where they are missing it is skipped,
but never where CI=true.
"""

import os
from collections.abc import Iterator

import pytest
from tests.slurm.bed.processes import MissingError
from tests.slurm.bed.site import Site, site
from tests.slurm.steps.failing import FAILING
from tests.slurm.steps.living import LIVING
from tests.slurm.steps.ruling import RULING

STEPS = (*RULING, *LIVING, *FAILING)


@pytest.fixture(scope="module")
def standing() -> Iterator[Site]:
    try:
        bed = site()
        with bed as made:
            yield made
    except MissingError as error:
        in_ci = os.environ.get("CI") == "true"  # noqa: TID251  (asked of whoever runs the tests)
        why = f"the Slurm bed cannot stand here: {error}"
        pytest.fail(why) if in_ci else pytest.skip(why)


@pytest.mark.slurm
def test_no_gpu_is_handed_out_without_an_order(standing: Site, subtests: pytest.Subtests):
    for step in STEPS:
        with subtests.test(step.__name__.replace("_", " ")):
            step(standing)
        standing.tidy()
