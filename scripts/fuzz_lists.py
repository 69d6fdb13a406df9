"""Fuzz every reader of lists with atheris: only UnreadableError may come out, and no row is lost.

    python -m scripts.fuzz_lists --seconds 3600 [--corpus FOLDER]

Atheris (https://github.com/google/atheris) is not one of our dependencies: ``pip install atheris``
into an environment that has the product's own. A crash is written to the folder of the run.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

SEEDS: Final = (
    b'{"results":[{"source":"Entity List (EL) - Bureau of Industry and Security","name":"A B"}]}',
    (
        b'{"fieldKey":{},"listAuthority":{},"tables":{"sources":["CAP"],"programmes":[],'
        b'"licenceRequirements":[],"licencePolicies":[]},"entries":[{"n":"A","s":0}]}'
    ),
    b'{"list_id":"bis-entity-list","entities":[{"name":"A (a.k.a. B","country":"China"}]}',
    b'{"list_id":"dow-1260h","entities":[{"name":"A and subsidiaries","aliases":["B"]}]}',
    (
        b'<ECFR><DIV9 N="Supplement No. 4 to Part 744"><TABLE><TR><TD>CHINA</TD>'
        b"<TD>A, B, China</TD>"
        b"<TD>For all items</TD><TD>Denial</TD><TD>89 FR 1, 1/2/24</TD></TR></TABLE></DIV9></ECFR>"
    ),
    (
        b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>"
        b"CDi.1</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    ),
    (
        b'[{"id":"jp-eul-1","list_id":"jp-end-user-list","entity_name":"","addresses":'
        b'["People\'s Republic of China A"]}]'
    ),
    b'[{"id":"cn-1","list_id":"cn-attention-list","entity_name":"A","aliases":["B"]}]',
    b"id,name,aliases\n1,A,B|C\n",
    b'1,"A",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1 Jan 1960; a.k.a. \'B\'."\n',
)
"""The smallest file of each source, from which the fuzzer sets out."""


def tried(content: bytes) -> None:
    """Give a content to every reader, and to what unpacks and recognises it."""
    from comptrol.adapters.list_files import FORMATS  # noqa: PLC0415  (instrumented by the caller)
    from comptrol.adapters.list_files.opening import unpacked  # noqa: PLC0415
    from comptrol.kernel.errors import UnreadableError  # noqa: PLC0415

    for attempt in (lambda: unpacked(content, 2**20), *_readers(content, FORMATS)):
        try:
            attempt()
        except UnreadableError:
            continue


def _readers(content: bytes, formats: Any) -> list[Callable[[], object]]:  # noqa: ANN401
    """Return an attempt for each reader: recognise, read, and write what was read."""

    def attempt(form: Any) -> Callable[[], object]:  # noqa: ANN401
        def read() -> object:
            form.recognises(content)
            file = form.read_content(content)
            assert file.rows == len(file.entities) + len(file.refused) + file.merged  # noqa: S101
            return msgspec.json.encode(file)

        return read

    return [attempt(form) for form in formats]


def main() -> int:
    """Run the fuzzer for the seconds asked, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, prog="fuzz_lists")
    parser.add_argument("--seconds", type=int, default=60, help="how long to run")
    parser.add_argument("--corpus", type=Path, help="folder that keeps what was found")
    asked = parser.parse_args()
    try:
        import atheris  # type: ignore[import-not-found] # noqa: PLC0415  (no dependency of ours)
    except ImportError:
        print("atheris is not installed here: pip install atheris, then try again")
        return 3
    folder = asked.corpus or Path(tempfile.mkdtemp(prefix="fuzz_lists_"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (folder / f"seed_{number}").write_bytes(seed)
    with atheris.instrument_imports(include=["comptrol.adapters.list_files"]):
        tried(b"")
    options = [f"-max_total_time={asked.seconds}", f"-artifact_prefix={folder}/", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=4096", str(folder)], tried)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
