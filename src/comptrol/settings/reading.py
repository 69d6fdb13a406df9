"""Which settings hold, and who said so? The command line over the environment over the file."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.kernel.errors import UnreadableError
from comptrol.settings.declared import Settings
from comptrol.settings.explained import NETWORKS, PREFIX, Setting, settings
from comptrol.settings.file import settings_in

FILE: Final = "COMPTROL_SETTINGS"
"""The one variable that is no setting: it names the file that they are in."""


class Origin(StrEnum):
    """Who says what a setting is."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


class Told(NamedTuple):
    """The settings that hold, and who said so of each."""

    settings: Settings
    origins: Mapping[str, Origin]
    file: Path | None


class Given(NamedTuple):
    """What was set, before anybody has looked whether it makes sense."""

    environment: Mapping[str, str]
    file: Path | None = None
    """The file that the command line names; else it is the one that the environment names."""
    data: str | None = None
    """The data folder that the command line names."""

    def told(self) -> Told:
        """Read them, or raise UnreadableError that names all that is wrong; it repeats no value.

        An unknown setting with our prefix is an error, so that none is misspelt.
        """
        named = self.environment.get(FILE)
        file = self.file if named is None or self.file is not None else Path(named)
        found, wrong = dict[str, Any](), list[str]()
        origins = {setting.name: Origin.DEFAULT for setting in settings()}
        for origin, values in (
            (Origin.FILE, _in_file(file, wrong)),
            (Origin.ENVIRONMENT, _in_environment(self.environment, wrong)),
            (Origin.OPTION, {} if self.data is None else {"data": Path(self.data)}),
        ):
            found.update(values)
            origins.update(dict.fromkeys(values, origin))
        if wrong:
            raise UnreadableError("settings: " + "; ".join(wrong))
        try:
            return Told(Settings(**found), origins, file)
        except ValueError as error:
            beside = "" if file is None else f" (settings file {file})"
            raise UnreadableError(f"settings: {error}{beside}") from None


def read_settings(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings from a file, which the environment may name too, and the environment."""
    return Given(environment, file).told().settings


def _in_file(path: Path | None, wrong: list[str]) -> dict[str, Any]:
    """Return what a file sets; paths are taken from its folder."""
    if path is None:
        return {}
    given, folder = settings_in(path), path.absolute().parent
    known = {setting.name: setting for setting in settings()}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        wrong.append(f"settings file {path}: unknown settings {unknown}; there are: {_all(known)}")
    read = {}
    for setting in (known[name] for name in given if name in known):
        try:
            value = _converted(setting, given[setting.name], strict=True)
        except ValueError:
            wrong.append(f"settings file {path}: {setting.name} must be {setting.expected}")
            continue
        read[setting.name] = folder / value if isinstance(value, Path) else value
    return read


def _in_environment(environment: Mapping[str, str], wrong: list[str]) -> dict[str, Any]:
    given = {name: value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    known = {setting.variable: setting for setting in settings()}
    unknown = sorted(given.keys() - known.keys() - {FILE})
    if unknown:
        wrong.append(f"unknown settings {unknown}; there are: {_all(known)}")
    read = {}
    for setting in (known[name] for name in given if name in known):
        text = given[setting.variable]
        try:
            value: Any = list(_parted(text)) if setting.kind == NETWORKS else text
            read[setting.name] = _converted(setting, value, strict=False)
        except ValueError:
            wrong.append(f"{setting.variable} must be {setting.expected}")
    return read


def _converted(setting: Setting, value: Any, *, strict: bool) -> Any:  # noqa: ANN401
    """Return a value as the type of its setting; ValueError where it is none."""
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and not (text and text.isprintable()) for text in texts):
        raise ValueError(setting.name)
    if setting.kind is Path:
        return Path(msgspec.convert(value, str, strict=strict))
    return msgspec.convert(value, setting.kind, strict=strict)


def _parted(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def _all(known: Mapping[str, Setting]) -> str:
    return ", ".join(known)
