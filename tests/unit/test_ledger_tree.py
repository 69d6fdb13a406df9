"""The hash of an entry is that of RFC 6962, as other implementations compute it."""

from hashlib import sha256

from comptrol.kernel.ledger.tree import leaf_hash, node_hash

ROOTS = {
    1: "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    2: "5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0",
    3: "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19",
}
"""Of the entries ``entry 0``, ``entry 1``, …: computed by Go's golang.org/x/mod/sumdb/tlog."""


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def test_the_root_of_one_entry_is_its_leaf():
    assert leaf_hash(b"entry 0").hex() == ROOTS[1]


def test_leaves_add_up_to_the_roots_that_others_compute():
    leaves = [leaf_hash(b"entry %d" % number) for number in range(3)]
    assert node_hash(leaves[0], leaves[1]).hex() == ROOTS[2]
    assert node_hash(node_hash(leaves[0], leaves[1]), leaves[2]).hex() == ROOTS[3]


def test_a_node_is_hashed_by_the_words_of_the_rfc():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) == node(left, right)
    assert node_hash(left, right) != node_hash(right, left)


def test_an_entry_that_looks_like_a_node_has_another_hash():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"\x01" + left + right) != node_hash(left, right)


def test_nothing_is_an_entry_too():
    assert leaf_hash(b"") == sha256(b"\x00").digest()
