"""A picture of a page: as a page of its own with words and table, or as SVG, PNG or CSV."""

from typing import Final

from starlette.responses import HTMLResponse, Response

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.rendering import Rendering
from comptrol.entrypoints.pictures.vega import csv_of, png
from comptrol.kernel.errors import NotFoundError

SVG_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
)
"""A picture has its own style inside, and nothing else: no script, nothing from elsewhere."""


def drawn(page: Page, asking: Asking, path: str, rendering: Rendering) -> Response:
    """Answer with one picture in the form that its name ends with."""
    above, _, asked = path.rpartition("/charts/")
    name, _, form = asked.partition(".")
    drawing = page.charts.get(name)
    if drawing is None or form not in {"", "svg", "png", "csv"}:
        raise NotFoundError("there is no such picture on this page")
    chart = drawing.draw(asking)
    kept = {"content-disposition": f'inline; filename="{name}.{form}"'}
    match form:
        case "svg":
            policy = {"content-security-policy": SVG_POLICY}
            return Response(chart.svg, media_type="image/svg+xml", headers={**kept, **policy})
        case "png":
            return Response(png(chart.svg), media_type="image/png", headers=kept)
        case "csv":
            return Response(csv_of(chart), media_type="text/csv; charset=utf-8", headers=kept)
        case _:
            html = rendering.other(
                "chart.html", asking.visitor, above, chart=chart, words=asking.words, name=name
            )
            return HTMLResponse(html)
