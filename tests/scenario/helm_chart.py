"""Render a chart by Helm itself: run by the referees' Python, asked and answered in JSON.

Asked: ``{"chart": path, "name": release, "values": [...]}``. Answered: what ``helm lint --strict``
complains of, Helm's version, and for each of the values the text of each template, or the refusal.
"""

import json
import sys
from typing import Any

import helm_python


def rendered(chart: Any, asked: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Render under one set of values, held against the chart's schema first."""
    try:
        chart.validate_schema(chart.merge_values(values))
        return {"files": chart.render(values, name=asked["name"], namespace="authority")}
    except helm_python.HelmError as refused:
        return {"refused": str(refused)}


def main() -> None:
    asked = json.load(sys.stdin)
    lint = helm_python.lint(asked["chart"], strict=True)
    with helm_python.Chart.load(asked["chart"]) as chart:
        told = [rendered(chart, asked, values) for values in asked["values"]]
    found = {"lint": lint, "version": helm_python.helm_sdk_version(), "rendered": told}
    json.dump(found, sys.stdout)


main()
