"""A console where long work can be begun, over whatever a test has made."""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager

from starlette.applications import Starlette
from tests.console.standing_in import OpenDoors, Seen, visitor_of

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.progress import State, Works
from comptrol.entrypoints.console.working import Working
from comptrol.entrypoints.console.works import STARTS
from comptrol.kernel.finding import Answer

PATIENCE_S = 60


class AtWork(Seen):
    """A browser without a screen, where long work can be begun."""

    def __init__(self, app: Starlette, works: Works) -> None:
        super().__init__(app)
        self._works = works

    def work(self, start: str, form: dict[str, str]) -> tuple[State, str, str]:
        """Begin a work and wait for its end: how it stands, what it told, where more stands."""
        begun = self.post(f"/console/begin/{start}", form)
        assert begun.status_code == 303, begun.text
        work = self._works._works[begun.headers["location"].rpartition("/")[2]]  # noqa: SLF001
        until = time.monotonic() + PATIENCE_S
        while not work.now.state.ended and time.monotonic() < until:
            time.sleep(0.01)
        outcome = work.now.outcome
        if outcome is None:
            return work.now.state, work.now.words, ""
        return work.now.state, outcome.told, outcome.href


@contextmanager
def working_as(platform: Platform, party: str) -> Generator[AtWork]:
    """Give a party a console with long work; all of it ends with the test."""

    async def submit(raw: bytes) -> Answer:
        return platform.intake.submit(raw)

    doors = OpenDoors(visitor_of(platform, party))
    console = Console(platform, submit, None, doors, PAGES)
    works = Works(platform, lambda raws: [platform.intake.submit(raw) for raw in raws])
    routes = Working(console, works, STARTS).routes()
    try:
        yield AtWork(Starlette(routes=[console.mounted(routes)]), works)
    finally:
        asyncio.run(works.close())
