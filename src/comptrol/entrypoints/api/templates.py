"""Under which name is a request counted? The template of its route, never what stood in its path.

The templates are those of the routes that there are, so there are only so many.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

OTHER: Final = "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class Templates:
    """The routes of an application, each with its template."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = tuple(routes)  # kept, so that no other object gets the identity of one
        self._named = {id(route): path for route, path in _within(self._routes, "")}

    def of(self, scope: Scope) -> str:
        """Return the template of the route that answered; ``other`` where there was none."""
        return self._named.get(id(scope.get("route")), OTHER)


def method_of(scope: Scope) -> str:
    """Return the method of a request, if it is one that there is."""
    method: str = scope["method"]
    return method if method in METHODS else OTHER


def _within(routes: Iterable[BaseRoute], before: str) -> Iterator[tuple[BaseRoute, str]]:
    for route in routes:
        if isinstance(route, Mount):
            path = before + route.path
            yield route, path
            yield from _within(route.routes or (), path)
        elif isinstance(route, Route):
            yield route, before + route.path_format
