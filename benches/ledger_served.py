"""What a client of a server waits for: an acknowledgement, and a witnessed receipt."""

import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import IO
from urllib.request import urlopen

import msgspec

from benches.load import Loaded
from benches.measurement import Measurement, percentile
from benches.trial.programs import free_port
from benches.workload import DAY, H100, platform
from comptrol.bootstrap import AUTHORITY, Platform, log_key_added, new_log_keys, write_policy
from comptrol.domains.parties import Enrolled
from comptrol.domains.registry import LotId, Made, SerialRange
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role

RATE, SECONDS, ISSUERS, WITNESSES = 2_000, 10, 500, 3
RECEIPT_OF_EVERY = 100
PATIENCE_S = 30
ORIGIN = "bench.example/log"
COMMAND = str(Path(sys.executable).parent / "comptrol")


def served() -> Iterator[Measurement]:
    """Measure acknowledgements and witnessed receipts at 2,000 statements a second offered."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        within = Path(folder)
        with platform(within) as opened:
            keys = new_log_keys(within / "data", ORIGIN)
            write_policy(within / "data", keys)
            opened.speaker(AUTHORITY).say_all([log_key_added(key) for key in keys])
            _write_statements(opened, within)
        lines = [running.enter_context(_witness(within, at)) for at in range(WITNESSES)]
        _ask_for_all(within / "data" / "policy", lines)
        url = running.enter_context(serving(within / "data"))
        loaded = _offered(url, within)
    if loaded.refused:
        raise SystemExit(f"{loaded.refused} of the bench's statements or receipts were refused")
    rate = len(loaded.acknowledged) / loaded.elapsed
    yield Measurement(name="ledger.served_per_s", value=rate, unit="statements/s over HTTP")
    for name, times, share, target in (
        ("ledger.ack_p50_ms", loaded.acknowledged, 0.5, None),
        ("ledger.ack_p99_ms", loaded.acknowledged, 0.99, "<= 150"),
        ("ledger.receipt_p50_ms", loaded.receipts, 0.5, None),
        ("ledger.receipt_p99_ms", loaded.receipts, 0.99, "<= 1000"),
    ):
        yield Measurement(
            name=name, value=percentile(times, share) * 1e3, unit="ms", target=target
        )


def _write_statements(opened: Platform, folder: Path) -> None:
    """Enrol the issuers, and write what each will say, signed, as a file."""
    makers = [PartyId(f"maker-{at}") for at in range(ISSUERS)]
    keys = [opened.keyring.create(maker) for maker in makers]
    opened.speaker(AUTHORITY).say_all(
        [
            Enrolled(
                party=maker,
                name=f"Maker {at}",
                country=CountryCode("BR"),
                roles=(Role.MAKER,),
                key=PublicKey(key.key.hex()),
            )
            for at, (maker, key) in enumerate(zip(makers, keys, strict=True))
        ]
    )
    for at, maker in enumerate(makers):
        speaker = opened.speaker(maker)
        raws = [
            speaker.envelope(_made(at, number), number + 1)
            for number in range(RATE * SECONDS // ISSUERS)
        ]
        (folder / f"{at}.cose-seq").write_bytes(b"".join(raws))


def _made(issuer: int, number: int) -> Made:
    serials = SerialRange(prefix=f"M{issuer}-", first=number * 8, last=number * 8 + 7, digits=12)
    return Made(lot=LotId(f"lot-{issuer}-{number}"), model=H100, serials=(serials,), on=DAY)


@contextmanager
def _witness(folder: Path, at: int) -> Generator[str]:
    """Lend a witness in a process of its own; yield its line for the policy."""
    options = ["--folder", str(folder / f"witness-{at}"), "--name", f"witness.example/w{at}"]
    options += ["--policy", str(folder / "data" / "policy"), "--port", "0"]
    said = folder / f"witness-{at}.log"
    with said.open("wb") as log, _process([COMMAND, "ledger", "witness", *options], log):
        end = monotonic() + PATIENCE_S
        while len(lines := said.read_text().splitlines()) < 2:  # noqa: PLR2004  (where, and who)
            if monotonic() > end:
                raise SystemExit("the bench's witness did not say in time who it is")
            sleep(0.1)
        yield lines[1].strip()


def _ask_for_all(policy: Path, lines: list[str]) -> None:
    """Make the policy ask for every witness."""
    kept = [line for line in policy.read_text().splitlines() if line.startswith("log ")]
    names = [line.split()[1] for line in lines]
    kept += [*lines, f"group all-of-them all {' '.join(names)}", "quorum all-of-them", ""]
    policy.write_text("\n".join(kept))


@contextmanager
def serving(data: Path) -> Generator[str]:
    """Lend a server that publishes, in a process of its own; yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with _process([COMMAND, "--data", str(data), "serve", "--port", str(port)]):
        end = monotonic() + PATIENCE_S
        while not _final(url):
            if monotonic() > end:
                raise SystemExit("the bench's server did not publish in time")
            sleep(0.1)
        yield url


def _final(url: str) -> bool:
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310  (loopback)
            return bool(msgspec.json.decode(answer.read())["final"])
    except OSError:
        return False


def _offered(url: str, folder: Path) -> Loaded:
    arguments = [url, str(RATE), str(RATE * SECONDS), str(ISSUERS), str(folder)]
    arguments.append(str(RECEIPT_OF_EVERY))
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "benches.load", *arguments]
    done = run(command, check=True, stdout=PIPE, cwd=root, timeout=300)  # noqa: S603
    return msgspec.json.decode(done.stdout, type=Loaded)


@contextmanager
def _process(command: list[str], log: IO[bytes] | None = None) -> Generator[None]:
    # Its log goes into a file or nowhere: into a pipe that nobody reads it would soon wait.
    process = Popen(command, stdout=DEVNULL, stderr=log or DEVNULL)  # noqa: S603  (ours)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)
