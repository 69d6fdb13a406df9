"""Settings are read once; what is misspelt or makes no sense is an error, not a default."""

import re
from pathlib import Path

import pytest

from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings, read_settings, settings

GIVEN = {
    "COMPTROL_DATA": "/srv/log",
    "COMPTROL_HOST": "::1",
    "COMPTROL_PORT": "80",
    "COMPTROL_READING_PROCESSES": "4",
    "COMPTROL_DATABASE": "postgresql://comptrol@db.example/comptrol",
    "COMPTROL_READ_DATABASE": "postgresql://comptrol@[::1]:5433/comptrol?sslmode=require",
    "COMPTROL_READ_LAG_MAX_S": "9",
    "COMPTROL_CONSOLE_URL": "https://console.example",
    "COMPTROL_CONSOLE_SESSION_S": "3600",
    "COMPTROL_CONSOLE_PROXIES": "1",
    "COMPTROL_CONSOLE_OIDC_ISSUER": "https://issuer.example",
    "COMPTROL_CONSOLE_OIDC_CLIENT_ID": "comptrol",
    "COMPTROL_CONSOLE_OIDC_CLIENT_SECRET_FILE": "/run/secret",
    "COMPTROL_LOG_FORMAT": "json",
    "COMPTROL_LOG_LEVEL": "warning",
    "COMPTROL_METRICS_NETWORKS": "10.0.0.0/8, ::1/128",
    "COMPTROL_TRACES_URL": "http://127.0.0.1:4318",
    "COMPTROL_TLS_CERTIFICATE_FILE": "/etc/tls/chain.pem",
    "COMPTROL_TLS_KEY_FILE": "/etc/tls/key.pem",
    "COMPTROL_TLS_CLIENT_AUTHORITIES_FILE": "/etc/tls/clients.pem",
    "COMPTROL_QUOTA_REQUESTS_PER_S": "50",
    "COMPTROL_QUOTA_STATEMENTS_PER_S": "200",
    "COMPTROL_QUOTA_BURST_S": "5",
    "COMPTROL_DRAIN_S": "30",
}
CONSOLE = {
    "console_url": "https://console.example",
    "console_session_s": 3600,
    "console_proxies": 1,
    "console_oidc_issuer": "https://issuer.example",
    "console_oidc_client_id": "comptrol",
    "console_oidc_client_secret_file": Path("/run/secret"),
}
SERVING = {
    "log_format": "json",
    "log_level": "warning",
    "metrics_networks": ("10.0.0.0/8", "::1/128"),
    "traces_url": "http://127.0.0.1:4318",
    "tls_certificate_file": Path("/etc/tls/chain.pem"),
    "tls_key_file": Path("/etc/tls/key.pem"),
    "tls_client_authorities_file": Path("/etc/tls/clients.pem"),
    "quota_requests_per_s": 50,
    "quota_statements_per_s": 200,
    "quota_burst_s": 5,
    "drain_s": 30,
}
DATABASES = {
    "database": GIVEN["COMPTROL_DATABASE"],
    "read_database": GIVEN["COMPTROL_READ_DATABASE"],
    "read_lag_max_s": 9,
}


def test_without_an_environment_every_setting_has_its_default():
    assert read_settings({}) == Settings()


def test_the_default_is_to_serve_this_machine_alone():
    assert Settings().host == "127.0.0.1"


def test_every_setting_is_read_from_the_environment():
    read = read_settings(GIVEN)
    assert read == Settings(
        data=Path("/srv/log"),
        host="::1",
        port=80,
        reading_processes=4,
        **DATABASES,
        **CONSOLE,
        **SERVING,
    )
    assert len(GIVEN) == len(Settings.__struct_fields__)


def test_what_is_not_ours_is_left_alone():
    assert read_settings({"PATH": "/bin", "DATA": "x", "OTHER_COMPTROL_PORT": "1"}) == Settings()


@pytest.mark.parametrize(
    "name", ["COMPTROL_PROT", "COMPTROL_", "COMPTROL_PORT_", "COMPTROL__PORT"]
)
def test_a_misspelt_setting_is_an_error_that_lists_the_known_ones(name: str):
    with pytest.raises(UnreadableError, match="COMPTROL_PORT"):
        read_settings({name: "1"})


