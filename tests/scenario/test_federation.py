"""A lot crosses between two registries: by command, over HTTP, and however a side dies."""

import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL
from typing import Any

import httpx
import msgspec
import pytest
from tests.scenario.federation_harness import (
    ACCEPT,
    CHIPS,
    DEATHS,
    LAB,
    MAKER,
    NORTH,
    ON,
    SOUTH,
    Border,
    Side,
    border,
    founded,
    made,
    release_words,
)
from tests.scenario.harness import COSE, comptrol
from tests.scenario.ledger_harness import Serving, opened, server
from tests.speaking import signed

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.domains.chips import ModelId
from comptrol.domains.federation import (
    Accepted,
    Confirmed,
    FederationView,
    Origin,
    Released,
    TransferId,
    known_registry,
)
from comptrol.domains.registry import LotId, SiteId
from comptrol.flow.federating import fitting
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.statement import Statement


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two registries that know each other, before anything has crossed."""
    within = tmp_path_factory.mktemp("border")
    founded(within)
    made(within / "north")
    return within


@pytest.fixture
def at(base: Path, tmp_path: Path) -> Iterator[Border]:
    """Lend two registries of one's own."""
    with border(tmp_path / "border", base) as found:
        yield found


def crossed(at: Border) -> None:
    """Check that the lot counts there and nowhere else, and that both logs say so again."""
    assert at.north.counted() == set()
    assert at.south.counted() == {f"{MAKER}/H{number:06d}" for number in range(1, CHIPS + 1)}
    assert at.north.open() == []
    assert at.north.agrees()
    assert at.south.agrees()


# -- by command -------------------------------------------------------------------------------


