"""Writers, random caps, and a server that is killed under them: the soak, in small."""

from pathlib import Path

from benches.soak_caps import soaked
from benches.soak_stage import Soak


def test_no_cap_is_overshot_and_no_hold_lost_where_the_server_is_killed(tmp_path: Path):
    soak = soaked(Soak(tmp_path, writers=3, orders=225, kill_after=(30, 50), kills_max=2))
    assert soak.failed == []
    assert soak.kills == 2
    assert soak.held
