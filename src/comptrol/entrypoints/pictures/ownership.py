"""Who owns a party, drawn: its owners above it, shares on the lines, the deciding path thick.

Colour is never the only sign: what is said by it also stands in words and in the kind of line.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from comptrol.domains.parties import Cascade, OwnershipVerdict, Proof, proof
from comptrol.entrypoints.pictures.layers import Layers, layers_around
from comptrol.kernel.errors import NotFoundError

BOX_WIDTH: Final = 180
BOX_HEIGHT: Final = 44
GAP_ACROSS: Final = 36
GAP_DOWN: Final = 86
MARGIN: Final = 24
FOOT: Final = 60
LETTER_WIDTH: Final = 6.4
_LETTERS: Final = 24
_SHARES_MAX: Final = 3

_STYLE: Final = (
    "text{font:12px sans-serif;fill:#1a1a1a}.name{font-weight:bold}"
    "rect{fill:#fff;stroke:#333}rect.behind{fill:#fff;stroke:none}"
    ".listed rect{fill:#e8e8e8;stroke-width:4}"
    ".blocked rect{fill:#fde3e1;stroke:#a3150a;stroke-width:3}"
    ".unresolved rect{fill:#fff4d6;stroke:#7a5200;stroke-width:2;stroke-dasharray:6 3}"
    ".clear rect{stroke-width:1}"
    "path{fill:none;stroke:#666;stroke-width:1}"
    ".decides path{stroke:#a3150a;stroke-width:4}"
)
_ARROW: Final = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"'
    ' style="fill:#333;stroke:none"/></marker>'
)


def ownership_svg(found: Cascade, party: str, names: Mapping[str, str]) -> str:
    """Return the picture around one party as SVG, the same for the same graph in any order."""
    number = found.holdings.numbers.get(party)
    if number is None:
        raise NotFoundError(f"no party {party!r} to draw")
    layers = layers_around(found, number)
    steps = proof(found, party)
    width = 2 * MARGIN + layers.widest * (BOX_WIDTH + GAP_ACROSS) + BOX_WIDTH
    height = 2 * MARGIN + layers.deep * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN + FOOT
    head = f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
        f'<title id="title">{_text(f"Who owns {_called(party, names)}")}</title>',
        f'<desc id="desc">{_text(_told(found, party, steps, layers))}</desc>',
        f"<style>{_STYLE}</style><defs>{_ARROW}</defs>",
        '<rect width="100%" height="100%" class="behind"/>',
        *_lines(found, layers, steps),
        *_boxes(found, layers, names),
        f'<text x="{MARGIN}" y="{height - MARGIN}">{_text(_legend(found, layers))}</text>',
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _told(found: Cascade, party: str, steps: Proof, layers: Layers) -> str:
    """Return the picture in sentences."""
    told = [f"{party} is {_standing(found, party)} as of {found.day}."]
    for step in steps:
        held = ", ".join(f"{it.owner} {_percent(it.bp_min, it.bp_min)}" for it in step.holdings)
        why = (
            "by asserted control" if step.control else f"{_percent(step.total_bp, step.total_bp)}"
        )
        told.append(f"{step.id} is reached: {held} ({why}).")
    told.append(f"{len(layers.places)} parties are drawn, {layers.left_out} near them are not.")
    return " ".join(told)


def _legend(found: Cascade, layers: Layers) -> str:
    left_out = f"; {layers.left_out} more parties near these are left out" * bool(layers.left_out)
    return f"As of {found.day}. Thick lines decide{left_out}."


def _lines(found: Cascade, layers: Layers, steps: Proof) -> Iterator[str]:
    graph = found.holdings
    deciding = {(it.owner, it.asset) for step in steps for it in step.holdings}
    between: dict[tuple[int, int], list[int]] = {}
    for asset in layers.places:
        for held in graph.of_asset(asset, found.day):
            if graph.owner[held] in layers.places:
                between.setdefault((graph.owner[held], asset), []).append(held)
    drawn: list[tuple[str, str]] = []
    named = {(graph.names[o], graph.names[a]): held for (o, a), held in between.items()}
    for pair, several in sorted(named.items()):
        above, below = (layers.places[graph.numbers[name]] for name in pair)
        decides = pair in deciding
        shares = sorted(_share(found, it) for it in several)
        more = [f"{len(shares) - _SHARES_MAX} more"] * (len(shares) > _SHARES_MAX)
        label = " + ".join(shares[:_SHARES_MAX] + more) + " (decides)" * decides
        drawn.append(_line(above, below, label, decides=decides))
    yield from (line for line, _ in drawn)
    yield from (label for _, label in drawn)


def _share(found: Cascade, held: int) -> str:
    graph = found.holdings
    share = _percent(graph.low[held], graph.high[held])
    return f"control, {share}" if held in graph.controls.get(graph.owner[held], ()) else share


def _line(
    owner: tuple[int, int], asset: tuple[int, int], label: str, *, decides: bool
) -> tuple[str, str]:
    """Draw a line from the foot of the owner to the head of the asset, and what stands on it.

    It goes around what stands between them, and around both where it leads upwards.
    """
    (x1, y1), (x2, y2) = _corner(owner), _corner(asset)
    x1, y1, x2 = x1 + BOX_WIDTH // 2, y1 + BOX_HEIGHT, x2 + BOX_WIDTH // 2
    bend = GAP_DOWN // 2
    far = owner[0] >= asset[0] or asset[0] - owner[0] > 1
    aside = BOX_WIDTH if far else 0
    path = f"M{x1} {y1}C{x1 + aside} {y1 + bend} {x2 + aside} {y2 - bend} {x2} {y2}"
    x, y = (x1 + 2 * x2) // 3 + 3 * aside // 4, (y1 + 2 * y2) // 3
    wide = round(len(label) * LETTER_WIDTH) + 6
    kind = "decides" if decides else "holds"
    line = f'<g class="{kind}"><path d="{path}" marker-end="url(#arrow)"/></g>'
    behind = f'<rect class="behind" x="{x - wide // 2}" y="{y - 12}" width="{wide}" height="16"/>'
    return line, f'{behind}<text x="{x}" y="{y}" text-anchor="middle">{_text(label)}</text>'


def _boxes(found: Cascade, layers: Layers, names: Mapping[str, str]) -> Iterator[str]:
    for one, place in sorted(layers.places.items(), key=lambda it: it[1]):
        party = found.holdings.names[one]
        called, standing = _called(party, names), _standing(found, party)
        x, y = _corner(place)
        middle = x + BOX_WIDTH // 2
        yield (
            f'<g class="{standing}"><title>{_text(f"{called} ({party}): {standing}")}</title>'
            f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4"/>'
            f'<text class="name" x="{middle}" y="{y + 18}" text-anchor="middle">'
            f"{_text(_short(called))}</text>"
            f'<text x="{middle}" y="{y + 35}" text-anchor="middle">{standing}</text></g>'
        )


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    row, column = place
    return (
        MARGIN + column * (BOX_WIDTH + GAP_ACROSS),
        MARGIN + row * (BOX_HEIGHT + GAP_DOWN),
    )


def _standing(found: Cascade, party: str) -> str:
    verdict: OwnershipVerdict = found.verdict(party)
    return "listed" if party in found.listed else verdict.value


def _called(party: str, names: Mapping[str, str]) -> str:
    return names.get(party) or party


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def _percent(low: int, high: int) -> str:
    """Return a share in percent, between two bounds where they differ."""
    ends = dict.fromkeys(f"{it // 100}.{it % 100:02}" for it in (low, high))
    return f"{' to '.join(ends)} %"


def _text(text: str) -> str:
    """Return text that XML may hold: escaped, and without what cannot be printed."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
