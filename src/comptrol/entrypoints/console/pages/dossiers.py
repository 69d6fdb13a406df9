"""The dossier of a case: to be read and printed as a page, and taken away with every proof."""

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comptrol.bootstrap import POLICY
from comptrol.domains.cases import CaseId
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Offered, Page
from comptrol.entrypoints.console.pages.cases import concerns, one, withheld
from comptrol.entrypoints.console.pages.in_charge import IN_CHARGE, in_charge
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.case_page import page
from comptrol.flow.dossier import INDEX, dossier, index_of
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.errors import UnavailableError

VERIFIER: Final = "verify_ledger.py"
PAGE: Final = "dossier.html"
FILE: Final = "dossier.zip"
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format has: the same dossier is the same file."""


def shown(asking: Asking) -> Mapping[str, Any]:
    """Show a case to be printed, with where everything stands that it cites."""
    told = dict(one(asking))
    case = told["case"].case
    publisher = asking.publisher
    ready = publisher is not None and publisher.final is not None
    made = None
    if publisher is not None and ready:
        made, _ = dossier(
            publisher, asking.platform.catalogue, asking.platform.references, CaseId(case)
        )
    return {**told, "made": made, "ready": ready, "file": told["file"], "name": FILE}


def taken(asking: Asking) -> bytes:
    """Return the dossier as ``comptrol cases dossier`` writes it, in one file."""
    publisher = asking.publisher
    if publisher is None or publisher.final is None:
        raise UnavailableError("no head of the log is final here yet, so nothing can be proven")
    made, contents = dossier(
        publisher,
        asking.platform.catalogue,
        asking.platform.references,
        CaseId(asking.place["case"]),
    )
    contents[PAGE] = page(made)
    contents[VERIFIER] = (files("comptrol") / VERIFIER).read_bytes()
    contents[CHECKPOINT] = publisher.final.note
    contents |= _policy(asking)
    contents[INDEX] = index_of(contents)
    return _packed(contents)


def _policy(asking: Asking) -> dict[str, bytes]:
    """Return the file that says whom a verifier believes, where this log is kept in a folder."""
    kept = asking.platform.kept
    file = kept / POLICY if kept is not None else None
    return {POLICY: file.read_bytes()} if file is not None and file.exists() else {}


def _packed(contents: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            archive.writestr(ZipInfo(name, NO_TIME), contents[name], ZIP_DEFLATED)
    return written.getvalue()


def _may_take(asking: Asking) -> bool:
    """Tell whether a visitor may have all of it: in charge, or a subject that was shown all."""
    if in_charge(asking.visitor) or not concerns(asking):
        return in_charge(asking.visitor)
    return withheld(asking.ask("cases", "case", case=asking.place["case"])) is None


PAGES: Final = (
    Page(
        path="/cases/{case}/dossier",
        title="A dossier",
        template="cases/dossier.html",
        audience=IN_CHARGE | {Audience.PARTY},
        answer=shown,
        about=_may_take,
        files={FILE: Offered(label="The dossier", media_type="application/zip", make=taken)},
        looks=True,
    ),
)
