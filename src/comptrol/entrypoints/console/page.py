"""What a page is: where it stands, for whom, what it answers, what can be done on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.chart import Chart

Answer = Callable[[Asking], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture of a page: named before it is drawn, so that the page does not wait for it."""

    title: str
    draw: Callable[[Asking], Chart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file that a page offers, made when somebody takes it."""

    label: str
    media_type: str
    make: Callable[[Asking], bytes]


def _everyone(_: Asking) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. Whoever is not of its audience is told that there is no such page."""

    path: str
    """Where it stands under the console, such as ``/orders/{order}``."""
    title: str
    """Its name in menu and head; it is translated, so it holds no names of things."""
    template: str
    audience: frozenset[Audience]
    answer: Answer
    """What the template shows. Raises what a question raises."""
    charts: Mapping[str, Drawing] = field(default_factory=dict)
    files: Mapping[str, Offered] = field(default_factory=dict)
    """What can be taken away, by the name of the file."""
    acts: tuple[Act, ...] = ()
    about: Callable[[Asking], bool] = _everyone
    """Whether this visitor may see this very thing: a customer its own orders, and no others."""
    looks: bool = False
    """Whether a look at it is written down, with the name of who looked."""
    menu: str = ""
    """The heading of the menu under which it stands; none for pages that are about one thing."""

    @property
    def one_thing(self) -> bool:
        """Tell whether the page is about something that its path names."""
        return "{" in self.path
