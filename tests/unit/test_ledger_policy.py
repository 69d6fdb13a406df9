"""Whom a verifier believes: what a policy may say, and which heads it then believes."""

from itertools import combinations

import pytest
from tests.ledger_cast import (
    COSIGNER,
    COSIGNER_DSA,
    LOG,
    LOG_DSA,
    STRANGER,
    TIME,
    Signer,
    head,
    signed,
    signer,
)

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint
from comptrol.kernel.ledger.note import Algorithm, Line, VerifierKey
from comptrol.kernel.ledger.policy import Group, Judged, believe, judge
from comptrol.kernel.ledger.policy_text import POLICY_BYTES_MAX, read_policy

WITNESSES = {
    name: signer(f"{name}.example", Algorithm.ED25519_COSIGNATURE, 100 + at)
    for at, name in enumerate("ABCDE")
}
KNOWN = f"log {LOG.key.text}\n" + "".join(
    f"witness {name} {one.key.text}\n" for name, one in WITNESSES.items()
)
A, B = (WITNESSES[name].key.text for name in "AB")


def judged(rule: str, names: str = "", log: Signer = LOG) -> Judged:
    checkpoint = signed(head(7), log, *(WITNESSES[name] for name in names))
    return judge(read_policy(f"{KNOWN}{rule}\n".encode()), checkpoint.raw)


# What a policy may say.


@pytest.mark.parametrize(
    "text",
    [
        "quorum none\n",
        f"log {LOG.key.text}\nquorum none\n",
        f"log {LOG.key.text} https://log.example/prefix\nquorum none\n",
        f"log {LOG.key.text}\nlog {LOG_DSA.key.text}\nquorum none\n",
        f"\t quorum\t none \t\n\n  # a comment: none\nlog {LOG.key.text}\n",
        f"witness A {A} https://a.example\nquorum A\n",
        f"witness A {A}\ngroup g any A\nquorum g\n",
        f"witness any {A}\ngroup all all any\nquorum all\n",
        f"witness A {A}\nwitness B {B}\ngroup g 1 A\ngroup h 2 g B\nquorum h\n",
        f"witness D {COSIGNER_DSA.key.text}\nwitness E {COSIGNER.key.text}\nquorum D\n",
        f"log {LOG_DSA.key.text}\nwitness self {LOG_DSA.key.text}\nquorum self\n",
    ],
)
def test_a_policy_is_read(text: str) -> None:
    read_policy(text.encode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "0"),
        ("\n", "0"),
        ("# quorum none\n", "0"),
        (KNOWN, "0"),
        ("quorum none\nquorum none\n", "2"),
        (f"witness A {A}\nquorum A\nquorum none\n", "2"),
        ("quorum none", "cut short"),
        ("quorum\n", "written"),
        ("quorum none none\n", "written"),
        ("quorum A\n", "line above"),
        (f"quorum A\nwitness A {A}\n", "line above"),
        ("quorums none\n", "is no"),
        ("Quorum none\n", "is no"),
        ("log\nquorum none\n", "written"),
        (f"log {LOG.key.text} u u\nquorum none\n", "written"),
        ("log x\nquorum none\n", "no verifier key"),
        (f"log {COSIGNER.key.text}\nquorum none\n", "does not sign"),
        (f"log {LOG.key.text}\nlog {LOG.key.text}\nquorum none\n", "twice"),
        (f"witness A {A}\nwitness B {A}\nquorum A\n", "twice"),
        (f"witness A {A}\nwitness A {B}\nquorum A\n", "meaning"),
        (f"witness none {A}\nquorum none\n", "meaning"),
        (f"witness A {LOG.key.text}\nquorum A\n", "does not sign"),
        (f"witness {A}\nquorum none\n", "written"),
        (f"witness A {A} u u\nquorum A\n", "written"),
        (f"witness A {A}\ngroup A any A\nquorum A\n", "meaning"),
        (f"witness A {A}\ngroup none any A\nquorum none\n", "meaning"),
        (f"witness A {A}\ngroup g any A A\nquorum g\n", "once only"),
        (f"witness A {A}\ngroup g any A\ngroup h any A\nquorum g\n", "once only"),
        (f"witness A {A}\ngroup g any\nquorum g\n", "written"),
        (f"witness A {A}\ngroup g A\nquorum g\n", "written"),
        (f"witness A {A}\ngroup g 0 A\nquorum g\n", "asked for"),
        (f"witness A {A}\ngroup g 2 A\nquorum g\n", "asked for"),
        (f"witness A {A}\ngroup g 01 A\nquorum g\n", "decimal"),
        (f"witness A {A}\ngroup g -1 A\nquorum g\n", "decimal"),
        (f"witness A {A}\ngroup g most A\nquorum g\n", "decimal"),
        (f"witness A {A}\ngroup g any none\nquorum g\n", "line above"),
        (f"witness A {A}\ngroup g any g\nquorum g\n", "line above"),
        (f"witness A {A}\ngroup g any h\ngroup h any A\nquorum g\n", "line above"),
        ("quorum none\r\n", "0x0d"),
        ("quorum\0none\n", "0x00"),
        ("# \x7f\nquorum none\n", "0x7f"),
        ("\x0cquorum none\n", "0x0c"),
        ("\ufeffquorum none\n", "is no"),
        ("quorum\u00a0none\n", "is no"),
        ("quorum none\n" + "#" * POLICY_BYTES_MAX + "\n", "at most"),
    ],
)
def test_what_the_format_forbids_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why) as refused:
        read_policy(text.encode())
    assert not isinstance(refused.value, NotProvenError)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(UnreadableError, match="line 3 of the policy"):
        read_policy(b"# one\n\nquorum A\n")


