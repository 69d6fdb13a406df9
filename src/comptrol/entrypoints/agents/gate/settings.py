"""What does a provider tell its own gate? One TOML file, read once, checked whole."""

from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.registry import SiteId
from comptrol.entrypoints.agents.gate.authority import AuthoritySettings
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings.toml import table_in

S = TypeVar("S", bound=msgspec.Struct)

Text = Annotated[str, Meta(min_length=1, max_length=400)]
LeaseName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$(?!\n)")]


class LeaseTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lease that the gate keeps up: so much for one customer, within which it rules itself."""

    name: LeaseName
    """Its orders are named after it."""
    customer: PartyId
    model: ModelId
    site: SiteId
    chips: Annotated[int, Meta(ge=1, le=10**9)]
    """At once, over all jobs."""
    hours: Annotated[int, Meta(ge=1, le=8784)]
    """For how long, on every chip: so much chip time is held of every cap."""
    end_use: Text
    end_user: PartyId | None = None
    resellers: tuple[PartyId, ...] = ()
    passes_on: bool = False
    possession_passes: bool | None = None
    licence: Text | None = None
    renew_percent: Annotated[int, Meta(ge=1, le=90)] = 25
    """When less than this share of its time or of its chip time is left, the next is asked for."""


class GateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a provider's own gate is told."""

    authority: AuthoritySettings
    folder: Path
    """Where it keeps what it must not lose: rulings, packs, and what was signed."""
    lease: tuple[LeaseTerms, ...] = ()
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8432
    refresh_s: Annotated[float, Meta(ge=0.05, le=60)] = 2.0
    """How often it asks whether anything has changed, while the authority is there."""
    data: Path | None = None
    """A data folder in which other rulebooks are kept than those that are shipped."""


def read_settings(path: Path) -> GateSettings:
    """Read the settings from a file; relative paths are taken from its folder."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnavailableError(f"{path} cannot be read: {error.strerror}") from error
    found = settings_in(table_in(raw, str(path)), GateSettings, str(path))
    names = [it.name for it in found.lease]
    if len(set(names)) < len(names):
        raise UnreadableError(f"{path}: two leases have the same name")
    folder = path.absolute().parent
    kept = folder / found.folder
    authority = found.authority.beside(folder)
    if authority.journal is None:
        authority = msgspec.structs.replace(authority, journal=kept / "statements.db")
    return msgspec.structs.replace(
        found,
        authority=authority,
        folder=kept,
        data=None if found.data is None else folder / found.data,
    )


def settings_in(table: dict[str, object], kind: type[S], where: str) -> S:
    """Return settings of a kind from a table, or say what of it is wrong."""
    try:
        return msgspec.convert(table, kind, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{where}: {error}") from error


def _path(kind: type, value: object) -> Path:
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"{value!r} is no path")
    return Path(value)
