"""Two providers, each with a real Slurm cluster and its agent, and the authority of both."""

import sys
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from tests.scenario.harness import Ran, comptrol
from tests.slurm.bed.accounts import Accounts, check_machine, clear
from tests.slurm.bed.cluster import Cluster
from tests.slurm.bed.processes import Daemons, free_ports, until
from tests.slurm.bed.world import CAST, MODEL, SITE, founded

from comptrol.client import Client
from comptrol.domains.caps import Bearer, CapId, CapSet, Unit
from comptrol.entrypoints.cli.commands.agent.slurm.asking import asked
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

_FIRST = date(2026, 1, 1)
PROVIDERS = {"c1": "harbour", "c2": "ridge"}
CUSTOMERS = [party for party, _, _, role in CAST if role is Role.CUSTOMER]
CONFIRM_S = 6
PROGRAM = [sys.executable, "-c", "from comptrol.entrypoints.cli.app import main; main()"]
CONFIG = """\
cluster = "{cluster}"
journal = "journal.db"
token = "agent.token"
port = {port}
slurm_conf = "../slurm.conf"
end_use = "weather research"
confirm_within_s = {confirm_s}
margin_s = 10
reconcile_every_s = 2

[desk]
url = "{url}"
party = "{provider}"
key = "{key}"
journal = "letters.db"

[models]
h100 = "{model}"

[partitions]
gpu = "{site}"
whole = "{site}"

[accounts]
ghost = {{ customer = "alpha" }}
{accounts}
"""


