"""Are the duties to report of a rulebook told apart, and are their thresholds there?"""

from collections import Counter
from typing import Final

from comptrol.adapters.rulebook_yaml.folder import Part
from comptrol.adapters.rulebook_yaml.marks import line_of, mistake
from comptrol.domains.law import Rulebook

TAKEN: Final = "policy"
"""What a period is called by that the operator opens without any duty of law."""


def check_reports(part: Part, rulebook: Rulebook) -> None:
    """Refuse a duty of a name that is given twice, and a threshold that no parameter has."""
    names = Counter(it.duty for rule in rulebook.rules.values() for it in rule.reports)
    for rule in part.sections["rules"].values():
        file = part.folder / "rules" / f"{rule.id.lower()}.yaml"
        for index, it in enumerate(rule.reports):
            where = f"reports.{index}"
            if names[it.duty] > 1 or it.duty == TAKEN:
                line = line_of(file, "reports", index, "duty")
                expected = f"{it.duty!r} is the name of something else; a name is given once"
                raise mistake(file.name, line, f"{where}.duty", expected)
            if it.threshold and it.threshold not in rulebook.parameters:
                line = line_of(file, "reports", index, "threshold")
                expected = f"there is no parameter {it.threshold!r}"
                raise mistake(file.name, line, f"{where}.threshold", expected)
