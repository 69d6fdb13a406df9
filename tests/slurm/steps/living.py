"""What becomes of a job that was let through: it is changed, started, stopped, put back."""

from datetime import UTC, datetime

from tests.slurm.bed.processes import until
from tests.slurm.bed.site import Site

from comptrol.domains.parties import HeadquartersDeclared
from comptrol.kernel.identifiers import CountryCode, PartyId

TODAY = datetime.now(UTC).date()  # noqa: TID251  (the authority runs on the machine's clock)


def growing_by_a_change_is_ruled_and_shrinking_is_not(site: Site) -> None:
    job = site.c1.submitted("-t1", "--hold", "--gres=gpu:h100:1")
    order = site.c1.order(job)
    held = site.chips(order)
    site.cap("alpha-rate", "alpha", 3)
    grown = site.c1.update(job, "timelimit=500", "gres=gpu:h100:8")
    assert grown.code != 0
    assert "Access/permission denied" in grown.err
    assert site.chips(order) == held
    assert site.c1.update(job, "timelimit=3", "gres=gpu:h100:2").code == 0
    assert site.chips(order) == held + 1
    assert site.c1.update(job, "timelimit=1", "gres=gpu:h100:1").code == 0
    assert site.c1.update(job, "account=beta").code != 0
    assert site.c1.update(job, "partition=whole").code != 0, "it would be a whole node"


def holding_releasing_and_requeueing_go_on_as_ever(site: Site) -> None:
    job = site.c1.submitted("-t1", "--hold", "--gres=gpu:1", script="sleep 3")
    order = site.c1.order(job)
    assert site.c1.run("scontrol", "release", job).code == 0
    assert site.c1.run("scontrol", "hold", job).code == 0
    assert site.c1.run("scontrol", "release", job).code == 0
    until(lambda: site.c1.state(job) == "RUNNING", f"job {job} runs")
    assert site.c1.run("scontrol", "requeue", job).code == 0
    site.c1.drain()
    until(lambda: len(site.c1.runs(job)) == 2, f"two runs of job {job}")
    first, second = site.c1.runs(job)
    assert (first.state, second.state) == ("REQUEUED", "COMPLETED")
    site.settled("c1", order)
    used = site.ask("gate/order", order=order)["order"]["used_chip_seconds"]
    assert used >= first.seconds + second.seconds


def a_job_whose_cap_was_cut_does_not_start(site: Site) -> None:
    site.cap("fleeting-rate", "fleeting", 8)
    job = site.c1.submitted("-t1", "--hold", "--gres=gpu:2", account="fleeting")
    site.taken("c1", site.c1.order(job))
    site.cap("fleeting-rate", "fleeting", 1)
    site.c1.run("scontrol", "release", job)
    until(lambda: site.c1.refused_starts(job) > 0, f"job {job} is refused at its start")
    assert site.c1.state(job) == "PENDING"
    assert not [it for it in site.c1.runs(job) if it.seconds]
    words = ("--uid=nobody", "-A", "fleeting", "-t1", "--gres=gpu:1", "true")
    assert site.c1.run("srun", *words).code != 0
    site.cap("fleeting-rate", "fleeting", 8)
    row = site.c1.ended(job)
    assert (row.state, row.gpus) == ("COMPLETED", 2)


def what_must_stop_is_stopped_and_told_why(site: Site) -> None:
    job = site.c2.submitted("-t2", "--gres=gpu:1", account="moving", script="sleep 60")
    order = site.c2.order(job)
    until(lambda: site.c2.state(job) == "RUNNING", f"job {job} runs")
    site.taken("c2", order)
    site.says("authority", seated("moving", "CN"))
    until(lambda: site.c2.state(job) == "PENDING", f"job {job} is back in the queue")
    told = f"job {job}: scontrol requeuehold {job}, because "
    until(lambda: told in site.daemons.written("agent-c2"), "the operator is told")
    assert "headquarters" in site.c2.run("squeue", "-h", "-j", job, "-O", "comment:400").out
    assert site.c2.run("scontrol", "release", job).code == 0
    until(lambda: site.c2.refused_starts(job) > 0, f"job {job} is not started again")


def seated(party: str, country: str) -> HeadquartersDeclared:
    return HeadquartersDeclared(
        party=PartyId(party), country=CountryCode(country), on=TODAY, source="register"
    )


def what_slurm_would_not_take_up_holds_nothing_for_long(site: Site) -> None:
    site.cap("alpha-leak", "alpha", None)
    before = site.balance("alpha-leak")["held"]
    assert "Invalid account" in site.c1.sbatch("-t1", "-G5", account="ghost").err
    assert site.balance("alpha-leak")["held"] == before + 5

    def lapsed() -> bool:
        site.c1.sbatch("-t1", "-G1", account="saderat")  # the next order lets go of what lapsed
        return bool(site.balance("alpha-leak")["held"] == before)

    until(lapsed, "the hold lapses")


LIVING = (
    growing_by_a_change_is_ruled_and_shrinking_is_not,
    holding_releasing_and_requeueing_go_on_as_ever,
    a_job_whose_cap_was_cut_does_not_start,
    what_must_stop_is_stopped_and_told_why,
    what_slurm_would_not_take_up_holds_nothing_for_long,
)
