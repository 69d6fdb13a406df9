"""What fails, and what others do behind the gate's back: nothing is let through, nothing lost."""

import signal
import time
from http.client import HTTPConnection

from tests.slurm.bed.processes import until
from tests.slurm.bed.site import Site

SECONDS_MAX = 0.6
"""The hook waits for half a second; sbatch itself takes a little."""
TRIES = 4
OPEN_HOOK = """\
function slurm_job_submit(job_desc) {what} return slurm.SUCCESS end
function slurm_job_modify() return slurm.SUCCESS end
return slurm.SUCCESS
"""


def an_agent_that_is_away_lets_nothing_through_and_says_so(site: Site) -> None:
    job = site.c1.submitted("-t1", "--hold", "--gres=gpu:1")
    site.taken("c1", site.c1.order(job))
    site.daemons.stop("agent-c1")
    try:
        took, err = _refused(site)
        assert "The gate that rules on jobs cannot be reached" in err
        assert "the gate's fault and not your job's" in err
        assert took <= SECONDS_MAX
        assert site.c1.run("scontrol", "release", job).code == 0, "letting go needs no gate"
        until(lambda: site.c1.refused_starts(job) > 0, f"job {job} is not started")
    finally:
        site.serve_agent("c1")
    assert site.c1.ended(job).state == "COMPLETED", "it starts when the agent is back"


def an_agent_that_hangs_lets_nothing_through_and_is_not_waited_for(site: Site) -> None:
    site.daemons.signal("agent-c1", signal.SIGSTOP)
    try:
        took, err = _refused(site)
    finally:
        site.daemons.signal("agent-c1", signal.SIGCONT)
    assert "did not answer in time" in err
    assert took <= SECONDS_MAX


def an_authority_that_is_away_lets_nothing_through_and_nothing_is_lost(site: Site) -> None:
    running = site.c1.submitted("-t1", "--gres=gpu:1", script="sleep 3")
    order = site.c1.order(running)
    site.taken("c1", order)
    until(lambda: site.c1.state(running) == "RUNNING", f"job {running} runs")
    site.daemons.stop("authority")
    try:
        _, err = _refused(site)
        assert "did not rule" in err
        assert site.c1.ended(running).state == "COMPLETED", "what runs, runs on"
        assert site.reconcile("c1")["failures"], "what cannot be asked or said is told"
    finally:
        site.serve_authority()
    site.settled("c1", order)


def a_restart_of_the_agent_loses_nothing(site: Site) -> None:
    job = site.c1.submitted("-t1", "--gres=gpu:1", script="sleep 2")
    order = site.c1.order(job)
    until(lambda: site.c1.state(job) == "RUNNING", f"job {job} runs")
    site.daemons.stop("agent-c1")
    site.c1.drain()
    site.serve_agent("c1")
    site.settled("c1", order)
    assert site.ask("gate/order", order=order)["order"]["used_chip_seconds"] >= 2


def a_request_that_is_sent_again_is_the_same_order(site: Site) -> None:
    body = "key=again&uid=65534&account=alpha&time_limit=1&tres_per_job=gres:gpu:1"
    first, again, other = (_posted(site, it) for it in (body, body, f"{body}&name=x"))
    assert first.startswith("pass c1-")
    assert first == again == other
    assert _posted(site, body.replace("again", "anew")) != first
    assert "401" in _posted(site, body, word="another")


def a_comment_that_is_wiped_is_noticed_and_the_job_known_all_the_same(site: Site) -> None:
    job = site.c1.submitted("-t1", "--hold", "--gres=gpu:1")
    order = site.c1.order(job)
    site.taken("c1", order)
    assert site.c1.update(job, "admincomment=none").code == 0
    assert any(f"job {job}:" in it for it in site.reconcile("c1")["warnings"])
    site.c1.run("scontrol", "release", job)
    assert site.c1.ended(job).comment == "none"
    site.settled("c1", order)


def every_accounted_job_is_joined(site: Site) -> None:
    for cluster in (site.c1, site.c2):
        cluster.drain()
        site.until_settled(cluster.name)
        report = site.reconcile(cluster.name)
        assert (report["unjoined"], report["failures"]) == ([], [])
    used = sum(row.gpus * row.seconds for row in (*site.c1.rows(), *site.c2.rows()))
    told = sum(it["used_chip_seconds"] for it in site.orders())
    assert used > 0
    assert told >= used, "a second that has begun counts"


def whoever_goes_round_the_gate_is_listed(site: Site) -> None:
    """An operator takes plugin and prolog away: nothing stops the jobs, and all are reported."""
    ours = site.c2.submitted("-t1", "--hold", "--gres=gpu:1")
    names = {
        "": None,
        "none": None,
        "comptrol:c2-never": None,
        f"comptrol:{site.c2.order(ours)}": None,
    }
    site.taken("c2", site.c2.order(ours))
    site.c2.open_prolog()
    for comment in names:
        site.c2.open_hook(OPEN_HOOK.format(what=f'job_desc.admin_comment = "{comment}"'))
        names[comment] = site.c2.submitted("-t1", "--gres=gpu:1", script="sleep 1")
    rows = [site.c2.ended(job) for job in names.values() if job is not None]
    assert all(row.state == "COMPLETED" and row.gpus == 1 for row in rows)

    def listed() -> dict[str, str]:
        return {it["job"]: it["reason"] for it in site.reconcile("c2")["unjoined"]}

    until(lambda: len(listed()) == len(names), "four jobs without an order")
    assert listed() == {
        names[""]: "its comment names no order",
        names["none"]: "the name of its order was taken out of its comment",
        names["comptrol:c2-never"]: "its comment names an order that was not asked for here",
        names[f"comptrol:{site.c2.order(ours)}"]: "its comment names the order of another job",
    }
    ran = site.agent("reconcile", "--config", str(site.config("c2")))
    assert ran.code == 1
    assert ran.out.count("unjoined  job") == len(names)


def _refused(site: Site) -> tuple[float, str]:
    """Submit a few times; return the shortest time that it took to be refused, and the words."""
    times, err = [], ""
    for _ in range(TRIES):
        began = time.monotonic()
        ran = site.c1.sbatch("-t1", "--gres=gpu:1")
        times.append(time.monotonic() - began)
        assert ran.code != 0
        err = ran.err
    return min(times), err


def _posted(site: Site, body: str, word: str | None = None) -> str:
    """Post what the hook would; return the first line of the answer, or its status."""
    token = word or (site.config("c1").parent / "agent.token").read_text().strip()
    connection = HTTPConnection("127.0.0.1", site.agent_ports["c1"], timeout=10)
    headers = {"authorization": f"Bearer {token}"}
    connection.request("POST", "/v1/submit", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return text.partition("\n")[0] if answer.status == 200 else str(answer.status)


FAILING = (
    an_agent_that_is_away_lets_nothing_through_and_says_so,
    an_agent_that_hangs_lets_nothing_through_and_is_not_waited_for,
    an_authority_that_is_away_lets_nothing_through_and_nothing_is_lost,
    a_restart_of_the_agent_loses_nothing,
    a_request_that_is_sent_again_is_the_same_order,
    a_comment_that_is_wiped_is_noticed_and_the_job_known_all_the_same,
    every_accounted_job_is_joined,
    whoever_goes_round_the_gate_is_listed,
)
