"""What is let through, what is not, and what waits: what a user of the cluster sees."""

from concurrent.futures import ThreadPoolExecutor

from tests.slurm.bed.processes import listeners, until
from tests.slurm.bed.site import Site

from comptrol.domains.gate import Answered, OrderId

FORMS = (
    "--gres=gpu:h100:2",
    "--gres=gpu",
    "-G 3",
    "--gpus=h100:3",
    "-N2 --gpus-per-node=4",
    "-N1-2 --gpus-per-node=4",
    "-n 20 --gres=gpu:h100:2",
    "-n4 --gpus-per-task=2",
    "-N2 --ntasks-per-node=2 --gpus-per-task=2",
    "-n8 --ntasks-per-gpu=2",
    "--sockets-per-node=2 --gpus-per-socket=2 -n2",
    "--exclusive --gres=gpu:1",
    "--exclusive",
    "-w n[1-2] --gres=gpu:1",
    "-p whole -n1",
    "-G 10",
)
"""Ways to ask for GPUs, by name and by the way."""
GPUS = 16
CEILING = 30
MINUTE_S = 60


def nobody_listens_but_on_loopback(site: Site) -> None:
    found = listeners(site.daemons.pids)
    assert len(found) >= 11
    assert all(address.startswith("127.") for address in found), found


def what_is_installed_is_not_written_again(site: Site) -> None:
    words = ("--config", str(site.config("c1")), "--slurm-conf", str(site.c1.conf), "--json")
    told = site.agent("install", *words).json
    assert (told["files"], told["lines"], told["written"]) == ([], [], False)


def an_allowed_job_runs_and_carries_its_order(site: Site) -> None:
    site.cap("alpha-total", "alpha", None)
    job = site.c1.submitted("-t1", "--gres=gpu:h100:3", script="sleep 2")
    order = site.c1.order(job)
    assert order.startswith("c1-")
    row = site.c1.row(job)
    assert (row.state, row.gpus, row.comment) == ("COMPLETED", 3, f"comptrol:{order}")
    site.settled("c1", order)
    found = site.ask("gate/order", order=order)["order"]
    assert found["customer"] == "alpha"
    assert found["chips"] == 3
    assert found["job"].startswith(f"c1/{job}@")
    assert found["used_chip_seconds"] >= 3 * row.seconds
    assert found["used_chip_seconds"] <= 3 * (row.seconds + 1)


def a_listed_party_is_refused_and_told_why(site: Site) -> None:
    ran = site.c1.sbatch("-t1", "-G1", account="saderat")
    assert ran.code != 0
    assert "comptrol: refused." in ran.err
    assert "BANK SADERAT IRAN on SDN: services are prohibited unless OFAC authorises" in ran.err
    assert "31 CFR (OFAC)" in ran.err
    assert not site.c1.run("squeue", "-h").out


def what_nobody_told_the_agent_is_refused_with_what_is_missing(site: Site) -> None:
    ran = site.c1.sbatch("-t1", "-G1", account="nobodys")
    assert "account 'nobodys' belongs to no customer" in ran.err
    assert "[accounts.nobodys]" in ran.err
    ran = site.c1.sbatch("-t", "UNLIMITED", "-G1")
    assert "a job that runs without end cannot be ordered" in ran.err


def a_job_without_gpus_needs_no_order(site: Site) -> None:
    job = site.c1.submitted("-t1", "-n1", script="true")
    row = site.c1.ended(job)
    assert (row.state, row.gpus, row.comment) == ("COMPLETED", 0, "")


def a_held_job_waits_and_runs_once_a_person_has_decided(site: Site) -> None:
    ran = site.c1.sbatch("-t1", "-G1", account="unsettled")
    assert "the job waits, held, until a person has decided" in ran.err
    assert "[party.headquarters]" in ran.err
    job, order = ran.out, site.c1.order(ran.out)
    assert site.c1.state(job) == "PENDING"
    # its user may let it go, and it does not start all the same
    site.c1.run("scontrol", "release", job)
    until(lambda: site.c1.refused_starts(job) > 0, f"job {job} is refused at its start")
    for question in ("party.headquarters", "party.ultimate-parent"):
        site.says("office", answer(order, question))
    row = site.c1.ended(job)
    assert (row.state, row.gpus) == ("COMPLETED", 1)


def answer(order: str, question: str) -> Answered:
    return Answered(
        order=OrderId(order),
        question=question,
        answer="elsewhere",
        reason="The commercial register says Rotterdam.",
        by="Export control officer",
    )


