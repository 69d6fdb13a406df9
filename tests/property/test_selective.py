"""Whatever is hidden, any part of it can be shown, and no more than that is known afterwards."""

from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.speaking import voice

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.jws import json_of, text_of
from comptrol.kernel.selective import Clear, disclosure, issue, present, verified

ACME = voice("acme")
CLEAR = Clear(iss="acme", iat=0, kind="echo.asked/1")
TAKEN = {"_sd", "...", "_sd_alg", "iss", "iat", "kind"}
NAMES = st.text(max_size=12).filter(lambda name: name not in TAKEN)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
CLAIMS = st.dictionaries(NAMES, VALUES, max_size=6)


@given(CLAIMS, st.lists(st.binary(min_size=8), max_size=4, unique=True), st.data())
def test_any_part_can_be_shown(claims: dict[str, Any], decoys: list[bytes], data: st.DataObject):
    salts = [bytes([index]) * 16 for index in range(len(claims))]
    made = {
        name: disclosure(salt, name, value)
        for salt, (name, value) in zip(salts, claims.items(), strict=True)
    }
    core = issue(CLEAR, made.values(), decoys, ACME.key, ACME.sign)
    names = data.draw(
        st.permutations(sorted(made)).flatmap(lambda it: st.just(it[: len(it) // 2]))
    )
    shown = verified(present(core, [made[name] for name in names]), ACME.key)
    in_clear = {"iss": "acme", "iat": 0, "kind": "echo.asked/1"}
    assert shown == in_clear | {name: claims[name] for name in names}
    assert all(made[name] not in core for name in made)


@given(st.text(max_size=80) | st.text("~.ABCab01-_", max_size=80))
def test_any_text_is_proven_or_not(text: str):
    core = issue(CLEAR, [], [], ACME.key, ACME.sign)
    for tried in (text, f"{core}~{text}", f"{core}~{text}~", f"{text}{core}~"):
        with suppress(NotProvenError):
            verified(tried, ACME.key)


@given(VALUES)
def test_what_is_written_in_base64url_is_read_back(value: Any):
    assert json_of(text_of(msgspec.json.encode(value))) == value
