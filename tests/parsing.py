"""Every parser of bytes from outside: a line to each, with what it is right to read and may say.

To add one, add a line to ``PARSERS``: a name, bytes that are right (or nearly), and a function of
bytes. ``tests/property/test_parsers.py`` and ``scripts/fuzz_parsers.py`` do the rest.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from joserfc.jwk import KeySet, OctKey
from tests.property.test_ledger_formats import READERS as LEDGER
from tests.property.test_meter_readers import READERS as METERS
from tests.property.test_meter_readers import WHOLE

from comptrol.adapters import rulebook_yaml
from comptrol.adapters.account_tables.checking import read_declared, read_made, read_watts
from comptrol.adapters.account_tables.clusters import COLUMNS as CLUSTERS
from comptrol.adapters.account_tables.clusters import read_clusters
from comptrol.adapters.account_tables.stock import CURATED, read_curated_stock
from comptrol.adapters.chip_rows import read_chip_rows
from comptrol.adapters.epcis.documents import document_in
from comptrol.adapters.issuer_oidc.identity_token import subject_of
from comptrol.adapters.landmark_protocol import CHALLENGE, answer
from comptrol.adapters.landmark_targets import read_targets
from comptrol.adapters.list_files import FORMATS
from comptrol.adapters.list_files.opening import unpacked
from comptrol.adapters.location_evidence import evidence_in
from comptrol.adapters.oprf.group import Element
from comptrol.adapters.ownership_files.bods import read_bods
from comptrol.adapters.ownership_files.gleif import read_gleif_csv, read_gleif_json
from comptrol.adapters.ownership_files.graph_json import read_graph
from comptrol.adapters.serial_files import read_draw, read_serials
from comptrol.adapters.site_tables.reading import read_edition
from comptrol.adapters.supply_tables import read_said
from comptrol.domains import DOMAINS
from comptrol.domains.attestation.formulas.certificates import read_certificate
from comptrol.domains.attestation.formulas.chain import read_chain
from comptrol.domains.attestation.formulas.report import read_report
from comptrol.domains.attestation.formulas.token import read_token
from comptrol.domains.federation.formulas.blinding import read_blinded_list
from comptrol.domains.gate import Ordered
from comptrol.entrypoints.agents.gate.settings import read_settings as read_gate
from comptrol.entrypoints.agents.kubernetes.configuration import (
    read_configuration as read_kubernetes,
)
from comptrol.entrypoints.agents.kubernetes.reviews import read_review
from comptrol.entrypoints.agents.kubernetes.workloads import read_workload
from comptrol.entrypoints.agents.slurm.accounting import live_jobs, runs
from comptrol.entrypoints.agents.slurm.configuration import read_configuration as read_slurm
from comptrol.entrypoints.agents.slurm.shape import read_shape
from comptrol.entrypoints.agents.slurm.slurm_conf import SlurmConf
from comptrol.entrypoints.api.bodies import sequence
from comptrol.entrypoints.cli.call_files import read_call
from comptrol.entrypoints.cli.coldfront import read_coldfront
from comptrol.entrypoints.cli.customer_files import read_customer_file
from comptrol.entrypoints.console.fields import read_form
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.releasing import read_release
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.jws import read_jws
from comptrol.kernel.selective import read_disclosure
from comptrol.settings import read_settings

VECTORS: Final = Path(__file__).parent / "vectors"
DAY: Final = datetime(2026, 11, 1, tzinfo=UTC)
CATALOGUE: Final = Catalogue(DOMAINS)
KEYS: Final = KeySet([OctKey.generate_key(256)])
FORM: Final = (
    "order",
    "customer",
    "chips",
    "on",
    "end_use",
    "length_s",
    "cluster.memory_gb",
    "resellers",
)


class Parser(NamedTuple):
    """One parser: bytes that it reads or nearly reads, how it is asked, and what it may raise."""

    name: str
    seed: bytes
    read: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = (UnreadableError,)


def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """Return a reader of bytes of one of text: what is not UTF-8 came in as something else."""
    return lambda raw: read(raw.decode(errors="replace"))


def filed(
    read: Callable[[Path], object], name: str = "file", *more: tuple[str, bytes]
) -> Callable[[bytes], object]:
    """Return a reader of bytes of one of files: they stand in one of this name."""

    def attempt(raw: bytes) -> object:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(raw)
            for other, content in more:
                (Path(folder) / other).write_bytes(content)
            found = read(path)
            return list(found) if hasattr(found, "__next__") else found

    return attempt


def _country(name: str) -> str | None:
    return name[:2].upper() if len(name) > 1 else None


def _environment(raw: bytes) -> object:
    lines = (line.partition("=") for line in raw.decode(errors="replace").splitlines())
    return read_settings({f"COMPTROL_{name}": value for name, _, value in lines if name})


def _form(raw: bytes) -> object:
    given = dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
    names = tuple(it for it in FORM if it in given)
    return read_form(Ordered, names, given, {"door": "rental", "model": "h100", "site": "site"})


def _shape(raw: bytes) -> object:
    nodes, _, rest = raw.decode(errors="replace").partition("\n\n")
    partitions, _, config = rest.partition("\n\n")
    return read_shape(nodes, partitions, config)


def _slurm_conf(path: Path) -> object:
    return SlurmConf(path).changes({"JobSubmitPlugins": "lua", "PrologFlags": "Alloc"})


def _workload(raw: bytes) -> object:
    request = read_review(raw)
    return read_workload(request.object)


def _token(raw: bytes) -> object:
    words = {"issuer": "https://issuer.example", "client": "us", "nonce": "n", "now": DAY}
    return subject_of(raw.decode(errors="replace"), KEYS, **words)  # type: ignore[arg-type]


def _landmark(raw: bytes) -> object:
    return answer(raw, bytes(32), lambda _: bytes(64))


def _envelope() -> bytes:
    told = json.loads((VECTORS / "envelope_1.json").read_text())[0]
    return bytes.fromhex(told["envelope"] if "envelope" in told else told["raw"])


ENVELOPE: Final = _envelope()
REVIEW: Final = json.dumps(
    {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "1",
            "kind": {"group": "batch", "version": "v1", "kind": "Job"},
            "resource": {"group": "batch", "version": "v1", "resource": "jobs"},
            "name": "j",
            "namespace": "n",
            "operation": "CREATE",
            "userInfo": {"username": "someone", "groups": ["a"]},
            "object": {
                "apiVersion": "batch/v1",
                "kind": "Job",
                "metadata": {"name": "j", "namespace": "n", "uid": "2", "annotations": {"a": "b"}},
                "spec": {
                    "parallelism": 2,
                    "template": {
                        "spec": {
                            "containers": [
                                {"name": "c", "resources": {"limits": {"nvidia.com/gpu": "8"}}}
                            ]
                        }
                    },
                },
            },
            "dryRun": False,
        },
    }
).encode()
MODEL: Final = b"nvidia-h100-sxm5-80gb"
RULE: Final = files("comptrol.rulebooks").joinpath("california/rulebook.yaml").read_bytes()
BODS: Final = (
    b'[{"statementId":"a","recordId":"a","recordType":"entity","recordStatus":"new",'
    b'"recordDetails":{"entityType":{"type":"registeredEntity"},"name":"A"}}]'
)
GATE: Final = (
    b'folder = "gate"\n[authority]\nurl = "http://127.0.0.1:1"\nparty = "p"\nkey = "k"\n'
    b"[[lease]]\n"
    b'name = "a"\ncustomer = "c"\nmodel = "m"\nsite = "s"\nchips = 1\nhours = 1\nend_use = "u"\n'
    b"possession_passes = false\n"
)
REPORT: Final = (VECTORS / "attestation/hopperAttestationReport.txt").read_bytes()
CHAIN: Final = (VECTORS / "attestation/hopperCertChain.txt").read_bytes()
SITE: Final = (
    b"Name,Country,Address,Current power (MW),Current H100 equivalents,Owner,Users\n"
    b"A,NL,,1,1,B,C\n"
)
FILLED_IN: Final = b"order=a&customer=b&chips=8&on=2026-11-01&end_use=u&cluster.memory_gb=1"
ELEMENT: Final = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"
"""The generator of ristretto255 (RFC 9496, A.1)."""
BLINDED: Final = b"comptrol-blinded-chips-1 1 " + b"ab" * 32 + b"\n" + b"cd" * 32 + b"\n"
NODES: Final = (
    b"NodeName=n1 Gres=gpu:h100:8(S:0-1) Sockets=2 Partitions=p\n\n"
    b"PartitionName=p Default=YES DefaultTime=01:00:00 MaxTime=1-00:00:00 OverTimeLimit=NONE\n\n"
    b"OverTimeLimit = 0 min\nSelectType = cons_tres\n"
)
NEITHER: Final = (UnreadableError, UnavailableError)
"""What a scheduler answers is read as something out of reach where it cannot be read."""

PARSERS: Final = (
    Parser("envelope", ENVELOPE, open_envelope, (EnvelopeError,)),
    Parser("sequence of envelopes", ENVELOPE * 2, sequence, (EnvelopeError,)),
    Parser("statement", b'{"kind":"gate.ended/1","order":"a","at":"2026-11-01T00:00:00Z"}',
           CATALOGUE.decode, (EnvelopeError,)),
    *(Parser(f"ledger: {name}", seed, read) for name, (seed, read) in LEDGER.items()),
    *(Parser(f"meter: {name}", WHOLE[name], filed(read)) for name, read in METERS.items()),
    *(Parser(f"list: {it.name}", b'[{"name":"A"}]', it.read_content) for it in FORMATS),
    Parser("packed list", b"\x1f\x8b\x08", lambda raw: unpacked(raw, 2**20)),
    Parser("rulebook", RULE, filed(lambda it: rulebook_yaml.folder.read_part(it.parent),
                                   "rulebook.yaml")),
    Parser("EPCIS", b'{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],'
           b'"type":"ObjectEvent","eventTime":"2026-11-01T00:00:00Z"}', document_in),
    Parser("attestation report", REPORT, read_report),
    Parser("certificate", CHAIN[:1500], read_certificate),
    Parser("certificates", CHAIN[:1500], lambda raw: read_chain([raw, raw])),
    Parser("attestation token", b'[["JWT","eyJhbGciOiJFUzM4NCJ9.e30.AA"],{}]', text(read_token)),
    Parser("JWS", b"eyJhbGciOiJFUzM4NCJ9.e30.AA", text(read_jws)),
    Parser("disclosure", b"WyJzYWx0IiwgIm5hbWUiLCAxXQ", text(read_disclosure)),
    Parser("identity token", b"eyJhbGciOiJSUzI1NiJ9.e30.AA", _token),
    Parser("location evidence", b'{"claim":{"lat":1,"lon":2,"radius_km":3},"landmarks":[{"id":"a",'
           b'"group":"g","lat":1,"lon":2,"rtt_ms":3,"signed":false}]}', evidence_in),
    Parser("landmark targets", b'{"claim":{"country":"NL"},"targets":[]}', filed(read_targets)),
    Parser("landmark datagram", CHALLENGE.ljust(136, b"\0"), _landmark, ()),
    Parser("ownership: BODS", BODS, read_bods),
    Parser("ownership: GLEIF CSV", b"LEI,Entity.LegalName\nA,B\n", read_gleif_csv),
    Parser("ownership: GLEIF JSON", b'{"relations":[{"Relationship":{}}]}', read_gleif_json),
    Parser("ownership: graph", b'{"parties":[],"holdings":[]}', read_graph),
    Parser("sites", SITE, filed(lambda it: read_edition(it.parent, _country, lambda *_: None),
                                "data_centers.csv")),
    Parser("supply", b'[{"kind":"supply.input/1"}]', lambda raw: read_said(raw, "x", _country)),
    Parser("clusters", ",".join(CLUSTERS).encode() + b"\nA,Existing,Confirmed,NL,B,2025,,,,,,,,\n",
           filed(lambda it: read_clusters(it, _country))),
    Parser("stock", ",".join(CURATED).encode() + b"\nA,B,2025-01-01,1,2,3,4,5,6\n",
           filed(read_curated_stock)),
    Parser("watts", b"Chip type,p5,median,p95\nA,1,2,3\n", filed(read_watts)),
    Parser("declared", b"Data center,Date,Power (MW)\nA,2025-01-01,1\n", filed(read_declared)),
    Parser("made", b"Chip manufacturer,End date\nA,1/1/2025\n", filed(read_made)),
    Parser("chips CSV", b"serial,model,lot,made_on\nA-1," + MODEL + b",l,2026-01-01\n",
           filed(lambda it: read_chip_rows(it, lambda *_: None), "chips.csv")),
    Parser("chips Parquet", b"PAR1", filed(lambda it: read_chip_rows(it, lambda *_: None),
                                           "chips.parquet")),
    Parser("serials", b"A-1\nA-2\n", filed(read_serials)),
    Parser("serials CSV", b"serial,site\nA-1,x\n",
           filed(lambda it: read_serials(it, column="serial", stratum="site"), "s.csv")),
    Parser("draw", b'{"inspection":"i","strata":[]}', filed(read_draw)),
    Parser("ColdFront JSON", b'[{"model":"project.project","pk":1,"fields":{"title":"A","pi":1}}]',
           filed(lambda it: read_coldfront((it,), lambda _: None), "dump.json")),
    Parser("ColdFront CSV", b"Title,PI,Status,resource\nA,b,Active,c\n",
           filed(lambda it: read_coldfront((it,), lambda _: None), "dump.csv")),
    Parser("call", b'{"id":"a","months":["2026-01"],"pools":[],"proposals":[]}', filed(read_call)),
    Parser("customer file", b'{"kind":"identification.filed/1","party":"acme"}',
           filed(lambda it: read_customer_file(it, PartyId("acme")))),
    Parser("console form", FILLED_IN, _form),
    Parser("settings", b"PORT=1\nLOG_LEVEL=info\nMETRICS_NETWORKS=127.0.0.0/8", _environment),
    Parser("settings of a gate", GATE, filed(read_gate, "gate.toml")),
    Parser("settings of a Slurm agent", b'cluster = "c"\n', filed(read_slurm, "slurm.toml")),
    Parser("settings of a Kubernetes agent", b'cluster = "c"\n', filed(read_kubernetes, "k.toml")),
    Parser("slurm.conf", b"ClusterName=c\nPrologFlags=Alloc\n", filed(_slurm_conf)),
    Parser("shape of a Slurm cluster", NODES, _shape, NEITHER),
    Parser("squeue", b'{"jobs":[{"job_id":1,"submit_time":{"set":true,"number":2},"user_id":1,'
           b'"job_state":["RUNNING"]}]}', text(live_jobs), NEITHER),
    Parser("sacct", b"1|1|2026-11-01T00:00:00|1|2|3|COMPLETED|gres/gpu=1|a|b|c|d\n",
           text(runs), NEITHER),
    Parser("AdmissionReview", REVIEW, read_review),
    Parser("workload", REVIEW, _workload),
    Parser("OPRF element", bytes.fromhex(ELEMENT), Element.read),
    Parser("release", b'{"release":"r","position":1,"leaf":"a","entry":"YQ==","receipt":"r"}',
           lambda raw: read_release(raw, "x")),
    Parser("blinded list", BLINDED,
           text(lambda it: read_blinded_list(bytes(32), it.splitlines(keepends=True), 10))),
)  # fmt: skip


def tried(parser: Parser, raw: bytes) -> Any:
    """Return what a parser makes of bytes; None where it says what is wrong with them."""
    try:
        return parser.read(raw)
    except parser.allowed:
        return None
