"""TLS and mutual TLS of a real server, with real certificates: who is let in, and who is not."""

import signal
import ssl
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from os import kill, mkfifo
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from tests.certifying import Certified
from tests.scenario.harness import PATIENCE_S, comptrol, until
from tests.scenario.ledger_harness import MAKER, Serving, lot, server

from comptrol.client import Accepted, Client, ClientCertificate, Patience
from comptrol.kernel.errors import UnavailableError, UnreadableError

DAY = timedelta(days=1)
Files = tuple[Path, Path]


@pytest.fixture
def ours(tmp_path: Path) -> Certified:
    """Return the authority that the server and its clients believe."""
    place = tmp_path / "ours"
    place.mkdir()
    return Certified(place)


@pytest.fixture
def theirs(tmp_path: Path) -> Certified:
    """Return another authority, of the same name."""
    place = tmp_path / "theirs"
    place.mkdir()
    return Certified(place)


def environment(ours: Certified, *, mutual: bool = False, **more: str) -> Mapping[str, str]:
    chain, key = ours.give("server")
    given = {"COMPTROL_TLS_CERTIFICATE_FILE": str(chain), "COMPTROL_TLS_KEY_FILE": str(key)}
    if mutual:
        given["COMPTROL_TLS_CLIENT_AUTHORITIES_FILE"] = str(ours.ca)
    return {**given, **more}


def trusting(authority: Certified, shows: Files | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(authority.ca))
    if shows is not None:
        context.load_cert_chain(*shows)
    return context


@pytest.fixture
def mutual(folder: Path, ours: Certified) -> Iterator[Serving]:
    """Serve where every client has to show a certificate."""
    trusts = trusting(ours, ours.give("known"))
    with server(folder, environment=environment(ours, mutual=True), trusts=trusts) as it:
        yield it


def test_a_server_with_a_certificate_speaks_tls_and_says_so(folder: Path, ours: Certified) -> None:
    with server(folder, environment=environment(ours), trusts=trusting(ours)) as it:
        said = it.program.said
        assert any(f"Serving {folder} at https://127.0.0.1:" in line for line in said)
        for path in ("/health/ready", "/nowhere", "/console/"):
            told = it.client.get(path).headers
            assert told.get_list("strict-transport-security") == ["max-age=31536000"]
        plain = str(it.client.base_url).replace("https", "http")
        with pytest.raises(httpx.TransportError):
            httpx.get(plain, trust_env=False)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_what_is_older_than_tls_12_is_not_spoken(
    mutual: Serving, ours: Certified, version: ssl.TLSVersion
) -> None:
    context = trusting(ours, ours.give("old"))
    with warnings.catch_warnings():  # Python itself warns of what is tried here
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = version
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    # uvloop ends a connection before its alert is sent: the client then hears an end alone,
    # which Python 3.11.2 calls by another name than 3.11.7.
    refused = r"(?i)alert protocol version|unexpected.eof|has been closed \(eof\)"
    with pytest.raises(httpx.ConnectError, match=refused):
        httpx.get(mutual.client.base_url.join("/health"), verify=context, trust_env=False)


