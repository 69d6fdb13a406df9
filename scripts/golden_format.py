"""Keep a small data folder as this version writes it: what every later version must read.

    python -m scripts.golden_format NAME

It tells a story of a few statements with the command line alone, in a folder of its own, and packs
that into ``tests/vectors/formats/NAME``. ``tests/scenario/test_upgrade.py`` opens, upgrades and
rebuilds every one, and fails when the shape of what is kept changed and no folder here has it.
With the source of an earlier commit on the path, and ``--commit``, it keeps what that one wrote.
"""

import argparse
import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMATS = Path(__file__).parents[1] / "tests/vectors/formats"
MODEL = "nvidia-h100-sxm5-80gb"
MADE_ON = "2026-01-02"
LEFT_OUT = {"published", "in-use"}
PACKED = ("comptrol.db", "console.db", "keys", "policy", "rulebooks", "signer", "vault")
Steps = Iterator[tuple[list[str], dict[str, Any] | None]]


def story(*, order: bool) -> Steps:
    """Yield commands, each with the statement that its last word is a file of."""
    who = ["--name", "Golden Authority", "--country", "NL", "--by", "A. Person"]
    yield ["init", *who, "--reason", "a golden folder"], None
    for party, country, role in (
        ("northbridge-silicon", "US", "maker"),
        ("straits-compute", "SG", "provider"),
        ("utrecht-herbarium", "NL", "customer"),
    ):
        named = party.replace("-", " ").title()
        yield ["enrol", party, "--name", named, "--country", country, "--role", role], None
    yield (
        ["say", "--as", "northbridge-silicon", "registry.made/1"],
        {
            "lot": "lot-1",
            "model": MODEL,
            "on": MADE_ON,
            "serials": [{"prefix": "G-", "first": 1, "last": 4, "digits": 3}],
        },
    )
    if order:
        yield (
            ["say", "--as", "northbridge-silicon", "gate.ordered/1"],
            {
                "order": "sale-1",
                "door": "sale",
                "customer": "utrecht-herbarium",
                "model": MODEL,
                "chips": 4,
                "on": datetime.now(UTC).date().isoformat(),  # noqa: TID251  (asked before)
                "end_use": "herbarium",
                "origin": "US",
                "destination": "NL",
            },
        )
    for number in (1, 2):
        sealed = ["seal", "--as", "straits-compute", "--data-subject", f"person-{number}"]
        said = {"lot": f"hidden-{number}", "model": MODEL, "on": MADE_ON}
        said["serials"] = [{"prefix": f"H{number}-", "first": 1, "last": 1, "digits": 3}]
        yield [*sealed, "registry.made/1"], said
    yield ["erase", "--data-subject", "person-2", "--ground", "request"], None
    yield (
        ["console", "account", "add", "rita", "--party", "straits-compute", "--no-password"],
        None,
    )
    yield ["ledger", "publish"], None


def told(data: Path, work: Path, *, order: bool) -> list[dict[str, Any]]:
    """Tell the story; return what each command answered."""
    from comptrol.adapters import reference_files  # noqa: PLC0415  (of whatever is on the path)

    every = tuple(reference_files.chip_statements())
    few = tuple(one for one in every if getattr(one, "model", None) == MODEL)
    reference_files.chip_statements = lambda: few
    answers = []
    for number, (words, said) in enumerate(story(order=order)):
        file = work / f"{number}.json"
        if said is not None:
            file.write_text(json.dumps(said), encoding="utf-8")
            words = [*words, str(file)]  # noqa: PLW2901  (the same words, with their file)
        code, answer = run(["--data", str(data), *words])
        said_first = " ".join(words[:2]) if words[0] in {"console", "ledger"} else words[0]
        answers.append({"command": said_first, "code": code})
        if code:
            print(f"{words[0]}: exit {code}: {answer[:300]}", file=sys.stderr)
    return answers


def run(words: list[str]) -> tuple[int, str]:
    """Run the command line in this process."""
    from comptrol.entrypoints.cli.app import main  # noqa: PLC0415  (of whatever is on the path)

    out = io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(out):
            main(words)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def shapes() -> dict[str, str]:
    """Return the digests of the shape of everything that is kept."""
    from comptrol.adapters.sign_ins_sqlite import file as sign_ins  # noqa: PLC0415  (of the version that is asked)
    from comptrol.adapters.store_sql import Schema  # noqa: PLC0415  (of the version that is asked)
    from comptrol.adapters.store_sql.entries import LOG  # noqa: PLC0415  (of the version that is asked)
    from comptrol.adapters.store_sql.ledger import LEDGER  # noqa: PLC0415  (of the version that is asked)
    from comptrol.adapters.store_sqlite.dialect import SQLITE  # noqa: PLC0415  (of the version that is asked)
    from comptrol.adapters.vault_sqlite import files as vault  # noqa: PLC0415  (of the version that is asked)
    from comptrol.domains import DOMAINS  # noqa: PLC0415  (of the version that is asked)
    from comptrol.flow.catalogue import Catalogue  # noqa: PLC0415  (of the version that is asked)
    from comptrol.kernel.ledger.guard import SignedHead  # noqa: PLC0415  (of the version that is asked)

    catalogue = Catalogue(DOMAINS)
    words = {
        "tables": ";".join(Schema(catalogue.layouts, SQLITE).statements()),
        "log": LOG + LEDGER,
        "vault": vault._TABLES,  # noqa: SLF001  (its shape, and nothing else)
        "accounts": f"{sign_ins.VERSION} {sign_ins._TABLES}",  # noqa: SLF001  (as above)
        "signer": " ".join(SignedHead.__struct_fields__),
    }
    found = {name: sha256(" ".join(text.split()).encode()) for name, text in words.items()}
    digests = {name: digest.hexdigest() for name, digest in found.items()}
    return {**digests, "layouts": str(catalogue.shape)}


def pack(data: Path, into: Path) -> None:
    """Pack a data folder, the same bytes for the same files."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(into, "w:xz", preset=9) as archive:
        for name in PACKED:
            for path in sorted((data / name, *(data / name).rglob("*"))):
                if path.is_file() and path.name not in LEFT_OUT:
                    archive.add(path, str(path.relative_to(data)), filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode, member.mtime = 0o600, 0
    return member


def main() -> None:
    """Write one golden folder; of the present version, every command must be taken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--commit", help="the commit whose source is on the path")
    parser.add_argument("--without-order", action="store_true", help="no order, no ruling")
    asked = parser.parse_args()
    target = FORMATS / asked.name
    if target.exists():
        raise SystemExit(f"{target} exists: a golden folder is never written again")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        answers = told(data, Path(folder), order=not asked.without_order)
        if asked.commit is None and any(one["code"] for one in answers):
            raise SystemExit("this version did not take its own story: nothing was kept")
        pack(data, target / "data.tar.xz")
    about = {
        "commit": asked.commit,
        "written_on": datetime.now(UTC).date().isoformat(),  # noqa: TID251  (for people)
        "commands": answers,
        "shapes": None if asked.commit else shapes(),
    }
    (target / "golden.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
