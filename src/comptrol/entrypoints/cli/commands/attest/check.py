"""Check evidence of a chip offline."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from comptrol.bootstrap.attesting import now, shipped_anchors
from comptrol.domains.attestation import (
    Anchor,
    Evidence,
    Grade,
    Nonce,
    PinForm,
    PinName,
    Verdict,
    believed,
    digest_of_text,
    is_genuine,
    judge,
    verdict,
)
from comptrol.entrypoints.cli.evidence_files import read_evidence, read_text
from comptrol.entrypoints.cli.options import Moment, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

FILE = click.Path(path_type=Path)
INSTANT = Moment(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"])


@click.command()
@click.argument("evidence", type=FILE)
@click.option("--chain", type=FILE, help="Its certificates (PEM), where EVIDENCE is a report.")
@click.option("--device", metavar="GPU-N", help="Whose, where EVIDENCE is of several chips.")
@click.option("--nonce", metavar="HEX", help="What was asked. Without it nothing shows freshness.")
@click.option("--root", "roots", type=FILE, multiple=True, help="Believe this root too (PEM).")
@click.option("--keys", type=FILE, help="Believe this snapshot of a service's keys (JWKS).")
@click.option("--issuer", metavar="URL", help="Whom the --keys speak for.")
@click.option("--at", type=INSTANT, help="When it was brought, in UTC. [default: now]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    evidence: Path,
    chain: Path | None,
    device: str | None,
    nonce: str | None,
    roots: tuple[Path, ...],
    keys: Path | None,
    issuer: str | None,
    at: datetime | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Say what EVIDENCE proves of a chip: a report with its certificates, or a token.

    Held against the roots that ship with the product, or those of a data folder, and any that are
    named. Nothing is asked of anybody and nothing is logged. Exit code 1: with --nonce, it is not
    proven that the chip works now; without, the evidence is not genuine.
    """
    if (keys is None) != (issuer is None):
        raise click.UsageError("--keys and --issuer go together")
    asked = _nonce(nonce)
    found = read_evidence(evidence, chain, device)
    named = (*map(_root, roots), *([] if keys is None else [_keys(keys, issuer)]))
    when = now() if at is None else at.replace(tzinfo=UTC)
    try:
        came_to = _judged(settings.over(data=data), found, asked, named, when)
    except UnreadableError as error:
        raise UnreadableError(f"{evidence}: {error}") from error
    told = {"genuine": is_genuine(came_to), **msgspec.structs.asdict(came_to)}
    answer(told, page(came_to), as_json=as_json)
    if not as_json:
        note("It is about a die and its firmware; of a place it says nothing.")
    yes = is_genuine(came_to) if asked is None else came_to.grade in {Grade.A, Grade.B}
    return YES if yes else NO


def page(found: Verdict) -> Iterator[str]:
    """Yield a verdict as a person reads it."""
    product = found.product
    parts = None
    if product is not None:
        parts = (
            f"project {product.project}, SKU {product.project_sku}, chip SKU {product.chip_sku}, "
            f"board {product.board}"
        )
    lines = {
        "grade": f"{found.grade.value}, of a {found.form.value}, by {found.verifier}",
        "genuine": _word(is_genuine(found), "yes", "no"),
        "die": found.die,
        "firmware layer": found.leaf,
        "hardware": found.hardware,
        "product": parts,
        "driver": found.driver,
        "VBIOS": found.vbios,
        "firmware": found.firmware,
        "nonce": found.nonce,
        "debugging": _word(found.debug, "enabled", "disabled"),
        "secure boot": _word(found.secure_boot, "yes", "no"),
        "revocation": found.revocation.value,
        "measurements": found.measurements.value,
        "evidence": found.evidence,
    }
    for name, value in lines.items():
        if value is not None:
            yield printable(f"{name:<14} {value}")
    for reason in found.reasons:
        yield printable(f"not more, because ({reason.cause.value}): {reason.detail}")
    for text in found.notes:
        yield f"note: {text}"


def _word(said: bool | None, yes: str, no: str) -> str | None:
    return None if said is None else yes if said else no


def _judged(
    settings: Settings,
    found: Evidence,
    asked: Nonce | None,
    named: tuple[Anchor, ...],
    when: datetime,
) -> Verdict:
    """Judge by what a data folder believes, or by what ships, and by what was named."""
    if settings.data is None:
        known = believed((*shipped_anchors(), *named))
        return judge(found, asked, known, when, lambda _: None)
    with closing(opened(settings)) as platform, platform.world() as world:
        return verdict(world, found, asked, when, more=named)


def _nonce(text: str | None) -> Nonce | None:
    if text is None:
        return None
    try:
        return msgspec.convert(text.lower(), Nonce)
    except msgspec.ValidationError as error:
        raise UnreadableError("--nonce: expected 32 bytes in hexadecimal") from error


def _root(path: Path) -> Anchor:
    return _anchor(path, PinForm.ROOT, None)


def _keys(path: Path, issuer: str | None) -> Anchor:
    return _anchor(path, PinForm.JWKS, issuer)


def _anchor(path: Path, form: PinForm, issuer: str | None) -> Anchor:
    """Return what a file names as believed, once it was read as that."""
    content = read_text(path)
    anchor = Anchor(
        pin=PinName("named-here"),
        form=form,
        content=content,
        digest=digest_of_text(content),
        issuer=issuer,
        source=str(path),
    )
    try:
        believed([anchor])
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error
    return anchor
