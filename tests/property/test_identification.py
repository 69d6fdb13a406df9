"""Any file on a customer is read back as it was written, and no word of it is in a public leaf."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.stage import PRESENT, Stage, key_of
from tests.rules.test_rules import COMMON

from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.domains.identification import (
    Access,
    AccessUse,
    EndUse,
    Field,
    Identification,
    Identity,
    LegalBasis,
    Method,
    Payment,
    PaymentMeans,
    Purpose,
    Resale,
    Verification,
    complete,
)
from comptrol.domains.privacy import Looked
from comptrol.domains.privacy import Purpose as WhyLooked
from comptrol.flow.identifying import keep_file
from comptrol.flow.vaulting import Vaulting
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId

TODAY = PRESENT.date()
LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÉß"\\ \n'
WORDS = st.text(LETTERS, min_size=8, max_size=40)
CAPITALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=40)
DAYS = st.dates(date(2000, 1, 1), TODAY)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2026, 10, 31), timezones=st.just(UTC))  # noqa: DTZ001
COUNTRIES = st.sampled_from(["DE", "FR", "US", "SG"]).map(CountryCode)
PAYMENTS = st.builds(
    Payment,
    means=st.sampled_from(PaymentMeans),
    payer_reference=CAPITALS,
    payer_is_customer=st.booleans(),
    source_verified=st.booleans(),
)
ADDRESSES = st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(str)


@st.composite
def accesses(draw: st.DrawFn) -> Access:
    first_at, last_at = sorted([draw(MOMENTS), draw(MOMENTS)])
    use = draw(st.sampled_from(AccessUse))
    return Access(address=draw(ADDRESSES), use=use, first_at=first_at, last_at=last_at)


@st.composite
def identities(draw: st.DrawFn) -> Identity:
    there = {
        "name": draw(st.none() | WORDS),
        "address": draw(st.none() | st.lists(WORDS, min_size=1, max_size=5).map(tuple)),
        "country": draw(st.none() | COUNTRIES),
        "payment": draw(st.none() | PAYMENTS),
        "email": draw(st.none() | CAPITALS.map("{}@EXAMPLE".format)),
        "telephone": draw(st.none() | st.integers(10**9, 10**14).map("+{}".format)),
        "ip_addresses": draw(st.none() | st.lists(accesses(), min_size=1, max_size=3).map(tuple)),
    }
    verified = tuple(
        Verification(
            field=Field(name.replace("_", "-")),
            method=draw(st.sampled_from(Method)),
            on=draw(DAYS),
        )
        for name, value in there.items()
        if value is not None and draw(st.booleans())
    )
    return Identity(**there, verified=verified)


@st.composite
def files(draw: st.DrawFn) -> Identification:
    end_uses = st.builds(
        EndUse,
        purposes=st.lists(
            st.sampled_from([it for it in Purpose if it is not Purpose.RESALE]),
            min_size=1,
            max_size=3,
        ).map(tuple),
        remote_access=st.booleans(),
        signed_on=DAYS,
        certificate=st.none() | st.binary(min_size=32, max_size=32).map(lambda b: Digest(b.hex())),
    )
    resellers = st.sampled_from([(), (PartyId("holder"),)])
    return Identification(
        party=PartyId("customer"),
        customer=draw(identities()),
        beneficial_owners=draw(st.none() | st.lists(identities(), max_size=3).map(tuple)),
        resale=draw(st.none() | st.builds(Resale, resellers=resellers, end_users=st.none())),
        headquarters=draw(st.none() | COUNTRIES),
        ultimate_parent=draw(st.none() | WORDS),
        end_use=draw(st.none() | end_uses),
        retention_until=TODAY + timedelta(days=draw(st.integers(0, 3653))),
        legal_basis=draw(st.sampled_from(LegalBasis)),
    )


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a file that is a value and no word."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        names = [name for name in value.__struct_fields__ if name not in {"party", "resale"}]
        yield from (text for name in names for text in texts(getattr(value, name)))
    elif isinstance(value, tuple):
        yield from (text for member in value for text in texts(member))


@given(files())
def test_any_file_is_read_back_as_it_was_written(said: Identification) -> None:
    raw = msgspec.json.encode(said)
    assert msgspec.json.decode(raw, type=Identification) == said
    assert repr(said) == "Identification(…)"
    assert repr(said.customer) == "Identity(…)"


@settings(max_examples=40)
@given(files())
def test_no_public_leaf_holds_a_text_of_any_file(said: Identification) -> None:
    stage = Stage()
    stage.enter(COMMON.cast)
    with closing(SqliteVault(None)) as vault:
        vaulting = Vaulting(vault=vault, intake=stage.intake, randomness=lambda size: b"r" * size)
        filed = keep_file(vaulting, key_of("provider"), said)
        assert isinstance(filed.answer, Receipt), filed.answer
        assert filed.sealed is not None
        looked = Looked(
            position=filed.sealed.position,
            purpose=WhyLooked.IDENTIFICATION,
            citation="Example Act, 9",
            case="7",
        )
        body = vaulting.unseal(key_of("authority"), looked).words
    assert body is not None
    assert msgspec.json.decode(body, type=Identification) == said
    (row,) = stage.rows("identification_files")
    assert row["complete"] == [field.value for field in complete(said)]
    public = b"".join(logged.raw for logged in stage.store.entries(filed.sealed.position))
    public += msgspec.json.encode(row)
    longer = [text for text in texts(said) if len(text) > len("255.255")]
    for text in longer:
        assert text.encode() not in public
        assert msgspec.json.encode(text)[1:-1] not in public
    assert stage.rebuilt().differences == ()
