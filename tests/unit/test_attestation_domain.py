"""What the log adds up to: challenges that are answered once, and one die to a chip."""

from datetime import timedelta
from typing import Any

import pytest
from tests.attesting import (
    LABEL,
    NOW,
    ROOT,
    SIZE,
    bundle,
    chain,
    evidence,
    keys_anchor,
    malleated,
    nonce_for,
    report,
    root_anchor,
    salt_of,
    sample_chain,
    sample_report,
)
from tests.rules.stage import Stage

from comptrol.domains import attestation as domain
from comptrol.domains.attestation import (
    Anchor,
    AttestationView,
    Evidence,
    PinForm,
    packed,
    proof_in,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Answer, Receipt, Refused

attestation, judgements, challenge, challenges, identity, anchors = domain.DOMAIN.queries
FIRST, SECOND = "maker/H000001", "maker/H000002"
CAST = [
    {
        "party": "authority",
        "name": "A",
        "country": "US",
        "platform_key": "key of authority/platform",
    },
    {"party": "maker", "name": "Acme Inc.", "country": "US", "roles": ["maker"]},
    {"party": "holder", "name": "Holder GmbH", "country": "DE", "roles": ["holder"]},
]
FACT = {
    "property": "rate",
    "value": "1979",
    "unit": "tera-ops/s",
    "precision": "FP8",
    "basis": "dense",
    "source": "datasheet",
    "retrieved": "2026-10-01",
    "quality": "seen",
}


def pinned(anchor: Anchor) -> dict[str, Any]:
    said = {"kind": "attestation.keys-pinned/1", "pin": anchor.pin, "form": anchor.form.value}
    more = {"content": anchor.content, "digest": anchor.digest, "source": anchor.source}
    return said | more | ({} if anchor.issuer is None else {"issuer": anchor.issuer})


@pytest.fixture
def stage() -> Stage:
    """Return a log in which eight chips were made, and our vendor is believed."""
    stage = Stage(NOW)
    stage.enter(CAST)
    described = {"model": "h100", "name": "H100", "maker": "Acme", "facts": [FACT]}
    serials = [{"prefix": "H", "first": 1, "last": 8, "digits": 6}]
    made = {"lot": "lot-1", "model": "h100", "serials": serials, "on": "2026-10-01"}
    accepted(stage.say("maker", {"kind": "chips.described/1", **described}))
    accepted(stage.say("maker", {"kind": "registry.made/1", **made}))
    site = {"kind": "registry.site/1", "site": "here", "name": "H", "country": "DE"}
    accepted(stage.say("authority", site | {"source": "own records"}))
    sent = {"shipment": "s-1", "lot": "lot-1", "to": "holder", "destination": "here"}
    sent |= {"kind": "registry.shipped/1", "waybill": "LH-8400", "on": "2026-10-10"}
    accepted(stage.say("maker", sent))
    received = {"kind": "registry.received/1", "shipment": "s-1", "lot": "lot-1"}
    accepted(stage.say("holder", received | {"on": "2026-10-12"}))
    for anchor in (root_anchor(), keys_anchor()):
        accepted(stage.say("authority", pinned(anchor)))
    return stage


def accepted(answer: Answer) -> Receipt:
    assert isinstance(answer, Receipt), answer
    return answer


def ask(stage: Stage, name: str, **changed: Any) -> Answer:
    said = {
        "kind": "attestation.challenged/1",
        "challenge": name,
        "to": "holder",
        "nonce": nonce_for(name),
        "label": LABEL,
        "root": ROOT,
        "size": SIZE,
        "salt": salt_of(name),
        "minutes": 15,
    }
    return stage.say("authority", said | changed)


def bring(stage: Stage, name: str, chip: str, found: Evidence) -> Answer:
    said = {"kind": "attestation.attested/1", "challenge": name, "chip": chip}
    brought = {"token": found.token} if found.token else {"report": found.report}
    return stage.say("holder", {**said, "evidence": {**brought, "chain": list(found.chain)}})


def shown(stage: Stage, name: str, chip: str, die: int = 1, firmware: int = 1) -> Receipt:
    accepted(ask(stage, name))
    return accepted(bring(stage, name, chip, evidence(nonce_for(name), die, firmware)))


def world(stage: Stage) -> Any:
    with stage.store.reading() as rows:
        return RowsWorld(rows, stage.references)


def codes(answer: Answer) -> list[str]:
    assert isinstance(answer, Refused), answer
    return [finding.code for finding in answer.findings]


def kinds(answer: Answer) -> list[str]:
    return [type(entry.statement).__name__ for entry in accepted(answer).consequences]


# A proof is a new one by its die and its nonce, not by its bytes.


def test_a_signature_that_was_turned_into_another_is_no_second_proof(stage: Stage) -> None:
    nonce = nonce_for("c-1")
    raw = report(nonce)
    other = packed(raw[:-96] + malleated(raw[-96:]), chain())
    accepted(ask(stage, "c-1"))
    assert kinds(bring(stage, "c-1", FIRST, packed(raw, chain()))) == ["Judged", "Sighted"]
    assert codes(bring(stage, "c-1", FIRST, other)) == ["attestation.challenge-used"]
    assert len(stage.rows("attestation_judgements")) == 1


def test_old_evidence_does_not_answer_a_new_challenge(stage: Stage) -> None:
    old = evidence(nonce_for("c-1"))
    shown(stage, "c-1", FIRST)
    accepted(ask(stage, "c-2"))
    assert kinds(bring(stage, "c-2", FIRST, old)) == ["Judged"]
    (_, judged) = stage.rows("attestation_judgements")
    assert judged["verdict"]["reasons"][0]["cause"] == "nonce"
    assert judged["grade"] == "none"


def test_a_nonce_is_never_asked_twice(stage: Stage) -> None:
    accepted(ask(stage, "c-1"))
    same = {"nonce": nonce_for("c-1"), "salt": salt_of("c-1")}
    assert codes(ask(stage, "c-2", **same)) == ["attestation.nonce-taken"]


# What is asked of the views.


def test_of_a_chip_the_latest_and_the_latest_proof_are_known(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    stage.clock.at += timedelta(minutes=1)
    accepted(ask(stage, "c-2"))
    bring(stage, "c-2", FIRST, Evidence(token=bundle(nonce_for("c-2"), alg="HS256")))
    standing = attestation(world(stage), chip=FIRST)
    assert (standing.latest.grade.value, standing.proven.grade.value) == ("C", "A")
    assert standing.proven.at == NOW
    assert [it.identity for it in standing.identities] == ["GH100/D1E1", "leaf/1EAF0101"]


def test_a_chip_of_which_nothing_was_brought_is_not_known_here(stage: Stage) -> None:
    with pytest.raises(NotFoundError, match="no evidence of"):
        attestation(world(stage), chip=FIRST)


def test_judgements_come_a_page_at_a_time(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    shown(stage, "c-2", FIRST)
    (one,) = judgements(world(stage), chip=FIRST, limit=1)
    (other,) = judgements(world(stage), chip=FIRST, after=one.position)
    assert (one.challenge, other.challenge) == ("c-1", "c-2")
    assert judgements(world(stage), chip=SECOND) == ()


def test_a_challenge_tells_where_its_answer_stands(stage: Stage) -> None:
    accepted(ask(stage, "c-1"))
    assert challenge(world(stage), challenge="c-1").answered_by is None
    answered = accepted(bring(stage, "c-1", FIRST, evidence(nonce_for("c-1"))))
    found = challenge(world(stage), challenge="c-1")
    assert (found.answered_by, found.answered_at) == (answered.position, NOW)
    assert found.expires_at - found.asked_at == timedelta(minutes=15)
    with pytest.raises(NotFoundError, match="no challenge"):
        challenge(world(stage), challenge="c-9")


def test_what_a_party_never_answered_can_be_found(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    accepted(ask(stage, "c-2", chip=SECOND))
    asked = challenges(world(stage), to="holder")
    assert [(it.challenge, it.answered_by is None) for it in asked] == [
        ("c-1", False),
        ("c-2", True),
    ]
    assert [it.challenge for it in challenges(world(stage), to="holder", after="c-1")] == ["c-2"]
    assert challenges(world(stage), to="maker") == ()


def test_a_die_keeps_its_name_and_its_layers_are_dated(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    stage.clock.at += timedelta(days=1)
    shown(stage, "c-2", FIRST, firmware=2)
    found = identity(world(stage), identity="GH100/D1E1")
    assert [(it.chip, it.last_at - it.first_at) for it in found.chips] == [
        (FIRST, timedelta(days=1))
    ]
    assert [(it.leaf, it.first_at) for it in found.leaves] == [
        ("leaf/1EAF0101", NOW),
        ("leaf/1EAF0102", NOW + timedelta(days=1)),
    ]
    layer = identity(world(stage), identity="leaf/1EAF0102")
    assert [it.die for it in layer.leaves] == ["GH100/D1E1"]
    with pytest.raises(NotFoundError, match="nothing was attested"):
        identity(world(stage), identity="GH100/D1E9")


def test_what_is_pinned_stands_beside_what_ships(stage: Stage) -> None:
    found = {anchor.pin: anchor.form for anchor in anchors(world(stage))}
    assert found == {
        "chips-root": PinForm.ROOT,
        "chips-service": PinForm.JWKS,
        "nvidia-device-identity-ca": PinForm.ROOT,
    }


def test_what_ships_can_be_replaced(stage: Stage) -> None:
    ours = pinned(root_anchor()) | {"pin": "nvidia-device-identity-ca"}
    accepted(stage.say("authority", ours))
    found = {anchor.pin: anchor.content for anchor in anchors(world(stage))}
    assert found["nvidia-device-identity-ca"] == root_anchor().content


# One die, one chip.


def test_two_tokens_of_one_layer_for_two_chips_are_an_alarm(stage: Stage) -> None:
    for name, chip in (("c-1", FIRST), ("c-2", SECOND)):
        accepted(ask(stage, name))
        told = kinds(bring(stage, name, chip, Evidence(token=bundle(nonce_for(name)))))
        assert told == (["Judged", "Sighted"] if chip == FIRST else ["Judged", "Raised"])
    (alarm,) = stage.rows("alarms")
    assert alarm["alarm"] == f"attestation.cloned/die:leaf/1EAF0101/{SECOND}"


def test_an_alarm_names_where_its_evidence_stands(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    shown(stage, "c-2", SECOND)
    (alarm,) = stage.rows("alarms")
    said = [row["position"] for row in stage.rows("attestation_judgements")]
    assert sorted(alarm["evidence"]) == sorted([*said, said[-1] - 1]), "the answer itself too"
    assert alarm["strength"] == "strong"
    assert "the first answer was the wrong one, and this one is right" in alarm["benign"]


def test_a_die_that_answers_for_many_chips_is_an_alarm_for_each_but_the_first(
    stage: Stage,
) -> None:
    chips = [f"maker/H00000{number}" for number in range(1, 7)]
    for name, chip in enumerate(chips):
        shown(stage, f"c-{name}", chip)
    for name, chip in enumerate(chips):
        shown(stage, f"d-{name}", chip, firmware=2)
    found = {row["alarm"] for row in stage.rows("alarms")}
    assert found == {f"attestation.cloned/die:GH100/D1E1/{chip}" for chip in chips[1:]}


def test_whoever_has_nothing_to_do_with_a_chip_cannot_bind_a_die_to_it(stage: Stage) -> None:
    enrolled = {"party": "stranger", "name": "S", "country": "US", "roles": ["holder"]}
    enrolled |= {"kind": "parties.enrolled/1", "key": "key of stranger"}
    accepted(stage.say("authority", enrolled))
    accepted(ask(stage, "c-1", to="stranger"))
    found = evidence(nonce_for("c-1"), 2, 1)
    said = {"kind": "attestation.attested/1", "challenge": "c-1", "chip": FIRST}
    brought = {"report": found.report, "chain": list(found.chain)}
    answer = stage.say("stranger", {**said, "evidence": brought})
    assert codes(answer) == ["attestation.not-at-hand"]
    assert stage.rows("attestation_bindings") == []
    shown(stage, "c-2", FIRST)
    assert stage.rows("alarms") == []


def test_what_the_operator_can_have_signed_accuses_no_chip(stage: Stage) -> None:
    debugged = {"dbgstat": "enabled", "secboot": False}
    accepted(ask(stage, "c-1"))
    token = bundle(nonce_for("c-1"), device=debugged, alg="HS256")
    assert kinds(bring(stage, "c-1", FIRST, Evidence(token=token))) == ["Judged"]
    accepted(ask(stage, "c-2"))
    token = bundle(nonce_for("c-2"), device=debugged)
    assert kinds(bring(stage, "c-2", FIRST, Evidence(token=token))) == ["Judged", "Raised"]


def test_a_proof_is_found_by_its_challenge_and_its_chip(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    accepted(ask(stage, "c-2"))
    bring(stage, "c-2", FIRST, Evidence(token=bundle(nonce_for("c-2"), alg="HS256")))
    accepted(ask(stage, "c-3"))
    view = world(stage)[AttestationView]
    found = proof_in(view, "c-1", FIRST)
    assert found is not None
    assert found.grade.value == "A"
    others = (("c-1", SECOND), ("c-2", FIRST), ("c-3", FIRST), ("c-9", FIRST))
    assert [proof_in(view, *it) for it in others] == [None] * 4


def test_a_label_that_was_changed_is_no_clone(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    relabelled = {"lot": "lot-1", "chip": FIRST, "to": "maker/N000001", "on": "2026-11-01"}
    relabelled |= {"kind": "registry.relabelled/1", "reason": "A new label"}
    answer = stage.say("maker", relabelled)
    if isinstance(answer, Refused):
        pytest.fail(str(answer))
    accepted(ask(stage, "c-2"))
    told = kinds(bring(stage, "c-2", "maker/N000001", evidence(nonce_for("c-2"))))
    assert told == ["Judged", "Sighted"]


def test_the_operators_word_binds_no_die(stage: Stage) -> None:
    accepted(ask(stage, "c-1"))
    bring(stage, "c-1", FIRST, Evidence(token=bundle(nonce_for("c-1"), alg="HS256")))
    assert stage.rows("attestation_bindings") == []
    assert stage.rows("registry_contacts") == []


def test_a_log_with_attestations_replays_to_the_same(stage: Stage) -> None:
    shown(stage, "c-1", FIRST)
    shown(stage, "c-2", SECOND)
    shown(stage, "c-3", FIRST, die=2)
    assert stage.rebuilt().differences == ()


def test_keys_that_are_pinned_later_change_no_judgement(stage: Stage) -> None:
    accepted(stage.say("authority", pinned(root_anchor(sample_chain()[-1]))))
    accepted(ask(stage, "c-1"))
    assert kinds(bring(stage, "c-1", FIRST, evidence(nonce_for("c-1")))) == ["Judged"]
    accepted(stage.say("authority", pinned(root_anchor())))
    assert [row["grade"] for row in stage.rows("attestation_judgements")] == ["none"]
    assert stage.rebuilt().differences == ()


def test_the_sample_of_an_h100_can_be_stated(stage: Stage) -> None:
    """Its nonce is not ours, so that it proves nothing; but it fits, and its chain holds."""
    accepted(ask(stage, "c-1"))
    accepted(bring(stage, "c-1", FIRST, packed(sample_report(), sample_chain())))
    (judged,) = stage.rows("attestation_judgements")
    assert judged["die"] == "GH100/41431D480FE5E87274"
    assert [it["cause"] for it in judged["verdict"]["reasons"]] == ["nonce"]
    assert max(len(logged.raw) for logged in stage.store.entries()) < PAYLOAD_BYTES_MAX
