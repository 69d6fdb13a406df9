"""What is Comptrol made of? A bill of materials (CycloneDX 1.6, JSON): the same bytes every time.

Every package of the lock files with the hashes that its files must have, its licence as it states
it itself where it is installed, and what needs what. Run by ``make sbom`` with the Python of the
referees; the document is held against CycloneDX's own schema before it is written.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
LOCKS: Final = ("requirements.lock", "requirements-connect.lock")
OUT: Final = ROOT / "dist" / "comptrol.cdx.json"
SPECIFICATION: Final = "1.6"
SECONDS_MAX: Final = 120
_ROOT_REF: Final = "comptrol"


def generated(*arguments: str) -> dict[str, Any]:
    """Return what cyclonedx-py makes of its arguments, without time and serial number."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *arguments]
    command += ["--output-reproducible", "--sv", SPECIFICATION, "--of", "JSON"]
    done = subprocess.run(  # noqa: S603  (our own words)
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
    )
    if done.returncode:
        raise SystemExit(f"cyclonedx-py {' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def bill(python: str) -> dict[str, Any]:
    """Return the bill: locked packages with hashes, and what an environment says of them."""
    locked = [
        it
        for lock in LOCKS
        for it in generated("requirements", lock, "--pyproject", "pyproject.toml")["components"]
    ]
    here = generated("environment", python, "--pyproject", "pyproject.toml")
    stated = {_key(it): it for it in here["components"]}
    names = {it["bom-ref"]: _key(it) for it in here["components"]}
    components = sorted((_component(it, stated) for it in locked), key=_key)
    known = {it["bom-ref"] for it in components}
    needs = {
        names[it["ref"]]: sorted({names[on] for on in it.get("dependsOn", []) if on in names})
        for it in here.get("dependencies", [])
        if it["ref"] in names
    }
    root = {**here["metadata"]["component"], "bom-ref": _ROOT_REF}
    dependencies = [{"ref": _ROOT_REF, "dependsOn": sorted(known)}]
    dependencies += [
        {"ref": ref, "dependsOn": [it for it in needs.get(ref, []) if it in known]}
        for ref in sorted(known)
    ]
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {"component": root, "tools": here["metadata"]["tools"]},
        "components": components,
        "dependencies": dependencies,
    }


def _component(locked: dict[str, Any], stated: dict[str, Any]) -> dict[str, Any]:
    """Return a component: name and hashes as they are locked, the licence as it is stated."""
    found = stated.get(_key(locked), {})
    hashes = locked.get("externalReferences", [])
    only = {name: locked[name] for name in ("type", "name", "version", "purl")}
    licences = {"licenses": found["licenses"]} if "licenses" in found else {}
    return {**only, "bom-ref": _key(locked), **licences, "externalReferences": hashes}


def _key(component: dict[str, Any]) -> str:
    name = component["name"].lower().replace("_", "-").replace(".", "-")
    return f"{name}@{component['version']}"


def wrong(text: str) -> str:
    """Return what CycloneDX's own schema finds wrong; nothing where it is whole."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415  (there with the referees alone)
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415  (slow)

    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if found is None else str(found)


def main(python: str, out: Path = OUT) -> None:
    """Write the bill, once it holds."""
    text = json.dumps(bill(python), indent=1, sort_keys=True) + "\n"
    if told := wrong(text):
        raise SystemExit(f"the bill of materials is not CycloneDX {SPECIFICATION}: {told}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text)
    sys.stdout.write(f"{out}: {len(json.loads(text)['components'])} packages\n")


if __name__ == "__main__":
    main(sys.argv[1], *(Path(it) for it in sys.argv[2:]))
