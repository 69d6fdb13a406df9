"""Finished bundles as they are kept: three forms are read, one is written, damage is said."""

from base64 import b64decode
from struct import pack
from zlib import compress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.store_sql.blocks import BLOCK, as_kept, block_of, from_kept
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.tile import ENTRY_BYTES_MAX, WIDTH, bundle

ENTRIES = tuple(b"entry %d of a bundle" % number for number in range(WIDTH))
PARTS = [ENTRIES[at : at + BLOCK] for at in range(0, WIDTH, BLOCK)]
KEPT_BLOCK = b64decode(
    "KLUv/WRWAOUCAJQCABNlbnRyeSAwIG9mIGEgYnVuZGxlMTIzNDU2Nzg5FDEUFDEUMRQxFDEWAFtzBIbT"
    "GskAk6yRBxjDGimA3dXIAPesRjKACTgO0AzQAugDNAO0APoAzQAV8Z1MADr5Ag=="
)
"""The first sixteen, as libzstd 1.5.7 packed them: whatever packs later, this must be read."""


def in_blocks(mark, blocks):
    return mark + pack(f">{len(blocks)}I", *map(len, blocks)) + b"".join(blocks)


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=40), min_size=WIDTH, max_size=WIDTH),
    st.integers(0, WIDTH - 1),
)
def test_what_is_kept_comes_back_whole_and_in_blocks(parts, at):
    parts[at] = bytes(ENTRY_BYTES_MAX)
    kept = as_kept(tuple(parts))
    assert from_kept(kept, 0) == parts
    place = at // BLOCK
    assert block_of(kept, 0, place) == parts[place * BLOCK : (place + 1) * BLOCK]


@pytest.mark.parametrize(
    "kept",
    [
        compress(bundle(ENTRIES)),
        in_blocks(b"\x08", [compress(bundle(part), 1) for part in PARTS]),
    ],
    ids=["in one piece of zlib", "in blocks of zlib"],
)
def test_bundles_of_older_files_are_read(kept):
    assert from_kept(kept, 0) == list(ENTRIES)
    assert block_of(kept, 0, 3) == list(PARTS[3])


def test_a_block_that_was_packed_once_is_read():
    kept = in_blocks(b"\x09", [KEPT_BLOCK] * len(PARTS))
    assert block_of(kept, 0, 5) == list(PARTS[0])


@pytest.mark.parametrize(
    "parts", [ENTRIES, (b"",) * WIDTH, (b"\x80\x01",) * WIDTH], ids=["entries", "empty", "links"]
)
def test_a_bit_that_turned_is_said_or_changes_nothing(parts):
    kept, said = as_kept(parts), 0
    for at in range(8 * len(kept)):
        turned = bytearray(kept)
        turned[at // 8] ^= 1 << at % 8
        try:
            found = from_kept(bytes(turned), 7)
        except UnavailableError as error:
            said += 1
            assert "the stored bundle 7 cannot be read" in str(error)  # noqa: PT017  (or it is read)
        else:
            assert found == list(parts)
    assert said > 7 * len(kept)


@pytest.mark.parametrize("length", [0, 1, 30, 64, 70])
def test_a_bundle_that_is_cut_short_is_said(length):
    with pytest.raises(UnavailableError, match="the stored bundle 2 cannot be read"):
        from_kept(as_kept(ENTRIES)[:length], 2)


def test_a_length_that_was_damaged_reserves_no_memory():
    huge = b64decode("KLUv/aAAAACA") + bytes(8)  # a frame that says it has two thousand million
    with pytest.raises(UnavailableError, match="says that it has 2147483648 bytes"):
        from_kept(in_blocks(b"\x09", [huge] * len(PARTS)), 0)


@pytest.mark.parametrize("wrong", [b"", KEPT_BLOCK + KEPT_BLOCK, KEPT_BLOCK + b"\x00"])
def test_a_block_that_is_none_or_more_than_one_is_said(wrong):
    with pytest.raises(UnavailableError, match="the stored bundle 0 cannot be read"):
        from_kept(in_blocks(b"\x09", [wrong] * len(PARTS)), 0)


@pytest.mark.parametrize("many", [0, 15, 17, 255])
def test_a_bundle_of_fewer_or_more_entries_is_said(many):
    short = compress(bundle(ENTRIES[:many]))
    with pytest.raises(UnavailableError, match="entries, not 16" if many < 255 else "15 entries"):
        from_kept(short if many != 17 else in_blocks(b"\x08", [short] * len(PARTS)), 0)
