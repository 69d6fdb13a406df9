"""What the accounts of the console promise, in memory and in a file."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.flow.signing_in import Account, Binding, PageLook, Passkey, Session, SignIns
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
OTHER_HASH = "another hash"
ANN = Account(name="ann", party=PartyId("acme"), made=NOW, password="a hash")  # noqa: S106
EVE = Account(name="eve", party=None, made=NOW, analyst=True, zone="Asia/Tokyo")
KEY = Passkey(credential=b"\0one", account="ann", public_key=b"k", signs=0, label="Key", made=NOW)
ONE, TWO = Digest("1" * 64), Digest("2" * 64)


@pytest.fixture(params=["memory", "file"])
def keeps(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SignIns]:
    path = tmp_path / "console.db" if request.param == "file" else None
    with closing(SqliteSignIns(path)) as opened:
        opened.add(ANN)
        opened.add(EVE)
        yield opened


def session(digest: Digest, account: str = "ann", made: datetime = NOW) -> Session:
    return Session(digest=digest, account=account, made=made, seen=made)


def test_an_account_is_kept_as_it_was_made(keeps: SignIns) -> None:
    assert keeps.accounts() == (ANN, EVE)
    assert keeps.account("eve") == EVE
    assert keeps.account("nobody") is None


def test_a_name_is_taken_once(keeps: SignIns) -> None:
    with pytest.raises(UnreadableError, match="already"):
        keeps.add(msgspec.structs.replace(ANN, party=None))
    assert keeps.account("ann") == ANN


def test_an_account_is_changed_and_not_made_by_it(keeps: SignIns) -> None:
    keeps.change("ann", disabled=True, zone="Europe/Paris")
    keeps.change("ann", password=OTHER_HASH)
    assert keeps.account("ann") == msgspec.structs.replace(
        ANN, disabled=True, zone="Europe/Paris", password=OTHER_HASH
    )
    keeps.change("ann", disabled=False)
    assert not keeps.accounts()[0].disabled
    with pytest.raises(NotFoundError):
        keeps.change("nobody", disabled=True)


def test_a_session_is_found_with_its_account_until_it_ends(keeps: SignIns) -> None:
    keeps.begin(session(ONE))
    assert keeps.session(ONE) == (session(ONE), ANN)
    assert keeps.session(TWO) is None
    keeps.seen(ONE, NOW + timedelta(1))
    found = keeps.session(ONE)
    assert found is not None
    assert found[0].seen == NOW + timedelta(1)
    keeps.end(ONE)
    keeps.end(ONE)
    assert keeps.session(ONE) is None


def test_all_sessions_of_an_account_end_but_one(keeps: SignIns) -> None:
    for digest in (ONE, TWO):
        keeps.begin(session(digest))
    keeps.begin(session(Digest("3" * 64), "eve"))
    keeps.end_all("ann", ONE)
    assert [it.digest for it in keeps.sessions("ann")] == [ONE]
    keeps.end_all("ann")
    assert keeps.sessions("ann") == ()
    assert len(keeps.sessions("eve")) == 1


def test_sessions_that_are_old_or_idle_are_forgotten(keeps: SignIns) -> None:
    keeps.begin(session(ONE))
    keeps.begin(session(TWO, made=NOW + timedelta(microseconds=1)))
    keeps.end_older(NOW, NOW)
    assert [it.digest for it in keeps.sessions("ann")] == [TWO]


def test_a_passkey_is_one_accounts(keeps: SignIns) -> None:
    keeps.keep_passkey(KEY)
    with pytest.raises(UnreadableError, match="known already"):
        keeps.keep_passkey(msgspec.structs.replace(KEY, account="eve"))
    keeps.drop_passkey("eve", KEY.credential)
    assert keeps.passkeys("ann") == (KEY,)
    keeps.used(KEY.credential, 7, NOW)
    assert keeps.passkey(KEY.credential) == msgspec.structs.replace(KEY, signs=7, used=NOW)
    keeps.drop_passkey("ann", KEY.credential)
    assert keeps.passkey(KEY.credential) is None


def test_a_person_at_an_issuer_has_one_account(keeps: SignIns) -> None:
    bound = Binding(issuer="https://id.example", subject="4711", account="ann")
    keeps.bind(bound)
    with pytest.raises(UnreadableError, match="already"):
        keeps.bind(msgspec.structs.replace(bound, account="eve"))
    assert keeps.bindings() == (bound,)
    assert keeps.bound("https://id.example", "4711") == "ann"
    assert keeps.bound("https://id.example/", "4711") is None
    assert keeps.unbind("https://id.example", "4711")
    assert not keeps.unbind("https://id.example", "4711")


def test_looks_come_the_latest_first(keeps: SignIns) -> None:
    looks = [PageLook(at=NOW, account="ann", path=f"/{n}", subject="one") for n in range(3)]
    for look in looks:
        keeps.looked(look)
    assert keeps.looks(limit=2) == (looks[2], looks[1])
    assert keeps.looks(account="eve") == ()
    assert keeps.looks(account="ann", subject="one") == tuple(looks[::-1])


def test_what_one_process_ends_is_over_for_another(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    with closing(SqliteSignIns(path)) as one, closing(SqliteSignIns(path)) as other:
        one.add(ANN)
        one.begin(session(ONE))
        assert other.session(ONE) == (session(ONE), ANN)
        other.change("ann", disabled=True)
        other.end(ONE)
        assert one.session(ONE) is None


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    with closing(SqliteSignIns(tmp_path / "console.db")) as keeps:
        keeps.add(ANN)

        def look(path: str) -> None:
            for _ in range(10):
                keeps.looked(PageLook(at=NOW, account="ann", path=path, subject=""))
                assert keeps.account("ann") == ANN

        threads = [threading.Thread(target=look, args=(f"/{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keeps.looks()) == 40


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_file_that_others_can_read_is_not_opened(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "console.db"
    with closing(SqliteSignIns(path)) as keeps:
        keeps.add(ANN)
    path.chmod(mode)
    with closing(SqliteSignIns(path)) as again, pytest.raises(UnavailableError, match="chmod 600"):
        again.accounts()


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    with closing(SqliteSignIns(path)) as keeps:
        keeps.add(ANN)
        with keeps._file.step() as db:  # noqa: SLF001  (to make what no program of ours writes)
            db.execute("PRAGMA user_version = 2")
    with closing(SqliteSignIns(path)) as again, pytest.raises(UnavailableError, match="version"):
        again.accounts()


def test_what_is_ended_is_not_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    with closing(SqliteSignIns(path)) as keeps:
        keeps.add(ANN)
        keeps.begin(session(ONE))
        keeps.end(ONE)
    assert ONE.encode() not in path.read_bytes()
