"""What does slurm.conf say, and which of its settings have to change? Read, and written anew."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from comptrol.kernel.errors import UnreadableError

_PAIR: Final = re.compile(r"(?P<name>[A-Za-z]+)\s*=\s*(?P<value>\"[^\"]*\"|[^\s#]*)")
_INCLUDE: Final = re.compile(r"^\s*include\s+(?P<path>[^#\n]+)", re.IGNORECASE)
_TABLES: Final = ("nodename", "partitionname", "downnodes", "nodeset", "frontendname")
"""Lines that begin so describe nodes; a setting of the cluster stands in none of them."""
WAS: Final = "# before comptrol: "
LINES_MAX: Final = 100_000


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that has to change, or is new."""

    setting: str
    value: str
    was: str | None = None

    @property
    def text(self) -> str:
        """Return it as it is to be."""
        return f"{self.setting}={self.value}"


class _Stands(NamedTuple):
    """Where a setting stands."""

    line: int
    start: int
    end: int
    value: str


class SlurmConf:
    """The file, its settings by their names in lower case. Of two, the last one counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeError) as error:
            raise UnreadableError(f"{path} cannot be read: {error}") from error
        if len(self._lines) > LINES_MAX:
            raise UnreadableError(f"{path} has more than {LINES_MAX} lines")
        self._settings: dict[str, _Stands] = {}
        self.included: list[str] = []
        """Files that it includes, which are not read."""
        table = False
        for at, line in enumerate(self._lines):
            table = self._read(at, line, inside=table)

    def _read(self, at: int, line: str, *, inside: bool) -> bool:
        """Read a line; return whether the next one belongs to a table of nodes."""
        include = _INCLUDE.match(line)
        if include is not None:
            self.included.append(include["path"].strip())
            return False
        said = line.partition("#")[0]
        pairs = list(_PAIR.finditer(said))
        table = inside or (bool(pairs) and pairs[0]["name"].lower() in _TABLES)
        if not table:
            for pair in pairs:
                value = pair["value"].strip('"')
                self._settings[pair["name"].lower()] = _Stands(at, *pair.span(), value)
        return table and said.rstrip().endswith("\\")

    def value(self, name: str) -> str:
        """Return a setting; empty where it is not set."""
        found = self._settings.get(name.lower())
        return found.value if found is not None else ""

    def changes(self, wanted: Mapping[str, str]) -> list[Line]:
        """Return what has to change so that every setting is as wanted."""
        return [
            Line(setting=name, value=value, was=self.value(name) or None)
            for name, value in wanted.items()
            if self.value(name) != value
        ]

    def changed(self, changes: Sequence[Line]) -> str:
        """Return the whole file with settings changed; lines as they were stay as remarks."""
        lines = dict(enumerate(self._lines))
        places = sorted(
            ((self._settings[it.setting.lower()], it) for it in changes if self._is_set(it)),
            key=lambda pair: pair[0],
            reverse=True,  # what stands before in the same line is not moved
        )
        for stands, it in places:
            line = lines[stands.line]
            lines[stands.line] = line[: stands.start] + it.text + line[stands.end :]
        touched = {stands.line for stands, _ in places}
        kept = [
            f"{WAS}{self._lines[at].strip()}\n{line}" if at in touched else line
            for at, line in lines.items()
        ]
        return "\n".join([*kept, *(it.text for it in changes if not self._is_set(it))]) + "\n"

    def _is_set(self, line: Line) -> bool:
        return line.setting.lower() in self._settings