def test_a_lot_crosses_by_command(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    assert at.north.counted() == at.south.counted() == set()
    (waiting,) = at.north.done("open", "--json").json["open_releases"]
    assert waiting["release"]["transfer"] == "t-1"
    assert (waiting["accept_days"], waiting["release"]["chips"]) == (30, CHIPS)
    assert "t-1: 8 nvidia-h100-sxm5-80gb of lot h100-0001" in at.north.done("open").out
    at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    at.north.done("confirm", at.settled)
    crossed(at)
    for side in (at.north, at.south):
        assert comptrol("--data", side.folder, "ledger", "verify", "--signatures").code == 0


def test_a_release_is_accepted_once(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.done("accept", at.released, *ACCEPT)
    again = at.south.run("accept", at.released, "--as", LAB, "--lot", "again", "--site", "ams-1")
    assert again.code == 1
    assert "federation.already-accepted" in again.out


def test_a_release_that_was_declined_comes_back_and_is_accepted_no_more(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    back = ("--as", MAKER, "--lot", "back", "--site", "ams-1", "--reason", "declined", "--on", ON)
    at.south.done(
        "decline", at.released, "--reason", "not ordered", "--on", ON, "--out", at.settled
    )
    refused = at.south.run("accept", at.released, *ACCEPT)
    assert (refused.code, "federation.already-declined" in refused.out) == (1, True)
    assert at.north.run("confirm", at.settled).code == 1
    at.north.done("recall", at.settled, *back)
    assert at.north.counted() == {f"{MAKER}/H{number:06d}" for number in range(1, CHIPS + 1)}
    assert at.south.counted() == set()
    assert at.north.open() == []
    assert at.once()
    assert at.north.agrees()
    assert at.south.agrees()


def test_what_was_accepted_comes_back_to_nobody(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    words = ("--as", MAKER, "--lot", "back", "--site", "ams-1", "--reason", "we keep it")
    ran = at.north.run("recall", at.settled, *words)
    assert (ran.code, "federation.another-outcome" in ran.out) == (1, True)
    assert at.once()


def test_chips_go_and_come_back(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    at.north.done("confirm", at.settled)
    words = {"lot": "from-north", "as": LAB, "party": MAKER, "out": at.released}
    at.south.done("release", *release_words(NORTH, **words))
    words = ("--as", MAKER, "--lot", "repaired", "--site", "ams-1", "--on", ON)
    at.north.done("accept", at.released, *words, "--out", at.settled)
    at.south.done("confirm", at.settled)
    assert len(at.north.counted()) == CHIPS
    assert at.south.counted() == set()
    assert at.north.agrees()
    assert at.south.agrees()


# -- bad papers -------------------------------------------------------------------------------


def changed(at: Border, **fields: Any) -> Path:
    """Write the papers of the release with something else in them."""
    papers = msgspec.json.decode(at.released.read_bytes())
    path = at.between / "changed.json"
    path.write_bytes(msgspec.json.encode(papers | fields))
    return path


def test_papers_that_were_changed_take_over_nothing(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    papers = msgspec.json.decode(at.released.read_bytes())
    lines = papers["proof"].split("\n")
    unwitnessed = "\n".join(line for line in lines if not line.startswith("— w "))
    elsewhere = "\n".join("index 0" if line.startswith("index ") else line for line in lines)
    fewer = [{"prefix": "H", "first": 1, "last": CHIPS - 1, "digits": 6}]
    for fields, code in (
        ({"proof": unwitnessed}, "federation.head-not-believed"),
        ({"proof": elsewhere}, "federation.not-in-log"),
        ({"serials": fewer}, "federation.root-differs"),
        ({"serials": []}, "federation.serials-wrong"),
    ):
        ran = at.south.run("accept", changed(at, **fields), *ACCEPT)
        assert (ran.code, code in ran.out) == (1, True), (code, ran)
    assert at.once()
    at.south.done("accept", at.released, *ACCEPT)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"transfer": "t-1", "entry": "", "proof": ""}'],
)
def test_what_are_no_papers_is_bad_input(at: Border, text: str) -> None:
    path = at.between / "papers.json"
    path.write_text(text)
    for command, words in (
        ("accept", ACCEPT),
        ("decline", ("--reason", "r")),
        ("confirm", ()),
        ("recall", ("--as", MAKER, "--lot", "l", "--site", "s", "--reason", "r")),
    ):
        ran = at.south.run(command, path, *words)
        assert (ran.code, ran.out) == (2, ""), ran
        assert str(path) in ran.err


def test_papers_of_a_registry_that_is_not_known_are_bad_input(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    ran = at.north.run("accept", at.released, *ACCEPT)
    assert (ran.code, ran.out) == (2, "")
    assert NORTH in ran.err


def test_there_are_no_papers_of_what_was_not_released(at: Border) -> None:
    assert at.north.run("papers", "t-9").code == 2
    assert at.north.run("papers", "t-9", "--from", SOUTH).code == 2
    assert at.north.run("release", *release_words(lot="never-made")).code == 2


def test_what_no_witness_has_seen_is_not_final_and_has_no_papers(
    base: Path, tmp_path: Path
) -> None:
    with border(tmp_path / "border", base) as at:
        pass  # and the witness ends
    ran = at.north.run("release", *release_words(out=at.released))
    assert (ran.code, at.released.exists()) == (3, False)
    assert at.once()
    assert at.north.open() == ["h100-0001"]


# -- killed at every step ---------------------------------------------------------------------


@pytest.mark.parametrize("death", DEATHS)
def test_a_release_that_is_killed_loses_and_doubles_nothing(at: Border, death: str) -> None:
    at.north.killed(DEATHS[death], "release", *release_words(out=at.released))
    assert at.once()
    assert not at.released.exists()
    assert bool(at.north.open()) == (death != "before it is committed")
    if death == "before it is committed":
        assert len(at.north.counted()) == CHIPS
        at.north.done("release", *release_words(out=at.released))
    else:
        assert at.north.run("release", *release_words(out=at.released)).code == 1
        at.north.done("papers", "t-1", "--out", at.released)
    at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    at.north.done("confirm", at.settled)
    crossed(at)


@pytest.mark.parametrize("death", DEATHS)
def test_an_acceptance_that_is_killed_loses_and_doubles_nothing(at: Border, death: str) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.killed(DEATHS[death], "accept", at.released, *ACCEPT, "--out", at.settled)
    assert at.once()
    assert at.north.open() == ["h100-0001"]
    accepted = bool(at.south.counted())
    assert accepted == (death != "before it is committed")
    if accepted:
        assert at.south.run("accept", at.released, *ACCEPT).code == 1
        at.south.done("papers", "t-1", "--from", NORTH, "--out", at.settled)
    else:
        at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    at.north.done("confirm", at.settled)
    crossed(at)


def test_a_confirmation_that_is_killed_loses_and_doubles_nothing(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.done("accept", at.released, *ACCEPT, "--out", at.settled)
    at.north.killed(DEATHS["before it is committed"], "confirm", at.settled)
    assert at.once()
    assert at.north.open() == ["h100-0001"]
    at.north.done("confirm", at.settled)
    assert at.north.run("confirm", at.settled).code == 1
    crossed(at)


# -- over HTTP, by two servers that are killed after every answer ------------------------------


class Speaking:
    """A party at one registry, over HTTP."""

    def __init__(self, side: Side, serving: Serving, party: PartyId) -> None:
        self._client: httpx.Client = serving.client
        self._voice = FileKeyring(side.folder / "keys").of(party)

    def say(self, said: Statement) -> dict[str, Any]:
        """Say one thing, which must be accepted, and return the answer."""
        number = self.get(f"/keys/{self._voice.key.hex()}").json()["next_sequence"]
        raw = signed(said, self._voice, number)
        answer = self._client.post("/statements", content=raw, headers=COSE)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something that is there."""
        found = self._client.get(path, headers=headers)
        assert found.status_code == 200, found.text
        return found

    def shown(self, position: int) -> tuple[bytes, str]:
        """Return an entry and its proof, which a server gives once a final head has it."""
        entry = self.get(f"/entries/{position}", accept="application/cose").content
        return entry, self.get(f"/ledger/receipt/{position}").text


def policy_for(side: Side) -> Policy:
    """Return by what the other registry is believed here."""
    with opened(side.folder) as platform, platform.world() as world:
        known = known_registry(world[FederationView], Origin(side.other))
    return read_policy(known.policy.encode())


def released_over_http(north: Speaking) -> tuple[int, dict[str, Any]]:
    """Release the lot on its terms; return where that stands, and the terms."""
    terms = north.get("/federation/terms?lot=h100-0001").json()
    said = Released(
        transfer=TransferId("t-1"),
        lot=LotId("h100-0001"),
        to_registry=Origin(SOUTH),
        to_party=LAB,
        country=CountryCode("NL"),
        destination="Amsterdam One",
        on=ON,
        waybill="KL-1022",
        maker=MAKER,
        model=ModelId(terms["model"]),
        tpp=msgspec.convert(str(terms["tpp"]), type=Released.__annotations__["tpp"]),
        chips=terms["chips"],
        root=Digest(terms["root"]),
    )
    return north.say(said)["position"], terms


def test_a_lot_crosses_between_servers_that_are_killed_after_every_answer(at: Border) -> None:
    policies = {side.origin: policy_for(side) for side in (at.north, at.south)}
    with server(at.north.folder) as serving:
        position, terms = released_over_http(Speaking(at.north, serving, MAKER))
        os.kill(serving.program.pid, SIGKILL)
        assert serving.program.ended() == -SIGKILL
    assert at.once()
    with server(at.north.folder) as north, server(at.south.folder) as south:
        entry, proof = Speaking(at.north, north, MAKER).shown(position)

        def accepted(shorter: str) -> Accepted:
            return Accepted(
                transfer=TransferId("t-1"),
                from_registry=Origin(NORTH),
                entry=entry,
                proof=shorter,
                lot=LotId("from-north"),
                destination=SiteId("ams-1"),
                model=ModelId(terms["model"]),
                on=ON,
                serials=msgspec.convert(terms["serials"], Accepted.__annotations__["serials"]),
            )

        said = fitting(proof, policies[SOUTH], accepted)
        answer = Speaking(at.south, south, LAB).say(said)
        (settled,) = (
            it["position"]
            for it in answer["consequences"]
            if it["statement"]["kind"] == "federation.settled/1"
        )
        os.kill(south.program.pid, SIGKILL)
        assert south.program.ended() == -SIGKILL
        os.kill(north.program.pid, SIGKILL)
        assert north.program.ended() == -SIGKILL
    assert at.once()
    with server(at.south.folder) as south, server(at.north.folder) as north:
        entry, proof = Speaking(at.south, south, LAB).shown(settled)

        def confirmed(shorter: str) -> Confirmed:
            return Confirmed(transfer=TransferId("t-1"), entry=entry, proof=shorter)

        Speaking(at.north, north, MAKER).say(fitting(proof, policies[NORTH], confirmed))
        os.kill(north.program.pid, SIGKILL)
        assert north.program.ended() == -SIGKILL
    crossed(at)


# -- the same chip in both --------------------------------------------------------------------


def key(at: Border, name: str = "key", digits: str = "ab" * 32) -> Path:
    """Write a treaty key that only its owner can read."""
    path = at.between / name
    path.write_text(f"{digits}\n")
    path.chmod(0o600)
    return path


def test_two_registries_find_the_chips_that_both_have(at: Border) -> None:
    made(at.south.folder)
    theirs = at.between / "south.blinded"
    at.south.done("same", "--key", key(at), "--out", theirs)
    assert MAKER not in theirs.read_text()
    assert len(theirs.read_text().splitlines()) == CHIPS + 1
    ran = at.north.done("same", "--key", key(at), "--against", theirs, "--json")
    assert [it["chip"] for it in ran.lines] == sorted(at.north.counted())
    told = at.north.done("same", "--key", key(at), "--against", theirs)
    assert told.out.splitlines() == sorted(at.north.counted())
    assert f"{CHIPS} of our chips are in their list of {CHIPS}" in told.err


def test_what_crossed_is_in_one_list_only(at: Border) -> None:
    at.north.done("release", *release_words(out=at.released))
    at.south.done("accept", at.released, *ACCEPT)
    theirs = at.between / "south.blinded"
    at.south.done("same", "--key", key(at), "--out", theirs)
    assert at.north.done("same", "--key", key(at), "--against", theirs).out == ""


def test_lists_under_two_keys_are_not_compared(at: Border) -> None:
    theirs = at.between / "south.blinded"
    at.south.done("same", "--key", key(at), "--out", theirs)
    another = key(at, "another", b64encode(b"0" * 24).hex())
    ran = at.north.run("same", "--key", another, "--against", theirs)
    assert (ran.code, ran.out) == (2, "")
    assert "line 1: the list is blinded under another key" in ran.err


def test_a_key_is_a_secret_and_is_long(at: Border) -> None:
    out = at.between / "list"
    short, seen = key(at, "short", "ab" * 8), key(at, "seen")
    seen.chmod(0o640)
    for path, code, words in (
        (short, 2, "64 hexadecimal digits"),
        (seen, 3, "can be read by others"),
        (at.between / "nowhere", 2, "nowhere"),
    ):
        ran = at.north.run("same", "--key", path, "--out", out)
        assert (ran.code, ran.out, out.exists()) == (code, "", False)
        assert words in ran.err


def test_a_list_is_asked_for(at: Border) -> None:
    assert at.north.run("same", "--key", key(at)).code == 2
