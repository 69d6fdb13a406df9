"""What a landmark, a device and whoever judges their evidence are put together from."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from comptrol.adapters import reference_files
from comptrol.adapters.borders import borders
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.adapters.keyring_files import FileKeyring, PartyKey
from comptrol.adapters.landmark_targets import joined, probed, read_targets
from comptrol.adapters.landmark_udp import DeviceServer
from comptrol.adapters.location_evidence import EvidenceFile, evidence_of, read_evidence
from comptrol.domains.location import Evidence
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId

__all__ = [
    "DeviceServer",
    "borders",
    "device_key",
    "judgeable",
    "probe",
    "serving_device",
]

KEY_SUFFIX = ".key"


def judgeable(path: Path) -> tuple[Evidence, str, str]:
    """Read evidence to be judged, what its claim is called, and whose borders are drawn."""
    file = read_evidence(path)
    try:
        return evidence_of(file, reference_files.countries())
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def device_key(path: Path) -> PartyKey:
    """Return the device's key in a file of its own, made where there is none yet."""
    if path.suffix != KEY_SUFFIX:
        raise UnreadableError(f"{path}: a name that ends in {KEY_SUFFIX} is expected")
    keyring, name = FileKeyring(path.parent), PartyId(path.stem)
    return keyring.of(name) if keyring.has(name) else keyring.create(name)


@contextmanager
def serving_device(key: PartyKey, host: str, port: int) -> Generator[DeviceServer]:
    """Lend a server that answers challenges with a key."""
    server = DeviceServer((host, port), key.key, key.sign)
    try:
        yield server
    finally:
        server.close()


def probe(targets: Path, out: Path, tell: Callable[[str], None], *, add: bool) -> EvidenceFile:
    """Challenge every target and write what was heard; with ``add``, to what others have heard."""
    asked = read_targets(targets)
    before = read_evidence(out) if add and out.exists() else None
    found = probed(asked, SystemClock().now(), tell)
    if before is not None:
        found = joined(before, found)
    raw = msgspec.json.format(msgspec.json.encode(found), indent=1)
    put(out, raw + b"\n", mode=EVERYONE_READS)
    return found
