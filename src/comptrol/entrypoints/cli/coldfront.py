"""Projects and allocations of ColdFront, as it writes them out: what they are, and what they lack.

Read is ColdFront 1.1.7 (commit 46d0eba), which has two ways to write them out. One is ``coldfront
dumpdata --natural-foreign --format=json project.Project allocation.Allocation
allocation.AllocationAttribute allocation.AllocationAttributeType`` (its page "Importing Data");
the other are its REST answers ``/api/projects/`` and ``/api/allocations/``. It has no CSV of its
own for them: a table has the names of those answers, ``id,title,pi,status`` and
``id,project,resource,status``, and may have further fields of the models and attributes beside.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from comptrol.entrypoints.cli.call_files import read_document
from comptrol.entrypoints.cli.tables import rows
from comptrol.kernel.errors import UnreadableError

HOURS: Final = "Accelerator Usage (Hours)"
"""The attribute that ColdFront ships for hours of accelerators."""
PROJECTS: Final = ("id", "title", "pi", "status")
PROJECTS_ALSO: Final = ("field_of_science", "institution", "project_code", "description")
ALLOCATIONS: Final = ("id", "project", "resource", "status")
ALLOCATIONS_ALSO: Final = ("start_date", "end_date", "quantity", "justification", "created")
_MODELS: Final = {
    "project.project",
    "allocation.allocation",
    "allocation.allocationattribute",
    "allocation.allocationattributetype",
}
_NAMED: Final = {"project": "title", "resource": "name", "status": "name", "field": "description"}
_CHOICES: Final = {
    "project": "project.project",
    "resource": "resource.resource",
    "status": "allocation.allocationstatuschoice",
    "field": "field_of_science.fieldofscience",
}


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One allocation, with what its project says."""

    id: str
    title: str
    area: str = ""
    institution: str = ""
    resources: tuple[str, ...] = ()
    status: str = ""
    start: str = ""
    end: str = ""
    attributes: dict[str, str] = {}


class Record(msgspec.Struct, frozen=True):
    """One object as Django writes it out. Its fields are those of its model."""

    model: str
    fields: dict[str, Any]
    pk: int | str | None = None


class Taken(msgspec.Struct, kw_only=True):
    """Everything that was read, and how many records of what nobody reads."""

    allocations: list[Held]
    unread: Counter[str]
    projects: int = 0


def read_coldfront(paths: tuple[Path, ...], tell: Callable[[str], None]) -> Taken:
    """Read a dump (``.json``, in one file or several), or tables (``.csv``) of both kinds."""
    if all(it.suffix == ".json" for it in paths):
        return _Dump(tuple(_records(paths))).taken()
    if all(it.suffix == ".csv" for it in paths):
        return _from_tables(paths, tell)
    raise UnreadableError("either files of dumpdata (.json) or tables (.csv) were expected")


def _records(paths: tuple[Path, ...]) -> Iterator[Record]:
    for path in paths:
        yield from read_document(path, list[Record])


class _Dump:
    def __init__(self, records: tuple[Record, ...]) -> None:
        self._records = records
        self._by_key: dict[tuple[str, Any], Record] = {
            (it.model, it.pk): it for it in records if it.pk is not None
        }
        self._projects = {
            (it.fields.get("title"), self._user(it.fields.get("pi"))): it
            for it in records
            if it.model == "project.project"
        }

    def taken(self) -> Taken:
        attributes, known = self._attributes(), _MODELS | set(_CHOICES.values())
        read = [it for it in self._records if it.model == "allocation.allocation"]
        return Taken(
            allocations=[
                self._held(number, it, attributes) for number, it in enumerate(read, start=1)
            ],
            unread=Counter(it.model for it in self._records if it.model not in known),
            projects=len(self._projects),
        )

    def _held(self, number: int, record: Record, attributes: Mapping[Any, dict[str, str]]) -> Held:
        fields = record.fields
        project = self._project(fields.get("project"))
        institution = str(project.get("institution") or "")
        return Held(
            id=str(record.pk if record.pk is not None else f"n{number}"),
            title=str(project.get("title") or self._name("project", fields.get("project"))),
            area=self._name("field", project.get("field_of_science")),
            institution="" if institution == "None" else institution,
            resources=tuple(self._name("resource", it) for it in fields.get("resources") or ()),
            status=self._name("status", fields.get("status")),
            start=str(fields.get("start_date") or ""),
            end=str(fields.get("end_date") or ""),
            attributes=attributes.get(record.pk, {}),
        )

    def _project(self, named: Any) -> Mapping[str, Any]:  # noqa: ANN401  (a key of either kind)
        """Return the fields of a project: by title and PI, or by its number."""
        if isinstance(named, list):
            title, user = (*named, None, None)[:2]
            found = self._projects.get((title, user))
        else:
            found = self._by_key.get(("project.project", named))
        return found.fields if found is not None else {}

    def _name(self, kind: str, named: Any) -> str:  # noqa: ANN401
        """Return what a key stands for: its own words, or the name of a record of this dump."""
        if isinstance(named, list):
            return str(named[0]) if named else ""
        found = self._by_key.get((_CHOICES[kind], named))
        return str(found.fields.get(_NAMED[kind], "")) if found is not None else ""

    def _user(self, named: Any) -> Any:  # noqa: ANN401
        return named[0] if isinstance(named, list) and named else named

    def _attributes(self) -> dict[Any, dict[str, str]]:
        """Return the attributes of each allocation, by the name of their type."""
        found: dict[Any, dict[str, str]] = {}
        for it in self._records:
            if it.model == "allocation.allocationattribute":
                kind = it.fields.get("allocation_attribute_type")
                known = self._by_key.get(("allocation.allocationattributetype", kind))
                if known is not None:
                    its = found.setdefault(it.fields.get("allocation"), {})
                    its[str(known.fields.get("name"))] = str(it.fields.get("value", ""))
        return found


def _from_tables(paths: tuple[Path, ...], tell: Callable[[str], None]) -> Taken:
    """Join two tables by the title of the project, which is what the answers name it by."""
    projects: dict[str, tuple[str, str]] = {}
    allocations: list[Held] = []
    for path in sorted(paths, key=_is_of_allocations):
        if _is_of_allocations(path):
            allocations += _allocations(path, projects)
            continue
        for row in rows(path, PROJECTS, PROJECTS_ALSO, tell=tell):
            institution = row.text("institution").removeprefix("None")
            title = row.needed("title")
            if title in projects:
                row.fail("title", "stands twice: allocations name their project by it")
            projects[title] = (row.text("field_of_science"), institution)
    return Taken(allocations=allocations, unread=Counter(), projects=len(projects))


def _is_of_allocations(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return "resource" in file.readline(10_000).strip().split(",")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: cannot be read as UTF-8") from error


def _allocations(path: Path, projects: Mapping[str, tuple[str, str]]) -> Iterator[Held]:
    known = {*ALLOCATIONS, *ALLOCATIONS_ALSO}
    for row in rows(path, ALLOCATIONS):
        title = row.needed("project")
        if projects and title not in projects:
            row.fail("project", f"is {title[:60]!r}, which is the title of no project")
        area, institution = projects.get(title, ("", ""))
        yield Held(
            id=row.needed("id"),
            title=title,
            area=area,
            institution=institution,
            resources=tuple(it.strip() for it in row.text("resource").split(",") if it.strip()),
            status=row.text("status"),
            start=row.text("start_date"),
            end=row.text("end_date"),
            attributes={name: it.strip() for name, it in row.cells.items() if name not in known},
        )