def an_order_covers_what_slurm_hands_out_however_it_was_asked_for(site: Site) -> None:
    where = {form: (site.c1, site.c2)[at % 2] for at, form in enumerate(FORMS)}
    jobs = {form: where[form].submitted("-t1", *form.split(), script="true") for form in FORMS}
    ordered = {form: site.chips(where[form].order(job)) for form, job in jobs.items()}
    given = {form: where[form].ended(job).gpus for form, job in jobs.items()}
    both = {form: (given[form], ordered[form]) for form in FORMS}
    assert all(0 < many <= most <= GPUS for many, most in both.values()), both
    assert both["-N1-2 --gpus-per-node=4"] == (8, 8), "not the four of its accounts"
    assert both["--exclusive"] == (8, 8), "though it asked for none"
    assert both["-p whole -n1"] == (8, 8), "though neither it nor its user asked for any"


def srun_passes_the_same_gate(site: Site) -> None:
    words = ("srun", "--uid=nobody", "-t1", "--gres=gpu:1")
    assert site.c1.run(*words, "-A", "alpha", "true").code == 0
    refused = site.c1.run(*words, "-A", "saderat", "true")
    assert refused.code != 0
    assert "BANK SADERAT IRAN on SDN" in refused.err


def each_part_of_a_heterogeneous_job_is_an_order(site: Site) -> None:
    work = str(site.bed / "work")
    fixed = ("sbatch", "--parsable", "--uid=nobody", "-A", "alpha", "-D", work, "-o", "/dev/null")
    parts = ("-t1", "--gres=gpu:1", "--wrap", "sleep 1", ":", "-A", "alpha", "-t1", "--gres=gpu:2")
    ran = site.c1.run(*fixed, *parts)
    assert ran.code == 0, ran.err
    rows = [site.c1.ended(f"{ran.out}+{part}") for part in (0, 1)]
    assert [row.gpus for row in rows] == [1, 2]
    orders = [row.comment.removeprefix("comptrol:") for row in rows]
    assert [site.chips(order) for order in orders] == [1, 2]


def an_array_is_one_order_of_all_its_elements(site: Site) -> None:
    job = site.c1.submitted("-t1", "--array=1-4%2", "--gres=gpu:1", script="true")
    order = site.c1.order(job)
    assert site.chips(order) == 4
    site.c1.drain()
    rows = [site.c1.ended(f"{job}_{element}") for element in range(1, 5)]
    assert {row.comment for row in rows} == {f"comptrol:{order}"}
    site.settled("c1", order)
    assert site.ask("gate/order", order=order)["order"]["stage"] == "ended"


def a_hundred_at_once_on_two_clusters_never_pass_a_cap(site: Site) -> None:
    """Bar 1: none too many, and whoever is refused is told by which cap and how much."""
    site.cap("beta-rate", "beta", CEILING)
    turns = range(100)
    with ThreadPoolExecutor(20) as pool:
        ran = list(pool.map(lambda turn: _one_of_many(site, turn), turns))
    passed = [it for it in ran if it.code == 0]
    refused = [it.err for it in ran if it.code != 0]
    assert all(f"Cap beta-rate: ceiling {CEILING} chips" in err for err in refused), set(refused)
    assert (len(passed), len(refused)) == (CEILING, 100 - CEILING)
    assert site.balance("beta-rate")["held"] == CEILING
    until(lambda: _taken(site) == CEILING, "every job that was let through is confirmed")
    for cluster in (site.c1, site.c2):
        cluster.empty()
        site.until_settled(cluster.name)
    assert site.balance("beta-rate")["held"] == 0


def _taken(site: Site) -> int:
    return sum(site.status(name)["orders"].get("taken", 0) for name in ("c1", "c2"))


def _one_of_many(site: Site, turn: int):
    cluster = (site.c1, site.c2)[turn % 2]
    return cluster.sbatch("-t1", "--gres=gpu:1", "--hold", account="beta")


RULING = (
    nobody_listens_but_on_loopback,
    what_is_installed_is_not_written_again,
    an_allowed_job_runs_and_carries_its_order,
    a_listed_party_is_refused_and_told_why,
    what_nobody_told_the_agent_is_refused_with_what_is_missing,
    a_job_without_gpus_needs_no_order,
    a_held_job_waits_and_runs_once_a_person_has_decided,
    an_order_covers_what_slurm_hands_out_however_it_was_asked_for,
    srun_passes_the_same_gate,
    each_part_of_a_heterogeneous_job_is_an_order,
    an_array_is_one_order_of_all_its_elements,
    a_hundred_at_once_on_two_clusters_never_pass_a_cap,
)
