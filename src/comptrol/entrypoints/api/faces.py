"""What else one server shows beside the API: it speaks through the API's one writer."""

from collections.abc import Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from comptrol.entrypoints.api.committer import Committer
from comptrol.flow.publishing import Publisher


class Face(Protocol):
    """Pages, or anything with routes of its own."""

    def routes(self, committer: Committer, publisher: Publisher | None) -> Sequence[BaseRoute]:
        """Return the routes; called once, before the server answers anything."""

    def start(self) -> None:
        """Begin; called in the event loop of the server, once its writer has begun."""

    async def close(self) -> None:
        """End what is under way; called before the writer ends."""
