"""Everything that runs in a trial: the server, two witnesses, a gate, a monitor, the writers."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from socket import create_connection
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, Final

import msgspec

from benches.trial.databases import Databases
from benches.trial.load import Told, Wish
from benches.trial.machine import Disk, Meddling
from benches.trial.plan import Plan
from benches.trial.programs import COMMAND, PATIENCE_S, Program, free_port, health, wait_for
from benches.trial.sampling import Sampling
from benches.trial.world import GATEKEEPER, lease_settings, make_world
from comptrol.settings import Settings

STOPPED_S: Final = 2.0
"""A server that says for so long that it has stopped is restarted, as a supervisor would."""


class Stage:
    """The programs of one trial, over one data folder."""

    def __init__(self, plan: Plan, databases: Databases) -> None:
        self.plan, self.databases = plan, databases
        plan.acknowledged.mkdir(parents=True)
        (plan.folder / "said").mkdir()
        self.disk = Disk(plan.folder, plan.disk_mb)
        self.meddling = Meddling(plan.folder)
        self.settings = Settings(database=databases.url)
        make_world(plan, self.settings)
        self.port, self.gate_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._witness_ports = [free_port() for _ in range(2)]
        self.witnesses = [self._witness(at) for at in range(2)]
        self.server = self._server()
        self.gate = self._gate()
        self.monitor = self._monitor()
        self.writers: list[Program] = []
        self.sampling = Sampling(self.server)
        self.restarts: list[tuple[float, str]] = []
        self._over, self.busy = Event(), Event()
        self._keeper = Thread(target=self._supervise, daemon=True)

    def said(self, name: str) -> Path:
        """Return the file with what a program said."""
        return self.plan.folder / "said" / name

    def _program(self, name: str, *words: str, more: dict[str, str] | None = None) -> Program:
        return Program(name, [COMMAND, *words], self.said(name), more)

    def environment(self) -> dict[str, str]:
        """Return what every program on the server's machine has: its clock, and its database."""
        return {**self.meddling.environment(), **self.databases.environment()}

    def _server(self) -> Program:
        words = ("--data", str(self.plan.data), "serve", "--port", str(self.port))
        return self._program("server", *words, more=self.environment())

    def _witness(self, at: int) -> Program:
        policy, name = self.plan.data / "policy", f"witness.example/w{at}"
        words = ("ledger", "witness", "--folder", str(self.plan.folder / f"witness-{at}"))
        options = ("--name", name, "--policy", str(policy), "--port", str(self._witness_ports[at]))
        return self._program(f"witness-{at}", *words, *options)

    def _gate(self) -> Program:
        config, key = self.plan.folder / "gate.toml", self.plan.data / f"keys/{GATEKEEPER}.key"
        folder = self.plan.folder / "gate"
        config.write_text(lease_settings(self.url, str(folder), str(key)))
        words = ("agent", "gate", "--config", str(config), "--port", str(self.gate_port))
        return self._program("gate", *words)

    def _monitor(self) -> Program:
        folder = self.plan.folder / "monitor"
        folder.mkdir()
        options = ("--policy", str(self.plan.folder / "policy"), "--state", str(folder), "--json")
        often = ("--every", "2", "--stale-after", "90000")
        return self._program("monitor", "ledger", "monitor", self.url, *options, *often)

    def open(self) -> None:
        """Begin everything but the load; wait until the log is published and a lease is had."""
        lines = []
        for one in self.witnesses:
            one.start()
            lines.append(wait_for("witness witness.example", one.said))
        policy = self.plan.data / "policy"
        kept = [it for it in policy.read_text().splitlines() if it.startswith("log ")]
        names = [line.split()[1] for line in lines]
        kept += [*lines, f"group either 1 {' '.join(names)}", "quorum either", ""]
        policy.write_text("\n".join(kept))
        (self.plan.folder / "policy").write_bytes(policy.read_bytes())
        self.server.start()
        self.until_final()
        self.gate.start()
        self.monitor.start()
        self._until_leased()
        self.sampling.start()
        self._keeper.start()

    def until_final(self, patience_s: float = PATIENCE_S) -> tuple[float, float]:
        """Wait until statements are taken and what is logged is final; return when each began."""
        end, taking, least = monotonic() + patience_s, 0.0, 0
        while monotonic() < end:
            told = health(self.url)
            if told is not None and told.get("taking_statements"):
                if not taking:
                    taking, least = monotonic(), told["entries"]
                if told.get("final", 0) >= least and told["status"] == HTTPStatus.OK:
                    return taking, monotonic()
            sleep(0.05)
        raise SystemExit(f"the server did not recover within {patience_s} s: {health(self.url)}")

    def _until_leased(self) -> None:
        end = monotonic() + PATIENCE_S
        while monotonic() < end:
            told = health(f"http://127.0.0.1:{self.gate_port}")
            if told is not None and any(it.startswith("until") for it in told["leases"].values()):
                return
            sleep(0.1)
        raise SystemExit(f"the gate had no lease in time: {told}")

    def _supervise(self) -> None:
        """Begin again what has ended, and end what says that it has stopped for good."""
        stopped = 0.0
        while not self._over.wait(0.25):
            if self.busy.is_set():
                stopped = 0.0
                continue
            for one in (self.server, self.gate, self.monitor):
                if not one.alive:
                    self.restarts.append((monotonic(), one.name))
                    one.start()
            told = health(self.url, 2.0)
            failed = told is not None and told.get("publishing", "").startswith(
                "the signer refuses"
            )
            stopped = (stopped or monotonic()) if failed else 0.0
            if stopped and monotonic() - stopped > STOPPED_S:
                self.restarts.append((monotonic(), "server: it had stopped publishing"))
                self.server.stop()
                self.server.start()
                stopped = 0.0

    def offer(self, run: str, *, rate: float = 0.0, under_way: int = 0) -> float:
        """Let the writers begin; return when."""
        folder = self.plan.acknowledged
        for at in range(self.plan.writers):
            wish = Wish(
                at=at,
                data=str(self.plan.data),
                told=str(folder),
                port=self.port,
                gate_port=self.gate_port,
                seed=self.plan.seed,
                run=run,
                rate=rate / self.plan.writers,
                under_way=under_way,
                numbers=str(self.plan.folder / "told.numbers"),
            )
            command = [sys.executable, "-m", "benches.trial.load"]
            writer = Program(f"writer-{at}", command, self.said(f"writer-{run}-{at}"))
            writer.start()
            writer.write(msgspec.json.encode(wish) + b"\n")
            self.writers.append(writer)
        end = monotonic() + 2 * PATIENCE_S
        while len(list(folder.glob(f"ready-{run}-*"))) < self.plan.writers:
            if monotonic() > end or not all(it.alive for it in self.writers):
                raise SystemExit(f"the writers did not begin: {self._last_words(run)}")
            sleep(0.05)
        start = monotonic() + 0.5
        for writer in self.writers:
            writer.write(b"%f\n" % start)
        return start

    def _last_words(self, run: str) -> list[str]:
        paths = [self.said(f"writer-{run}-{at}") for at in range(self.plan.writers)]
        return [it.read_text(errors="replace")[-800:] for it in paths]

    def enough(self, run: str) -> list[Told]:
        """Let the writers end, and return what each saw."""
        writers, self.writers = self.writers, []
        for one in writers:
            one.close_input()
        ended = [one.finish() for one in writers]
        if any(ended):
            raise SystemExit(f"a writer failed: {self._last_words(run)}")
        folder = self.plan.acknowledged
        return [
            msgspec.json.decode((folder / f"told-{run}-{at}.json").read_bytes(), type=Told)
            for at in range(len(ended))
        ]

    def begin_witnesses(self) -> None:
        """Begin both witnesses, and wait until they can be asked."""
        end = monotonic() + PATIENCE_S
        for one, port in zip(self.witnesses, self._witness_ports, strict=True):
            one.start()
            while monotonic() < end:
                with suppress(OSError), create_connection(("127.0.0.1", port), timeout=1):
                    break
                sleep(0.05)

    def filed(self) -> dict[str, Any]:
        """Wait until the gate has filed everything, and return how it then does."""
        end, told = monotonic() + 2 * PATIENCE_S, None
        while monotonic() < end:
            told = health(f"http://127.0.0.1:{self.gate_port}")
            if told is not None and not told["unfiled"]:
                break
            sleep(0.2)
        return told or {}

    def close(self) -> None:
        """End everything, gently; what does not end is killed."""
        self._over.set()
        if self._keeper.is_alive():
            self._keeper.join(PATIENCE_S)
        self.sampling.close()
        for one in (*self.writers, self.monitor, self.gate, self.server, *self.witnesses):
            with suppress(OSError):
                one.stop()

    def programs(self) -> Iterator[Program]:
        """Yield what runs beside the writers."""
        yield from (self.server, self.gate, self.monitor, *self.witnesses)