def test_the_same_public_key_counts_once_under_whatever_name() -> None:
    again = VerifierKey(
        name="other.example", algorithm=Algorithm.ED25519_COSIGNATURE, public=COSIGNER.key.public
    )
    text = f"witness A {COSIGNER.key.text}\nwitness B {again.text}\nquorum A\n"
    with pytest.raises(UnreadableError, match="twice"):
        read_policy(text.encode())


def test_names_are_octets_and_stay_apart() -> None:
    lines = f"witness K {A}\nwitness \u212a {B}\nquorum K\n".encode()
    assert [one.name for one in read_policy(lines).witnesses] == ["K", "\u212a"]
    lines = b"witness \xff " + A.encode() + b"\nwitness \xfe " + B.encode() + b"\nquorum \xff\n"
    checkpoint = signed(head(7), LOG)
    with pytest.raises(NotProvenError, match="udcff"):
        believe(read_policy(f"log {LOG.key.text}\n".encode() + lines), checkpoint.raw)


@pytest.mark.parametrize("many", [32, 100])
def test_many_logs_witnesses_and_groups_are_taken(many: int) -> None:
    lines = [f"log {signer(f'log{at}.example', seed=at).key.text}" for at in range(many)]
    cosigning = Algorithm.ED25519_COSIGNATURE
    lines += [f"witness w{at} {signer('w', cosigning, at).key.text}" for at in range(many)]
    lines += ["group g0 all w0"]
    lines += [f"group g{at} all g{at - 1} w{at}" for at in range(1, many)]
    policy = read_policy("\n".join([*lines, f"quorum g{many - 1}", ""]).encode())
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (many,) * 3


def test_a_long_chain_of_groups_is_judged() -> None:
    chain = [f"group g{at} all g{at - 1}" for at in range(1, 20_000)]
    rule = "\n".join(["group g0 any A", *chain, "quorum g19999"])
    assert judged(rule, "A").met
    assert "'g19999' has 0 of the 1" in judged(rule, "B").missing


def test_a_group_that_asks_for_nothing_cannot_be_made() -> None:
    for threshold, members in ((0, ("A",)), (2, ("A",)), (0, ())):
        with pytest.raises(UnreadableError):
            Group(name="g", threshold=threshold, members=members)


# Which heads are believed.


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_k_of_n_is_met_by_k_or_more_and_by_nothing_less(size: int) -> None:
    members = "ABCDE"[:size]
    words = {str(k): k for k in range(1, size + 1)} | {"any": 1, "all": size}
    for many in range(6):
        for names in combinations("ABCDE", many):
            counted = len(set(names) & set(members))
            for word, k in words.items():
                rule = f"group g {word} {' '.join(members)}\nquorum g"
                assert judged(rule, "".join(names)).met == (counted >= k), (word, names)


