"""Who is behind a customer, and which of the files on it stands."""

from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import pytest
from tests.identifying import read
from tests.rules.stage import PRESENT, Stage, key_of, outside
from tests.rules.test_rules import COMMON

from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.domains.identification import (
    ChainEnd,
    Files,
    file,
    outline,
)
from comptrol.domains.identification.queries.chain import END_USERS_MAX, LINKS_MAX
from comptrol.domains.privacy import Ground
from comptrol.flow.erasing import erase_all
from comptrol.flow.identifying import keep_file
from comptrol.flow.vaulting import Vaulting
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import Digest, PartyId

TODAY = PRESENT.date()


@pytest.fixture
def stage() -> Stage:
    opened = Stage()
    opened.enter(COMMON.cast)
    return opened


def enrol(stage: Stage, *parties: str) -> None:
    for party in parties:
        said = {"kind": "parties.enrolled/1", "party": party, "name": party, "country": "DE"}
        assert isinstance(stage.say("authority", said | {"roles": ["customer"]}), Receipt)


def identified(stage: Stage, party: str, by: str = "provider", **other: Any) -> str:
    """Seal a file and say that it is there."""
    commitment = sha256(f"{party}{by}{other}".encode()).hexdigest()
    sealed = {"kind": "privacy.sealed/1", "preimage_kind": "identification.file/1"}
    assert isinstance(stage.say(by, sealed | {"commitment": commitment}), Receipt)
    said = outside(outline(read(), Digest(commitment))) | {"party": party, **other}
    answer = stage.say(by, said)
    assert isinstance(answer, Receipt), answer
    return commitment


def asked(stage: Stage, party: str, on: date = TODAY) -> Files:
    with stage.store.reading() as rows:
        return file(RowsWorld(rows, stage.references), party=PartyId(party), on=on)


def test_a_circle_of_resellers_is_named_and_ends(stage: Stage):
    identified(stage, "customer", reseller="holder")
    identified(stage, "holder", reseller="customer", end_users=["rival"])
    (state,) = asked(stage, "customer").files
    assert [link.reseller for link in state.resellers] == ["holder"]
    assert (state.chain_end, state.resellers[0].names_the_next) == (ChainEnd.CIRCLE, False)


def test_a_chain_is_followed_so_far_and_no_farther(stage: Stage):
    names = [f"r-{number}" for number in range(LINKS_MAX + 2)]
    enrol(stage, *names)
    following = "customer"
    for name in names:
        identified(stage, following, reseller=name, end_users=["rival"])
        following = name
    (state,) = asked(stage, "customer").files
    assert [link.reseller for link in state.resellers] == names[:LINKS_MAX]
    assert state.chain_end is ChainEnd.TOO_LONG


def test_end_users_are_followed_through_resellers_and_so_far(stage: Stage):
    names = [f"e-{number}" for number in range(END_USERS_MAX + 1)]
    enrol(stage, "reseller", "second", *names)
    identified(stage, "reseller", end_users=["second", *names[:99]])
    identified(stage, "second", end_users=["reseller", *names[99:198]])
    (state,) = asked(stage, "reseller").files
    assert state.end_users_all
    assert [it.party for it in state.end_users] == ["second", *names[:198]]
    assert {it.through for it in state.end_users} == {"reseller", "second"}
    assert (state.end_users[0].resells, state.end_users[1].resells) == (True, None)
    identified(stage, "second", end_users=names[99:199], complete=["name"])
    identified(stage, names[0], end_users=names[199:])
    (state,) = asked(stage, "reseller").files
    assert (len(state.end_users), state.end_users_all) == (END_USERS_MAX, False)


def test_the_file_of_whoever_asks_counts_before_the_latest(stage: Stage):
    identified(stage, "customer", reseller="holder")
    identified(stage, "holder", end_users=["customer"])
    identified(stage, "holder", by="exporter", end_users=["rival"])
    (state,) = asked(stage, "customer").files
    assert [link.names_the_next for link in state.resellers] == [True]
    identified(stage, "customer", by="exporter", reseller="holder")
    assert [it.resellers[0].names_the_next for it in asked(stage, "customer").files] == [
        False,
        True,
    ]


def test_a_file_that_is_erased_identifies_nobody(stage: Stage):
    identified(stage, "customer", reseller="holder")
    identified(stage, "holder", end_users=["customer"])
    position = max(row["position"] for row in stage.rows("privacy_sealed"))
    erased = {"kind": "privacy.erased/1", "position": position, "ground": "request"}
    said = stage.say("authority", erased)
    assert isinstance(said, Receipt)
    (state,) = asked(stage, "customer").files
    assert (state.chain_end, state.resellers[0].identified) == (ChainEnd.UNIDENTIFIED, False)
    (gone,) = asked(stage, "holder").files
    assert gone.erased_at == said.position
    assert stage.rebuilt().differences == ()


def test_after_a_crash_between_the_seal_and_the_word_filing_again_is_enough(stage: Stage):
    provider, authority = key_of("provider"), key_of("authority")
    with closing(SqliteVault(None)) as vault:
        vaulting = Vaulting(vault=vault, intake=stage.intake, randomness=token_bytes)
        vaulting.seal(provider, read(), "customer")
        filed = keep_file(vaulting, provider, read())
        assert isinstance(filed.answer, Receipt)
        assert len(asked(stage, "customer").files) == 1
        gone = erase_all(vaulting, authority, "customer", Ground.REQUEST)
        assert isinstance(gone, dict)
        assert len(gone) == 2
        assert vault.commitments("customer") == ()


def test_what_was_filed_later_was_not_there_before(stage: Stage):
    identified(stage, "customer")
    assert asked(stage, "customer", TODAY - timedelta(days=1)).files == ()
    (state,) = asked(stage, "customer", TODAY + timedelta(days=10)).files
    assert state.age_days == 22
    with pytest.raises(NotFoundError):
        asked(stage, "nobody")