@pytest.mark.parametrize("port", ["", "http", "80.5", " 80", "1e400", "nan", "true"])
def test_a_port_that_is_no_number_is_an_error(port: str):
    with pytest.raises(UnreadableError, match="COMPTROL_PORT must be a whole number"):
        read_settings({"COMPTROL_PORT": port})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMPTROL_PORT", "-1"),
        ("COMPTROL_PORT", "65536"),
        ("COMPTROL_READING_PROCESSES", "-1"),
    ],
)
def test_a_number_that_makes_no_sense_is_an_error(name: str, value: str):
    with pytest.raises(UnreadableError):
        read_settings({name: value})


def test_the_command_line_goes_over_the_environment_and_nothing_else_does():
    read = read_settings(GIVEN)
    assert read.over() == read
    assert read.over(data="x", host="h", port=1) == Settings(
        data=Path("x"), host="h", port=1, reading_processes=4, **DATABASES, **CONSOLE, **SERVING
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "text, and not empty"),
        ("sqlite:///x.db", "postgresql://USER@HOST"),
        ("host=db password=secret", "postgresql://USER@HOST"),
        ("postgresql://", "postgresql://USER@HOST"),
        ("postgresql://comptrol:secret@db/comptrol", "PGPASSFILE"),
        ("postgresql://comptrol@db/comptrol?password=secret", "PGPASSFILE"),
        ("postgresql://comptrol:sec/secret@db/comptrol", "PGPASSFILE"),
        ("postgresql://comptrol@db/comptrol?pass%77ord=secret", "PGPASSFILE"),
    ],
)
@pytest.mark.parametrize("name", ["COMPTROL_DATABASE", "COMPTROL_READ_DATABASE"])
def test_an_address_that_is_none_or_holds_a_secret_is_an_error_and_never_repeated(
    name: str, url: str, told: str
):
    with pytest.raises(UnreadableError, match=told) as raised:
        read_settings({"COMPTROL_DATABASE": GIVEN["COMPTROL_DATABASE"], name: url})
    assert name in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_replica_of_nothing_is_an_error():
    with pytest.raises(UnreadableError, match="set both"):
        read_settings({"COMPTROL_READ_DATABASE": GIVEN["COMPTROL_READ_DATABASE"]})


def test_settings_are_frozen():
    with pytest.raises(AttributeError):
        Settings().port = 1  # type: ignore[misc]


NOBODY = "no user, no password and no query"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("COMPTROL_TRACES_URL", "ftp://collector", "http://HOST:PORT"),
        ("COMPTROL_TRACES_URL", "http://", "http://HOST:PORT"),
        ("COMPTROL_TRACES_URL", "http://u:secret@collector:4318", NOBODY),
        ("COMPTROL_CONSOLE_URL", "https://u:secret@console.example", NOBODY),
        ("COMPTROL_CONSOLE_OIDC_ISSUER", "https://secret@id.example", NOBODY),
        ("COMPTROL_TRACES_URL", "https://collector.example/?token=secret", NOBODY),
        ("COMPTROL_CONSOLE_URL", "https://console.example#secret", NOBODY),
        ("COMPTROL_METRICS_NETWORKS", "10.0.0.0/8, secret", "10.0.0.0/8 or ::1/128"),
        ("COMPTROL_LOG_LEVEL", "secret", 'one of "debug"'),
        ("COMPTROL_TLS_KEY_FILE", "/etc/secret", "set both"),
        ("COMPTROL_DATA", "", "a path"),
        ("COMPTROL_DATA", "sec\nret", "a path"),
    ],
)
def test_what_makes_no_sense_is_an_error_that_names_it_and_never_repeats_it(
    name: str, value: str, told: str
):
    with pytest.raises(UnreadableError, match=re.escape(told)) as raised:
        read_settings({name: value})
    assert name in str(raised.value)
    assert "secret" not in str(raised.value)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(UnreadableError) as raised:
        read_settings({"COMPTROL_PORT": "x", "COMPTROL_DRAIN_S": "-1", "COMPTROL_HOTS": "h"})
    for name in ("COMPTROL_PORT", "COMPTROL_DRAIN_S", "COMPTROL_HOTS"):
        assert name in str(raised.value)


def test_nobody_may_read_the_figures_where_the_networks_are_empty():
    assert read_settings({"COMPTROL_METRICS_NETWORKS": ""}).metrics_networks == ()


def test_every_setting_is_explained_where_it_is_declared():
    explained = settings()
    assert tuple(it.name for it in explained) == Settings.__struct_fields__
    assert [it.name for it in explained if len(it.meant) < 15 or not it.expected] == []