class Site:
    """Everything that runs, and what a test says and asks."""

    def __init__(self, bed: Path) -> None:
        ports = free_ports()
        self.bed, self.port = bed, ports + 60
        self.daemons = Daemons(bed / "logs")
        self.accounts = Accounts(bed, ports + 70, self.daemons)
        self.clusters = {
            name: Cluster(name, bed, ports + 25 * at, ports + 70, self.daemons)
            for at, name in enumerate(PROVIDERS)
        }
        self.agent_ports = {name: ports + 80 + at for at, name in enumerate(PROVIDERS)}
        self.url = f"http://127.0.0.1:{self.port}"
        self.c1, self.c2 = self.clusters["c1"], self.clusters["c2"]

    def start(self) -> None:
        """Start the authority, the accounts, the clusters with our plugins, and the agents.

        Daemons are started from this thread alone: they end when it does.
        """
        with ThreadPoolExecutor(1) as beside:
            founding = beside.submit(founded, self.bed / "authority")
            self.accounts.start()
            founding.result()
        self.serve_authority()
        for cluster in self.clusters.values():
            cluster.configure()
            self.install(cluster)
        for step in (Cluster.start, Cluster.start_nodes):
            for cluster in self.clusters.values():
                step(cluster)
        for cluster in self.clusters.values():
            cluster.until_idle()
            self.start_agent(cluster.name)
        for name in self.clusters:
            self.until_agent_answers(name)
        self._enter_accounts()

    def _enter_accounts(self) -> None:
        """Let one user without rights submit for every account."""
        for name in (*CUSTOMERS, "nobodys", "ghost"):
            words = ("account", name, "Description=x", "Organization=x")
            self.c1.run("sacctmgr", "-i", "add", *words)
        named = ",".join((*CUSTOMERS, "nobodys"))
        self.c1.run("sacctmgr", "-i", "add", "user", "nobody", f"account={named}")

    def stop(self) -> None:
        """Stop everything: jobs first, so that none outlives its node."""
        for cluster in self.clusters.values():
            if f"slurmctld-{cluster.name}" in self.daemons.names:
                cluster.empty()
        self.daemons.stop_all()

    # -- the authority ------------------------------------------------------------------------

    def serve_authority(self) -> None:
        """Serve the authority's log, the real server."""
        folder = str(self.bed / "authority")
        words = (*PROGRAM, "serve", "--data", folder, "--port", str(self.port))
        self.daemons.start("authority", *words, env={"COMPTROL_READING_PROCESSES": "0"})
        self.daemons.answers("authority", lambda: self._health() == 200)

    def _health(self) -> int:
        try:
            return httpx.get(f"{self.url}/health", timeout=2, trust_env=False).status_code
        except httpx.HTTPError:
            return 0

    def says(self, party: str, *said: Statement) -> None:
        """Let somebody say things to the authority, which must admit them."""
        key = self.bed / "authority" / "keys" / f"{party}.key"
        with Client(self.url, party, key) as client:
            for answer in client.say_all(said):
                assert hasattr(answer, "position"), answer

    def cap(self, name: str, whose: str, ceiling: int | None, unit: Unit = Unit.CHIPS) -> None:
        """Let the authority set a cap on a customer."""
        self.says(
            "authority",
            CapSet(
                cap=CapId(name),
                bearer=Bearer.PARTY,
                whose=whose,
                unit=unit,
                ceiling=ceiling,
                source="Agreement 7, paragraph 2",
                since=_FIRST,
            ),
        )

    def ask(self, question: str, **given: str) -> Any:
        """Ask the authority a question."""
        answer = httpx.get(f"{self.url}/{question}", params=given, timeout=20, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def balance(self, cap: str) -> dict[str, Any]:
        """Return what is held and used of a cap."""
        found = [it for it in self.ask("caps/balances") if it["cap"] == cap]
        balance: dict[str, Any] = found[0]
        return balance

    # -- the agents ---------------------------------------------------------------------------

    def config(self, cluster: str) -> Path:
        """Return the file of an agent."""
        return self.clusters[cluster].folder / "agent" / "agent.toml"

    def install(self, cluster: Cluster) -> None:
        """Write an agent's file, and let it put its plugins in place."""
        provider, file = PROVIDERS[cluster.name], self.config(cluster.name)
        accounts = [f'{name} = {{ customer = "{name}" }}' for name in CUSTOMERS]
        file.parent.mkdir()
        file.write_text(
            CONFIG.format(
                cluster=cluster.name,
                port=self.agent_ports[cluster.name],
                url=self.url,
                provider=provider,
                key=self.bed / "authority" / "keys" / f"{provider}.key",
                model=MODEL,
                site=SITE,
                confirm_s=CONFIRM_S,
                accounts="\n".join(accounts),
            )
        )
        words = ("install", "--config", str(file), "--slurm-conf", str(cluster.conf))
        ran = self.agent(*words)
        assert ran.code == 0, ran

    def serve_agent(self, cluster: str) -> None:
        """Serve an agent, and wait until it answers."""
        self.start_agent(cluster)
        self.until_agent_answers(cluster)

    def start_agent(self, cluster: str) -> None:
        """Start an agent."""
        words = (*PROGRAM, "agent", "slurm", "serve", "--config", str(self.config(cluster)))
        self.daemons.start(f"agent-{cluster}", *words)

    def until_agent_answers(self, cluster: str) -> None:
        """Wait until an agent answers."""
        self.daemons.answers(f"agent-{cluster}", lambda: self._status(cluster) is not None)

    def _status(self, cluster: str) -> dict[str, Any] | None:
        try:
            status: dict[str, Any] = asked(self.config(cluster), "GET", "/v1/status")
        except Exception:  # noqa: BLE001  (it is not there yet)
            return None
        return status

    def status(self, cluster: str) -> dict[str, Any]:
        """Return how an agent stands."""
        status = self._status(cluster)
        assert status is not None
        return status

    def reconcile(self, cluster: str) -> dict[str, Any]:
        """Let an agent look at the accounts now."""
        report: dict[str, Any] = asked(self.config(cluster), "POST", "/v1/reconcile")
        return report

    def agent(self, *words: str) -> Ran:
        """Run a command of an agent."""
        return comptrol("agent", "slurm", *words)

    def orders(self) -> list[dict[str, Any]]:
        """Return every order of both providers."""
        found: list[dict[str, Any]] = self.ask("gate/orders", limit="1000")
        return found

    def chips(self, order: str) -> int:
        """Return for how many chips an order is."""
        return int(self.ask("gate/order", order=order)["order"]["chips"])

    def taken(self, cluster: str, order: str) -> None:
        """Wait until an order is confirmed."""
        until(lambda: self._stage(order) == "confirmed", f"{order} of {cluster} is confirmed")

    def settled(self, cluster: str, order: str) -> None:
        """Wait until an order is over at the authority, as the agent said."""

        def over() -> bool:
            self.reconcile(cluster)
            return self._stage(order) == "ended"

        until(over, f"{order} is over")

    def _stage(self, order: str) -> str:
        return str(self.ask("gate/order", order=order)["order"]["stage"])

    def tidy(self) -> None:
        """Leave nothing behind for the next step: no job and no ceiling."""
        for cluster in self.clusters.values():
            cluster.empty()
        for cap in self.ask("caps/balances"):
            if cap["ceiling"] is not None:
                self.cap(cap["cap"], cap["whose"], None)

    def until_settled(self, cluster: str) -> None:
        """Wait until every job of a cluster that is not in the queue is settled."""

        def over() -> bool:
            if not {"held", "taken"} & self.status(cluster)["orders"].keys():
                return True
            self.reconcile(cluster)
            return False

        until(over, f"all jobs of {cluster} are settled")

    def known(self, cluster: str) -> bool:
        """Tell whether an agent knows its cluster."""
        return bool(self.status(cluster)["knows_the_cluster"])


@contextmanager
def site() -> Generator[Site]:
    """Let the whole site stand, and take all of it away again."""
    check_machine()
    bed = Path(tempfile.mkdtemp(prefix="slurm-bed-"))
    bed.chmod(0o755)
    (bed / "logs").mkdir()
    (bed / "work").mkdir()
    (bed / "work").chmod(0o1777)
    made = Site(bed)
    try:
        made.start()
        for cluster in PROVIDERS:
            until(lambda cluster=cluster: made.known(cluster), f"the agent of {cluster}")
        yield made
    finally:
        made.stop()
        clear(bed)
