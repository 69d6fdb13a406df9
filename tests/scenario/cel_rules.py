"""Ask the rules in CEL that a custom resource carries: a program of its own.

It is run by the referees' Python, which has somebody else's CEL. On standard input: ``schema``,
``object``, and ``old`` where there was one. On standard output: how many rules were asked, and
what each that does not hold says.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

Rule = tuple[str, dict[str, Any], Any, Any]


def rules(schema: Any, value: Any, old: Any, path: str = "$") -> Iterator[Rule]:
    """Yield every rule that bears on a value, and on what is in it."""
    if value is None or not isinstance(schema, dict):
        return
    for rule in schema.get("x-kubernetes-validations") or ():
        yield path, rule, value, old
    if isinstance(value, dict):
        known = schema.get("properties") or {}
        other = schema.get("additionalProperties")
        for name, inner in value.items():
            before = old.get(name) if isinstance(old, dict) else None
            yield from rules(known.get(name, other), inner, before, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from rules(schema.get("items"), inner, None, f"{path}[{index}]")


def main() -> None:
    """Ask every rule; one about a change is asked where there was something before."""
    import celpy  # noqa: PLC0415  (the referees have it, and nobody else)

    given = json.load(sys.stdin)
    environment = celpy.Environment()
    asked, broken = 0, []
    for path, rule, value, old in rules(given["schema"], given["object"], given.get("old")):
        if "oldSelf" in rule["rule"] and old is None:
            continue
        asked += 1
        program = environment.program(environment.compile(rule["rule"]))
        context = {"self": celpy.json_to_cel(value)}
        if old is not None:
            context["oldSelf"] = celpy.json_to_cel(old)
        if not program.evaluate(context):
            broken.append(f"{path}: {rule.get('message', rule['rule'])}")
    json.dump({"asked": asked, "broken": broken}, sys.stdout)


if __name__ == "__main__":
    main()
