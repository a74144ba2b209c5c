"""The tree of a log: known roots, proofs against a second implementation, and every lie refused."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from offline import tree
from offline.tree import Frontier, ProofFault
from tests.scale import examples

CONTENTS = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "60" * 16)]
LEAVES = [tree.leaf_hash(content) for content in CONTENTS]
MANY = [tree.leaf_hash(number.to_bytes(4)) for number in range(300)]
sizes = st.integers(min_value=1, max_value=len(MANY))


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ],
)
def test_the_roots_of_small_trees(size, root):
    assert tree.frontier_of(LEAVES[:size]).root().hex() == root


def test_a_leaf_is_never_taken_for_a_node():
    left, right = LEAVES[:2]

    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
    assert tree.leaf_hash(b"") == hashlib.sha256(b"\x00").digest()


@given(size=sizes)
def test_the_root_is_that_of_another_implementation(size):
    assert tree.frontier_of(MANY[:size]).root() == oracle().get_root(size)


@given(st.data())
def test_inclusion_proofs_are_those_of_another_implementation(data):
    size = data.draw(sizes)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    path = tree.inclusion_path(MANY[:size], index)

    assert list(path) == oracle().prove_inclusion(index + 1, size).path[1:]
    tree.require_inclusion(MANY[index], index, size, path, tree.frontier_of(MANY[:size]).root())


@given(st.data())
def test_consistency_proofs_lead_from_every_tree_to_every_later_one(data):
    size = data.draw(sizes)
    old_size = data.draw(st.integers(min_value=1, max_value=size))
    path = tree.consistency_path(MANY[:size], old_size)

    old_root, root = (tree.frontier_of(MANY[:n]).root() for n in (old_size, size))
    tree.require_consistency(old_size, old_root, size, root, path)


@given(size=st.integers(min_value=0, max_value=len(MANY)))
def test_a_frontier_is_read_as_it_was_written(size):
    frontier = tree.frontier_of(MANY[:size])

    assert tree.read_frontier(size, frontier.text()) == frontier


@given(size=sizes)
def test_the_frontier_is_the_proof_of_the_next_leaf(size):
    before = tree.frontier_of(MANY[: size - 1])

    assert before.path_of_next() == tree.inclusion_path(MANY[:size], size - 1)
    assert before.append(MANY[size - 1]) == tree.frontier_of(MANY[:size])


@cache
def oracle() -> InmemoryTree:
    other = InmemoryTree(algorithm="sha256")
    for number in range(len(MANY)):
        other.append_entry(number.to_bytes(4))
    return other


# --- what is refused ---


def test_every_other_index_and_size_is_refused():
    """Exhaustive for seven leaves: no proof is one of another place, but where tree and path are the same."""
    for size in range(1, 8):
        root = tree.frontier_of(LEAVES[:size]).root()
        for index in range(size):
            path = tree.inclusion_path(LEAVES[:size], index)
            for place in set(range(size)) - {index}:
                with pytest.raises(ProofFault):
                    tree.require_inclusion(LEAVES[index], place, size, path, root)


@given(st.data())
def test_a_changed_leaf_hash_or_root_is_refused(data):
    size = data.draw(st.integers(min_value=2, max_value=len(MANY)))
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    path, root = tree.inclusion_path(MANY[:size], index), tree.frontier_of(MANY[:size]).root()
    other = hashlib.sha256(b"other").digest()
    place = data.draw(st.integers(min_value=0, max_value=len(path) - 1))

    for leaf, hashes, head in [
        (other, path, root),
        (MANY[index], (*path[:place], other, *path[place + 1 :]), root),
        (MANY[index], path[:-1], root),
        (MANY[index], (*path, other), root),
        (MANY[index], path, other),
    ]:
        with pytest.raises(ProofFault):
            tree.require_inclusion(leaf, index, size, hashes, head)


@given(st.data())
def test_a_log_that_was_rewritten_has_no_consistency_proof(data):
    """The strongest liar: it has all leaves of its own tree and may send what it likes of them."""
    size = data.draw(st.integers(min_value=2, max_value=60))
    old_size = data.draw(st.integers(min_value=1, max_value=size))
    place = data.draw(st.integers(min_value=0, max_value=old_size - 1))
    rewritten = [*MANY[:place], hashlib.sha256(b"other").digest(), *MANY[place + 1 : size]]
    path = tree.consistency_path(rewritten, old_size)

    with pytest.raises(ProofFault, match="rewritten"):
        tree.require_consistency(
            old_size, tree.frontier_of(MANY[:old_size]).root(), size, tree.frontier_of(rewritten).root(), path
        )


@given(st.data())
def test_a_changed_consistency_proof_is_refused(data):
    size = data.draw(st.integers(min_value=3, max_value=len(MANY)))
    old_size = data.draw(st.integers(min_value=1, max_value=size - 1))
    path = tree.consistency_path(MANY[:size], old_size)
    old_root, root = (tree.frontier_of(MANY[:n]).root() for n in (old_size, size))
    other = hashlib.sha256(b"other").digest()
    place = data.draw(st.integers(min_value=0, max_value=len(path) - 1))

    for hashes in [(*path[:place], other, *path[place + 1 :]), path[:-1], (*path, other), ()]:
        with pytest.raises(ProofFault):
            tree.require_consistency(old_size, old_root, size, root, hashes)


@pytest.mark.parametrize(("old_size", "size"), [(0, 3), (4, 3), (-1, 3)])
def test_sizes_that_make_no_sense_are_refused(old_size, size):
    with pytest.raises(ProofFault, match="no beginning"):
        tree.require_consistency(old_size, bytes(32), size, bytes(32), ())
    with pytest.raises(IndexError):
        tree.consistency_path(LEAVES[:size], old_size)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_leaf_that_is_not_there_has_no_proof(index):
    with pytest.raises(IndexError):
        tree.inclusion_path(LEAVES[:3], index)
    with pytest.raises(ProofFault, match="no leaf"):
        tree.require_inclusion(LEAVES[0], index, 3, (), bytes(32))


@pytest.mark.parametrize(("size", "roots"), [(1, ()), (0, (b"x",)), (3, (b"x",)), (-1, ())])
def test_a_frontier_has_one_root_for_each_perfect_tree(size, roots):
    with pytest.raises(ValueError, match="perfect subtrees"):
        Frontier(size, roots)


def test_ten_thousand_leaves_have_a_root_in_a_moment():
    leaves = [tree.leaf_hash(number.to_bytes(4)) for number in range(examples(10_000))]

    assert tree.frontier_of(leaves).size == len(leaves)
