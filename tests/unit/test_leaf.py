"""The hash of an entry is that of RFC 6962, as other implementations compute it."""

from hashlib import sha256

from comptrol.kernel.leaf import leaf_hash

ROOTS = {
    1: "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    2: "5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0",
    3: "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19",
}
"""Of the entries ``entry 0``, ``entry 1``, …: computed by Go's golang.org/x/mod/sumdb/tlog."""


def node(left: str, right: str) -> str:
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def test_the_root_of_one_entry_is_its_leaf():
    assert leaf_hash(b"entry 0") == ROOTS[1]


def test_leaves_add_up_to_the_roots_that_others_compute():
    leaves = [leaf_hash(b"entry %d" % number) for number in range(3)]
    assert node(leaves[0], leaves[1]) == ROOTS[2]
    assert node(node(leaves[0], leaves[1]), leaves[2]) == ROOTS[3]


def test_an_entry_that_looks_like_a_node_has_another_hash():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(bytes.fromhex(left) + bytes.fromhex(right)) != node(left, right)
    assert leaf_hash(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)) != node(left, right)


def test_nothing_is_an_entry_too():
    assert leaf_hash(b"") == sha256(b"\x00").hexdigest()
