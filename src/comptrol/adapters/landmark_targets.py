"""TARGETS.json: which devices a landmark challenges, and what comes of it as EVIDENCE.json."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.adapters.landmark_udp import Prober, Window
from comptrol.adapters.location_evidence import (
    ClaimRow,
    EvidenceFile,
    Key,
    Km,
    KmPerMs,
    LandmarkRow,
    Lat,
    Lon,
    Name,
    ReplyRow,
)
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.signature import check_names

TARGETS_MAX: Final = 1_000
FILE_BYTES_MAX: Final = 4 * 1024 * 1024
SILENT_MAX: Final = 5
"""Where so many challenges go unanswered at the start, no more are sent."""

Tell = Callable[[str], None]


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A landmark that asks, and the device that is to answer it."""

    id: Name
    group: Name
    lat: Lat
    lon: Lon
    landmark_key: Key
    device_key: Key
    address: Name
    port: Annotated[int, Meta(ge=1, le=65535)]
    source: Name | None = None
    """The landmark's own address, where the machine has several."""


class TargetsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is claimed, how it is to be judged, and whom to ask how often."""

    claim: ClaimRow
    targets: Annotated[tuple[Target, ...], Meta(min_length=1, max_length=TARGETS_MAX)]
    tolerate: Annotated[int, Meta(ge=0, le=TARGETS_MAX)]
    speed_km_per_ms: KmPerMs
    slack_km: Km = 0.0
    challenges: Annotated[int, Meta(ge=1, le=200)] = 20
    echoes: Annotated[int, Meta(ge=0, le=200)] = 5
    timeout_ms: Annotated[float, Meta(ge=1, le=10_000)] = 1_000.0


def read_targets(path: Path) -> TargetsFile:
    """Read targets; what is wrong is named by its path, as in ``$.targets[3].port``."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > FILE_BYTES_MAX:
        raise UnreadableError(f"{path}: more than {FILE_BYTES_MAX} bytes")
    try:
        found = msgspec.json.decode(raw, type=TargetsFile)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    ids = [it.id for it in found.targets]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            where = f"`$.targets[{number}].id`"
            raise UnreadableError(f"{path}: {name!r} stands twice - at {where}")
    return found


def probed(targets: TargetsFile, at: datetime, tell: Tell) -> EvidenceFile:
    """Challenge every target in turn, and return what was heard, all of it."""
    rows, unheard = [], []
    for target in targets.targets:
        row = _row(target, targets)
        if row is None:
            unheard.append(target.id)
            tell(f"{target.id}: nothing answered")
        else:
            rows.append(row)
            tell(_line(row))
    return EvidenceFile(
        claim=targets.claim,
        landmarks=tuple(rows),
        tolerate=targets.tolerate,
        speed_km_per_ms=targets.speed_km_per_ms,
        slack_km=targets.slack_km,
        at=at,
        unheard=tuple(unheard),
    )


def joined(before: EvidenceFile, more: EvidenceFile) -> EvidenceFile:
    """Return evidence with that of another landmark added, if both are about the same claim."""
    for field in ("claim", "tolerate", "speed_km_per_ms", "slack_km"):
        if getattr(before, field) != getattr(more, field):
            raise UnreadableError(f"the evidence that is there has another {field}: start anew")
    there = {it.id for it in before.landmarks}
    twice = [it.id for it in more.landmarks if it.id in there]
    if twice:
        raise UnreadableError(f"{twice[0]!r} stands in the evidence already")
    heard = there.union(it.id for it in more.landmarks)
    return msgspec.structs.replace(
        more,
        landmarks=(*before.landmarks, *more.landmarks),
        unheard=tuple(sorted({*before.unheard, *more.unheard} - heard)),
    )


def _row(target: Target, targets: TargetsFile) -> LandmarkRow | None:
    signed, echoes = _windows(target, targets)
    replies = tuple(
        ReplyRow(rtt_ms=it.rtt_ms, nonce=it.nonce.hex(), signature=it.signature.hex())
        for it in signed.answers
        if it.signature is not None
    )
    echoes_ms = tuple(it.rtt_ms for it in echoes.answers)
    rtts_ms = [it.rtt_ms for it in replies] or list(echoes_ms)
    if not rtts_ms:
        return None
    return LandmarkRow(
        id=target.id,
        group=target.group,
        lat=target.lat,
        lon=target.lon,
        rtt_ms=min(rtts_ms),
        signed=bool(replies),
        replies=replies,
        echoes_ms=echoes_ms,
        landmark_key=target.landmark_key,
        device_key=target.device_key,
        sent=signed.sent,
        rejected=dict(signed.rejected + echoes.rejected),
    )


def _windows(target: Target, targets: TargetsFile) -> tuple[Window, Window]:
    keys = bytes.fromhex(target.landmark_key), bytes.fromhex(target.device_key)
    device = (target.address, target.port)
    prober = Prober(device, target.source, targets.timeout_ms / 1000, token_bytes)
    try:
        first = min(SILENT_MAX, targets.challenges)
        signed = prober.measure(*keys, first)
        if signed.answers:
            signed = signed + prober.measure(*keys, targets.challenges - first)
        return signed, prober.measure(*keys, targets.echoes, echo=True)
    finally:
        prober.close()


def _line(row: LandmarkRow) -> str:
    kind = f"{len(row.replies)} of {row.sent} signed" if row.signed else "nothing signed"
    wrong = "".join(f", {times} x {what}" for what, times in row.rejected.items())
    return f"{row.id}: {row.rtt_ms:.3f} ms at least, {kind}{wrong}"