def test_tls_12_is_spoken(mutual: Serving, ours: Certified) -> None:
    context = trusting(ours, ours.give("known"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    url = mutual.client.base_url.join("/health/live")
    assert httpx.get(url, verify=context, trust_env=False).status_code == 200


Shown = Callable[[Certified, Certified], Files | None]


def none(ours: Certified, theirs: Certified) -> None:
    del ours, theirs


def of_another(ours: Certified, theirs: Certified) -> Files:
    del ours
    return theirs.give("known")


def expired(ours: Certified, theirs: Certified) -> Files:
    del theirs
    return ours.give("late", until=-DAY)


@pytest.mark.parametrize("shown", [none, of_another, expired])
def test_whoever_shows_no_certificate_of_the_authority_is_not_heard(
    mutual: Serving, ours: Certified, theirs: Certified, shown: Shown
) -> None:
    assert mutual.client.get("/health/live").status_code == 200
    context = trusting(ours, shown(ours, theirs))
    with pytest.raises(httpx.TransportError):
        httpx.get(mutual.client.base_url.join("/health/live"), verify=context, trust_env=False)


def serial(client: httpx.Client) -> int:
    """Return the serial number of the certificate that a new connection is shown."""
    place = client.base_url.host, client.base_url.port or 0
    pem = ssl.get_server_certificate(place, timeout=PATIENCE_S)
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


def test_a_renewed_certificate_is_taken_at_sighup_and_a_broken_one_is_not(
    folder: Path, ours: Certified, theirs: Certified
) -> None:
    with server(folder, environment=environment(ours), trusts=trusting(ours)) as it:
        before, pid = serial(it.client), it.program.pid
        with httpx.Client(base_url=it.client.base_url, verify=trusting(ours)) as held:
            assert held.get("/health/live").status_code == 200
            stream = held.get("/health/live").extensions["network_stream"]
            chain, _ = ours.give("server")
            kill(pid, signal.SIGHUP)
            until(lambda: serial(it.client) != before)
            again = held.get("/health/live").extensions["network_stream"]
            assert again is stream, "the connection that was open goes on"
        renewed = serial(it.client)
        chain.write_bytes(theirs.give("other")[0].read_bytes())  # its key is another
        kill(pid, signal.SIGHUP)
        assert "is not the key of" in it.program.line("stays in use")
        chain.unlink()
        mkfifo(chain)  # whoever reads it waits
        kill(pid, signal.SIGHUP)
        assert "is no file" in it.program.line("stays in use")
        chain.unlink()
        ours.give("server", until=-DAY)
        kill(pid, signal.SIGHUP)
        assert "expired on" in it.program.line("stays in use")
        assert serial(it.client) == renewed
        assert it.client.get("/health/live").status_code == 200


def test_without_a_certificate_sighup_ends_nothing(folder: Path) -> None:
    with server(folder) as it:
        kill(it.program.pid, signal.SIGHUP)
        assert it.client.get("/health/live").status_code == 200


def test_files_that_do_not_fit_are_named_and_nothing_is_served(
    folder: Path, ours: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chain, key), late = ours.give("server"), ours.give("late", until=-DAY)
    other, missing, empty = ours.give("other")[1], ours.folder / "none", ours.folder / "empty"
    empty.write_text("")
    for files, why in (
        ((missing, key, None), f"{missing} cannot be read as certificates: No such file"),
        ((empty, key, None), f"{empty} cannot be read as certificates"),
        ((chain, missing, None), f"{missing} does not exist"),
        ((chain, other, None), f"{other} is not the key of {chain}"),
        ((chain, empty, None), f"{empty} cannot be used as the key"),
        ((*late, None), f"{late[0]} expired on"),
        ((chain, key, missing), f"{missing} has no certificates of authorities"),
        ((chain, key, empty), f"{empty} has no certificates of authorities"),
    ):
        names = ("CERTIFICATE", "KEY", "CLIENT_AUTHORITIES")
        for name, file in zip(names, files, strict=True):
            variable = f"COMPTROL_TLS_{name}_FILE"
            monkeypatch.delenv(variable, raising=False)
            if file is not None:
                monkeypatch.setenv(variable, str(file))
        ran = comptrol("serve", "--data", folder, "--port", 0)
        assert (ran.code, why in ran.err) == (3, True), ran.err


def test_the_client_shows_its_certificate_and_is_heard(
    folder: Path, ours: Certified, theirs: Certified
) -> None:
    key_file = folder / "keys" / f"{MAKER}.key"
    shown, hasty = ClientCertificate(*ours.give("known")), Patience(tries=1)
    with server(folder, environment=environment(ours, mutual=True), trusts=trusting(ours)) as it:
        url = str(it.client.base_url)
        with Client(url, MAKER, key_file, ca_file=ours.ca, certificate=shown) as client:
            assert isinstance(client.say(lot("by-tls")), Accepted)
        for ca, certificate in (
            (ours.ca, None),
            (ours.ca, ClientCertificate(*theirs.give("known"))),
            (theirs.ca, shown),
        ):
            with (
                Client(
                    url, MAKER, key_file, ca_file=ca, certificate=certificate, patience=hasty
                ) as stranger,
                pytest.raises(UnavailableError),
            ):
                stranger.ask("gate/stops", seller=MAKER)


def test_the_client_says_which_of_its_files_does_not_fit(folder: Path, ours: Certified) -> None:
    key_file, missing = folder / "keys" / f"{MAKER}.key", ours.folder / "none"
    (chain, key), tls = ours.give("known"), "https://127.0.0.1:1"
    for url, ca, shown, why in (
        (tls, missing, None, "has no certificates of authorities"),
        (tls, ours.ca, ClientCertificate(chain, missing), "no certificate and its key"),
        (tls, ours.ca, ClientCertificate(missing, key), "no certificate and its key"),
        ("http://127.0.0.1:1", None, ClientCertificate(chain, key), "no https address"),
    ):
        with pytest.raises(UnreadableError, match=why):
            Client(url, MAKER, key_file, ca_file=ca, certificate=shown)


def test_a_quota_is_of_whom_the_certificate_names(folder: Path, ours: Certified) -> None:
    quota = {"COMPTROL_QUOTA_REQUESTS_PER_S": "1", "COMPTROL_QUOTA_BURST_S": "3"}
    given = environment(ours, mutual=True, **quota)
    with server(folder, environment=given, trusts=trusting(ours, ours.give("one"))) as it:
        told = [it.client.get("/openapi.json").status_code for _ in range(20)]
        assert 429 in told
        url, other = it.client.base_url.join("/openapi.json"), trusting(ours, ours.give("two"))
        assert httpx.get(url, verify=other, trust_env=False).status_code == 200
