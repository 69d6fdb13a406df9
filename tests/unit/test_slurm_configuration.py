"""What an operator tells the agent, and every mistake in it that can be noticed."""

from datetime import date
from pathlib import Path

import pytest
from tests.slurm.fakes import CONFIG, configuration, shape

from comptrol.domains.gate import OrderId, Service, Through
from comptrol.entrypoints.agents.slurm.asking import largest
from comptrol.entrypoints.agents.slurm.configuration import OnHold, OnStop, read_configuration
from comptrol.entrypoints.agents.slurm.orders import ordered
from comptrol.kernel.errors import UnreadableError

ON = date(2026, 11, 28)


def order(folder: Path, text: str = CONFIG, **fields: str):
    told = configuration(folder, text)
    asked = {"account": "alpha", "time_limit": "1", "tres_per_job": "gpu:2", **fields}
    most = largest(asked, shape(), margin_s=told.margin_s)
    return ordered(OrderId("c1-a"), asked, most, told, on=ON)


def test_files_are_found_beside_the_one_that_names_them(tmp_path: Path):
    told = configuration(tmp_path)
    assert told.journal == tmp_path / "journal.db"
    assert told.token == tmp_path / "agent.token"
    assert told.slurm_conf is None
    assert (told.on_stop, told.on_hold) == (OnStop.REQUEUE_HOLD, OnHold.QUEUE)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('cluster = "c1"', "", "cluster"),
        ('cluster = "c1"', 'cluster = "C 1"', "cluster"),
        ("confirm_within_s = 60", "confirm_within_s = 0", "confirm_within_s"),
        ("margin_s = 10", "margin = 10", "margin"),
        ("margin_s = 10", 'on_stop = "kill"', "on_stop"),
        ('customer = "alpha"', 'party = "alpha"', "accounts"),
        ("[partitions]", "[partitions", "not TOML"),
        ('journal = "journal.db"', "journal = 7", "journal"),
        ("[partitions]", "[places]", "places"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, before: str, after: str, why: str):
    with pytest.raises(UnreadableError, match=why):
        configuration(tmp_path, CONFIG.replace(before, after, 1))


def test_what_would_refuse_every_job_is_a_mistake(tmp_path: Path):
    cut = CONFIG[: CONFIG.index("[accounts]")] + "[accounts]\n"
    with pytest.raises(UnreadableError, match=r"\[accounts\] is empty"):
        configuration(tmp_path, cut)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(UnreadableError, match=r"missing\.toml"):
        read_configuration(tmp_path / "missing.toml")


def test_a_job_is_an_order_of_its_accounts_customer(tmp_path: Path):
    made = order(tmp_path)
    assert (made.door, made.service) == (Through.RENTAL, Service.MANAGED_JOB)
    assert (made.customer, made.end_user, made.passes_on) == ("alpha", None, False)
    assert (made.model, made.chips, made.site) == ("nvidia-h100-sxm5-80gb", 2, "penang")
    assert (made.length_s, made.on, made.confirm_within_s) == (60 + 30 + 10, ON, 60)
    assert (made.end_use, made.possession_passes) == ("ocean models", False)


def test_what_a_job_says_that_it_is_for_counts_first(tmp_path: Path):
    assert order(tmp_path, comment=" training \n of a model ").end_use == "training of a model"
    assert len(order(tmp_path, comment="x" * 900).end_use) == 400
    assert order(tmp_path, account="beta").end_use == "weather research"


def test_whoever_passes_compute_on_says_to_whom(tmp_path: Path):
    made = order(tmp_path, account="beta")
    assert (made.customer, made.end_user, made.passes_on) == ("beta", "gamma", True)


def test_the_default_account_counts_where_none_is_named(tmp_path: Path):
    assert order(tmp_path, account="", default_account="beta").customer == "beta"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"account": "other"}, r"\[accounts\.other\]"),
        ({"account": ""}, "name an account"),
        ({"partition": "untyped"}, r"untyped under \[partitions\]"),
        ({"partition": "gpu,elsewhere"}, "partitions of one site"),
    ],
)
def test_what_is_missing_in_the_file_is_said(tmp_path: Path, fields: dict[str, str], why: str):
    with pytest.raises(UnreadableError, match=why):
        order(tmp_path, **fields)


def test_a_type_that_is_no_model_is_refused(tmp_path: Path):
    without = CONFIG.replace('h100 = "nvidia-h100-sxm5-80gb"\n', "")
    with pytest.raises(UnreadableError, match=r"h100 under \[models\]"):
        order(tmp_path, without)


def test_somebody_has_to_say_what_a_job_is_for(tmp_path: Path):
    without = CONFIG.replace('end_use = "weather research"\n', "")
    with pytest.raises(UnreadableError, match="say what the job is for"):
        order(tmp_path, without, account="beta")
