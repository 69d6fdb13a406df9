"""A dossier that is taken from the console is the one that the command line makes, and checks."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from tests import hearing
from tests.console.standing_in import seen_by, visitor_of
from tests.scenario.gate_harness import Day, began, three_days_ago
from tests.scenario.harness import comptrol

from comptrol.bootstrap import new_log_keys, publisher, write_policy

CASE = "case-1"
ORIGIN = "bureau.example/log"


def a_case(folder: Path) -> Day:
    """Return a log that can be published, with a case of which the subject was told."""
    began(folder)
    day = Day(folder, three_days_ago())
    keys = new_log_keys(folder, ORIGIN)
    write_policy(folder, keys)
    added = {"kind": "ledger.key-added/1", "name": ORIGIN, "use": "log"}
    day.all("authority", *({**added, "key": it} for it in keys), hearing.SIGNALS, hearing.POLICY)
    day.rents("r-1", chips=4)
    day.tell("nimbus", "gate.confirmed/1", order="r-1", job="c1/1")
    today = day.clock.at.date()
    day.all("nimbus", hearing.signalled("r-1", today))
    rests = {"alarms": [hearing.alarm_of("r-1")]}
    day.all("authority", hearing.opening(CASE, "zephyr", "r-1", **rests))
    day.all("authority", hearing.notice(CASE, "zephyr", today))
    return day


def test_a_dossier_is_taken_in_one_file_and_verifies(tmp_path: Path) -> None:
    day = a_case(tmp_path / "data")
    with day.opened() as platform, publisher(platform, day.folder) as made:
        assert made.publish().final
        seen = seen_by(platform, visitor_of(platform, "first"), made)
        page = seen.get(f"/console/cases/{CASE}/dossier")
        assert page.status_code == 200
        assert "Take the dossier away" in page.text
        assert "/ledger/receipt/" in page.text
        taken = seen.get(f"/console/cases/{CASE}/dossier/files/dossier.zip")
        own = seen_by(platform, visitor_of(platform, "zephyr"), made)
        assert own.get(f"/console/cases/{CASE}/dossier/files/dossier.zip").content == taken.content
        other = seen_by(platform, visitor_of(platform, "quiet"), made)
        assert other.get(f"/console/cases/{CASE}/dossier/files/dossier.zip").status_code == 404
    assert taken.headers["content-type"] == "application/zip"
    with ZipFile(BytesIO(taken.content)) as archive:
        archive.extractall(tmp_path / "taken")
    checked = comptrol("cases", "verify", tmp_path / "taken")
    assert checked.code == 0, checked