@pytest.mark.parametrize(
    ("names", "met"),
    [("", False), ("A", False), ("AB", False), ("ABD", True), ("CE", False), ("BCE", True)],
)
def test_groups_of_groups(names: str, met: bool) -> None:  # noqa: FBT001
    rule = "group allies 2 A B C\ngroup neutral any D E\ngroup both all allies neutral\n"
    assert judged(f"{rule}quorum both", names).met == met


def test_what_is_missing_is_said() -> None:
    rule = "group allies 2 A B C\ngroup neutral any D E\ngroup both all allies neutral\n"
    assert judged(f"{rule}quorum both", "AD").missing == (
        "group 'both' has 1 of the 2 that it needs, and lacks 'allies'; "
        "group 'allies' has 1 of the 2 that it needs, and lacks 'B', 'C'"
    )
    assert judged("quorum A").missing == "witness 'A' has not cosigned"
    with pytest.raises(NotProvenError, match="witness 'A' has not cosigned"):
        believe(read_policy(f"{KNOWN}quorum A\n".encode()), signed(head(7)).raw)


def test_the_verdict_names_keys_and_times() -> None:
    verdict = judged("quorum A", "AB")
    assert verdict.logs == (LOG.key,)
    assert verdict.cosigned == {"A": TIME, "B": TIME}
    assert (verdict.met, verdict.checkpoint.head) == (True, head(7))


def test_no_witness_is_asked_for_in_so_many_words() -> None:
    assert judged("quorum none").met


def test_of_two_cosignatures_of_one_witness_the_later_time_counts() -> None:
    early, late = (signed(head(7), WITNESSES["A"], time=time).lines[0] for time in (5, 9))
    policy = read_policy(f"{KNOWN}quorum A\n".encode())
    for lines in ((early, late), (late, early)):
        checkpoint = signed(head(7), LOG).with_lines(*lines)
        assert judge(policy, checkpoint.raw).cosigned == {"A": 9}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quorum none\n", "names no log"),
        (f"log {STRANGER.key.text}\nquorum none\n", "no log of the origin"),
        (f"log {LOG_DSA.key.text}\nquorum none\n", "signed this head"),
    ],
)
def test_a_head_that_no_known_log_signed_is_not_believed(text: str, why: str) -> None:
    with pytest.raises(NotProvenError, match=why):
        judge(read_policy(text.encode()), signed(head(7), LOG).raw)


def test_a_log_vouches_for_its_own_origin_only() -> None:
    policy = read_policy(f"log {LOG.key.text}\nquorum none\n".encode())
    with pytest.raises(NotProvenError, match="no log of the origin"):
        judge(policy, signed(head(7, origin="other.example"), LOG).raw)


def test_either_key_of_a_log_will_do_and_both_are_named() -> None:
    text = f"log {LOG.key.text}\nlog {LOG_DSA.key.text}\nquorum none\n"
    policy = read_policy(text.encode())
    for signers in ((LOG,), (LOG_DSA,), (LOG, LOG_DSA)):
        keys = tuple(one.key for one in signers)
        assert judge(policy, signed(head(7), *signers).raw).logs == keys


def test_lines_of_unknown_keys_in_any_order_are_ignored() -> None:
    checkpoint = signed(head(7), STRANGER, COSIGNER, WITNESSES["A"], COSIGNER_DSA, LOG)
    garbage = Line(name=LOG.key.name, id=b"\0\0\0\0", signature=b"s")
    policy = read_policy(f"{KNOWN}quorum A\n".encode())
    assert believe(policy, checkpoint.with_lines(garbage).raw).cosigned == {"A": TIME}


@pytest.mark.parametrize("name", ["log", "A", "B"])
def test_a_known_key_whose_line_does_not_hold_rejects_the_whole_note(name: str) -> None:
    one = LOG if name == "log" else WITNESSES[name]
    good = signed(head(7), LOG, WITNESSES["A"])
    (wrong,) = signed(head(8), one).lines
    policy = read_policy(f"{KNOWN}quorum A\n".encode())
    believe(policy, good.raw)
    for lines in ((*good.lines, wrong), (wrong, *good.lines)):
        with pytest.raises(NotProvenError, match="does not hold"):
            judge(policy, Checkpoint(head=good.head, lines=lines).raw)


def test_a_note_that_is_no_head_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        judge(read_policy(b"quorum none\n"), b"text\n\n" + "— a YWJjZHM=\n".encode())
