"""The served API does what its own description says, whatever Schemathesis sends it.

``make schemathesis`` runs the same for long: TRIAL_SCHEMATHESIS_S says for how many seconds.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

from tests.scenario.ledger_harness import server
from tests.scenario.referees import referee

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
SECONDS: Final = "TRIAL_SCHEMATHESIS_S"
ROOT: Final = Path(__file__).parents[2]


def test_the_api_is_as_it_says_and_refuses_what_is_wrong(folder: Path, tmp_path: Path):
    long = os.environ.get(SECONDS)  # noqa: TID251  (of the tests)
    # in the suite: each operation's corner cases, always the same; for long: drawn at random too
    phases = ("--phases", "coverage") if long is None else ("--max-examples", "100")
    within = (*phases, "--max-time", long or "60", "--seed", "13", "--no-shrink")
    with server(folder) as serving:
        url = str(serving.client.base_url.join("/openapi.json"))
        done = subprocess.run(  # noqa: S603  (a pinned program, and words of ours)
            [
                referee("schemathesis"), "run", url, "--checks", ",".join(CHECKS),
                "--continue-on-failure", "--request-timeout", "30", *within,
            ],
            cwd=tmp_path,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(tmp_path),
                "PYTHONPATH": str(ROOT / "tests/scenario"),
                "SCHEMATHESIS_HOOKS": "schemathesis_bodies",
                "PYTHONIOENCODING": "utf-8",
            },
            capture_output=True,
            check=False,
            timeout=float(long or 60) * 2 + 240,
        )  # fmt: skip
        assert serving.client.get("/health").json()["taking_statements"]
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-6000:]
    assert "failures" not in told.splitlines()[-1], told[-3000:]
    assert "Tested: 0" not in told
