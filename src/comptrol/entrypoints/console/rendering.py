"""How a page is rendered: its answer, its menu, its acts as forms, and what was said before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.responses import HTMLResponse

from comptrol.domains.ledger import LedgerView, latest_seal
from comptrol.entrypoints.console.act import Act, has_key
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.fields import Field, fields_of
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.seeking import Doorways
from comptrol.entrypoints.console.visitor import NOBODY, Visitor, may_see
from comptrol.entrypoints.console.wording import environment, pretty
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Statement, kind

SAID_DIGITS_MAX = 15


class Tried(NamedTuple):
    """What somebody tried to say, and what came of it."""

    act: str
    values: Mapping[str, str]
    findings: Sequence[Finding] = ()
    wrong: str = ""
    """What could not be read, in words."""
    body: str = ""
    """The statement, where it has to be signed elsewhere."""


class Form(NamedTuple):
    """An act as it stands on a page."""

    act: Act
    kind: str
    fields: tuple[Field, ...]
    signs_here: bool
    tried: Tried | None


class Rendering:
    """Every template, and the menu made of all pages."""

    def __init__(self, root: str, pages: Sequence[Page]) -> None:
        self._root, self._pages = root, tuple(pages)
        self._doorways = Doorways(self._pages)
        self._environment = environment()

    def page(self, page: Page, asking: Asking, path: str, tried: Tried | None = None) -> str:
        """Return a page as HTML. Answered and rendered over the same world."""
        answer = page.answer(asking)
        template = self._environment.get_template(page.template)
        return template.render(
            **self._around(asking.visitor, path),
            page=page,
            asking=asking,
            may_go=self._open_to(asking),
            acts={form.act.name: form for form in self._forms(page, asking, tried)},
            said=_position_said(asking),
            **answer,
        )

    def other(self, template: str, visitor: Visitor, path: str, /, **shown: object) -> str:
        """Return a template that is no page of its own: a failure, signing in, long work."""
        found = self._environment.get_template(template)
        return found.render(**self._around(visitor, path), **shown)

    def response(
        self, template: str, visitor: Visitor, path: str, status: int = 200, /, **shown: object
    ) -> HTMLResponse:
        """Answer with such a template."""
        return HTMLResponse(self.other(template, visitor, path, **shown), status)

    def _around(self, visitor: Visitor, path: str) -> dict[str, Any]:
        return {
            "root": self._root,
            "path": path,
            "visitor": visitor,
            "nobody": visitor == NOBODY,
            "menu": self.menu(visitor),
        }

    def menu(self, visitor: Visitor) -> dict[str, list[Page]]:
        """Return what a visitor may go to, under its headings."""
        found: dict[str, list[Page]] = {}
        for page in self._pages:
            if page.menu and any(may_see(visitor, it) for it in page.audience):
                found.setdefault(page.menu, []).append(page)
        return found

    def _open_to(self, asking: Asking) -> Callable[[str], bool]:
        """Return what tells whether a link would lead this visitor to a page, or to nothing.

        Whoever has not signed in is asked to at the door, so that their links stay.
        """
        known: dict[str, bool] = {}

        def may_go(place: str) -> bool:
            if not asking.visitor.signed_in:
                return True
            if place not in known:
                known[place] = self._doorways.may_enter(asking, f"/{place}")
            return known[place]

        return may_go

    def _forms(self, page: Page, asking: Asking, tried: Tried | None) -> Iterator[Form]:
        if asking.visitor.party is None:
            return
        for act in page.acts:
            if not act.shown(asking):
                continue
            this = tried if tried is not None and tried.act == act.name else None
            values = this.values if this else act.begins(asking)
            yield Form(
                act=act,
                kind=kind(act.statement),
                fields=fields_of(act.statement, act.fields, values, act.labels, act.needed),
                signs_here=has_key(asking.platform, asking.visitor.party),
                tried=this,
            )


def body_of(statement: Statement) -> str:
    """Return a statement as the JSON that is signed elsewhere, without its kind."""
    return pretty(statement)


def _position_said(asking: Asking) -> str:
    """Return where stands what was just said; nothing where a link alone makes one believe it."""
    given = asking.word("said")
    if asking.visitor.party is None or not (given.isascii() and given.isdigit()):
        return ""
    seal = latest_seal(asking.world[LedgerView]) if len(given) <= SAID_DIGITS_MAX else None
    return given if seal is not None and int(given) <= seal.position else ""
