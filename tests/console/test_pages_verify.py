"""A receipt is checked in a real browser: it holds, and with any bit of it changed it does not."""

import base64
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from tests.console.standing_in import OpenDoors
from tests.console.walking import browsing
from tests.ledger_cast import COSIGNER, COSIGNER_DSA, LOG, LOG_DSA, ORIGIN, STRANGER

from comptrol.bootstrap import in_memory
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.visitor import NOBODY
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.finding import Answer
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head
from comptrol.kernel.ledger.proof import Proof, write_proof
from comptrol.kernel.ledger.tree import leaf_hash, node_hash

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ENTRY = seal(
    Claims(
        issuer="acme",
        subject="word:hello",
        said_at=1_790_000_000,
        sequence=7,
        key=KEY.public_key().public_bytes_raw(),
    ),
    b'{"kind":"echo.asked/1","word":"<script>alert(1)</script>"}',
    KEY.sign,
)
OTHERS = [leaf_hash(b"entry %d" % it) for it in range(4)]
PATH = (OTHERS[0], node_hash(OTHERS[1], OTHERS[2]), OTHERS[3])
LEAF = leaf_hash(ENTRY)
ROOT = node_hash(node_hash(PATH[1], node_hash(OTHERS[0], LEAF)), OTHERS[3])
"""A tree of five: our entry is the fourth of them, and the fifth stands alone."""
POLICY = f"log {LOG.key.text}\nwitness w1 {COSIGNER.key.text}\nquorum w1"


def proof_text(*signers: Any) -> str:
    head = Checkpoint(head=Head(origin=ORIGIN, size=5, root=ROOT))
    signed = head.with_lines(*(it.line(head) for it in signers or (LOG, COSIGNER)))
    return write_proof(Proof(index=3, path=PATH, checkpoint=signed.raw)).decode()


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    platform = in_memory()

    async def submit(raw: bytes) -> Answer:
        return platform.intake.submit(raw)

    console = Console(platform, submit, None, OpenDoors(NOBODY), PAGES)
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[console.mounted()]), port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with browsing() as browser:
        opened = browser.new_page()
        opened.goto(f"http://127.0.0.1:{port}/console/verify")
        yield opened
    server.should_exit = True
    thread.join(10)


def checked(
    page: Any, *, entry: bytes = ENTRY, proof: str = "", policy: str = POLICY
) -> list[str]:
    """Return which steps were taken, each with what came of it; the outcome first."""
    page.fill("#entry", base64.b64encode(entry).decode())
    page.fill("#proof", proof or proof_text())
    page.fill("#policy", policy)
    page.evaluate("document.getElementById('outcome').className = 'waiting'")
    page.click("#verify button[type=submit]")
    page.wait_for_selector("#outcome.good, #outcome.bad")
    steps = page.eval_on_selector_all("#steps li", "all => all.map(it => it.dataset.step)")
    return [page.get_attribute("#outcome", "class").removeprefix("told "), *steps]


def test_it_holds_and_every_step_is_told(page: Any) -> None:
    steps = ["leaf", "signer", "path", "log", "witness", "quorum"]
    assert checked(page) == ["good", *(f"{it} tick" for it in steps)]
    said = page.inner_text("#statement")
    assert '"word": "<script>alert(1)</script>"' in said
    assert page.locator("#statement script").count() == 0


@pytest.mark.parametrize("at", range(0, len(ENTRY), 37))
def test_an_entry_with_a_bit_flipped_is_refuted(page: Any, at: int) -> None:
    changed = bytes(it ^ (number == at) for number, it in enumerate(ENTRY))
    assert checked(page, entry=changed)[0] == "bad"


def _flipped(text: str, line: int) -> str:
    """Return a proof in which a bit of the base64 that ends a line is flipped."""
    lines = text.split("\n")
    before, space, last = lines[line].rpartition(" ")
    raw = bytearray(base64.b64decode(last))
    raw[len(raw) // 2] ^= 1
    lines[line] = before + space + base64.b64encode(raw).decode()
    return "\n".join(lines)


@pytest.mark.parametrize("line", [2, 3, 4, 8, 10, 11])
def test_a_receipt_with_a_bit_flipped_is_refuted(page: Any, line: int) -> None:
    assert checked(page, proof=_flipped(proof_text(), line))[0] == "bad"


def test_another_position_or_size_is_refuted(page: Any) -> None:
    assert "path-not cross" in checked(page, proof=proof_text().replace("index 3", "index 2"))
    assert "log-not cross" in checked(page, proof=proof_text().replace("\n5\n", "\n6\n"))


def test_only_those_that_the_reader_believes_count(page: Any) -> None:
    assert "log-none cross" in checked(page, policy=f"log {STRANGER.key.text}\nquorum none")
    assert "quorum-not cross" in checked(page, proof=proof_text(LOG))
    assert checked(page, policy="")[1:] == ["unreadable cross"]
    alone = f"log {LOG.key.text}\nquorum none"
    assert checked(page, proof=proof_text(LOG), policy=alone)[0] == "good"
    groups = f"{POLICY.replace('quorum w1', '')}group all 1 w1\nquorum all"
    assert checked(page, policy=groups)[0] == "good"


def test_a_key_anyone_can_sign_under_is_no_key(page: Any) -> None:
    weak = base64.b64encode(b"\x01" + bytes(32)).decode()
    found = checked(page, policy=f"log {ORIGIN}+00000000+{weak}\nquorum none")
    assert found == ["bad", "unreadable cross"]
    assert "anyone can sign under it" in page.inner_text("#steps")


def test_signatures_of_ml_dsa_are_checked_too(page: Any) -> None:
    both = f"{POLICY}\nlog {LOG_DSA.key.text}\nwitness w2 {COSIGNER_DSA.key.text}"
    policy = both.replace("quorum w1", "") + "\ngroup both all w1 w2\nquorum both"
    proof = proof_text(LOG, LOG_DSA, COSIGNER, COSIGNER_DSA)
    found = checked(page, proof=proof, policy=policy)
    assert (found[0], found.count("log tick"), found.count("witness tick")) == ("good", 2, 2)
    lines = proof.split("\n")
    for line in (len(lines) - 4, len(lines) - 2):
        changed = checked(page, proof=_flipped(proof, line), policy=policy)
        assert changed[0] == "bad", lines[line][:60]


def test_a_wrong_hint_or_length_of_ml_dsa_is_refuted(page: Any) -> None:
    alone = f"log {LOG_DSA.key.text}\nquorum none"
    good = proof_text(LOG_DSA)
    assert checked(page, proof=good, policy=alone)[0] == "good"
    before, space, last = good.rstrip("\n").rpartition(" ")
    raw = base64.b64decode(last)
    for changed in (raw[:-1], raw[:-1] + bytes([raw[-1] ^ 1]), raw[:-84] + bytes(84)):
        text = before + space + base64.b64encode(changed).decode() + "\n"
        assert checked(page, proof=text, policy=alone)[0] == "bad"
