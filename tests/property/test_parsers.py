"""Whatever bytes come from outside: each parser reads them or says why not, and never for long."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parsing import PARSERS, Parser, tried

LONGEST_S = 20.0
"""No timing but a fuse: a parser that takes a power of its input would burn for hours."""
ODD = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"[" * 2_000, b'{"a":' * 2_000, b"(" * 2_000,
    b"\x81" * 2_000, b"9" * 5_000, b"1e999999", b"-1", b"NaN", b'"\\ud800"', b"null", b"[]",
    b"{}", b"0001-01-01", b"9999-12-31T23:59:59-23:59", "\u2028\u202e\u00e9".encode(), b",,,,\n",
    b'"', b"%s%n", b"&a=&a=", b"=", b"|" * 50, b"\x1f\x8b",
    b'<!DOCTYPE a [<!ENTITY b "c">]>&b;',
    b"a =" + b"[" * 2_000, b'{"\x81": 1}', b'{"a": "\x81"}',
    b"&a [*a, *a]", b"!!python/object:os.system x",
)  # fmt: skip
NUMBER_DIGITS_MAX = 18
"""Longer runs of digits are digests and serial numbers."""
every = pytest.mark.parametrize("parser", PARSERS, ids=lambda it: it.name)
quick = settings(
    max_examples=40,
    derandomize=True,  # the same every time: scripts/fuzz_parsers.py looks further
    deadline=timedelta(seconds=LONGEST_S),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)


@st.composite
def spoilt(draw: st.DrawFn, raw: bytes) -> bytes:
    """Return bytes with some pieces of them replaced by odd ones, or by others of their own."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 24)))
        new = draw(st.one_of(st.sampled_from(ODD), st.binary(max_size=8), st.just(raw[start:])))
        raw = raw[:start] + new + raw[end:]
    return raw[:20_000]


@every
def test_odd_bytes_are_read_or_refused(parser: Parser):
    start = monotonic()
    for odd in ODD:
        for raw in (odd, odd + parser.seed, parser.seed + odd, parser.seed[: len(odd)] + odd):
            tried(parser, raw)
    assert monotonic() - start < LONGEST_S * len(ODD)


@every
def test_a_number_of_too_many_digits_is_read_or_refused(parser: Parser):
    """Python refuses to read more than 4,300 digits, in words that are nobody's here."""
    for found in re.finditer(rb"[0-9]+", parser.seed):
        if len(found[0]) <= NUMBER_DIGITS_MAX:
            tried(parser, parser.seed[: found.start()] + b"9" * 5_000 + parser.seed[found.end() :])


@every
@quick
@given(data=st.data())
def test_bytes_that_were_spoilt_are_read_or_refused(parser: Parser, data: st.DataObject):
    tried(parser, data.draw(spoilt(parser.seed)))


@every
@quick
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(parser: Parser, raw: bytes):
    tried(parser, raw)


def test_each_parser_stands_once():
    names = [it.name for it in PARSERS]
    assert len(set(names)) == len(names)
