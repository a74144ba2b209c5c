"""The tree over a log's leaves, its root and its proofs (RFC 6962, section 2.1; proofs are checked as in RFC 9162).

    leaf = SHA-256(0x00 | bytes)        node = SHA-256(0x01 | left | right)

A tree of n leaves consists of the perfect trees of which n is the sum, the largest first. Their roots are its frontier:
all that is needed to append a leaf and to know the new root, whatever n is. Hashes are 32 bytes.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hmac import compare_digest

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofFault(ValueError):
    """A proof that does not show what it should; the text is a sentence."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what stands above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves by the roots of its perfect subtrees, the largest first."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.roots) != self.size.bit_count():
            raise ValueError(f"A tree of {self.size} leaves has {self.size.bit_count()} perfect subtrees.")

    def append(self, leaf: bytes) -> "Frontier":
        """The tree with one more leaf, which is given by its hash."""
        roots, subtree, rest = list(self.roots), leaf, self.size
        while rest & 1:
            subtree = node_hash(roots.pop(), subtree)
            rest >>= 1
        return Frontier(self.size + 1, (*roots, subtree))

    def root(self) -> bytes:
        """The root of the tree; that of an empty one is the hash of nothing."""
        if not self.roots:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.roots[:-1]), self.roots[-1])

    def text(self) -> str:
        """The roots as hexadecimal digits, one after the other."""
        return b"".join(self.roots).hex()

    def path_of_next(self) -> tuple[bytes, ...]:
        """The proof that the leaf which is appended next stands in the tree of one more leaf."""
        return tuple(reversed(self.roots))


def read_frontier(size: int, text: str) -> Frontier:
    """A frontier from its text. Raises ValueError where it is none of a tree of this size."""
    roots = bytes.fromhex(text)
    return Frontier(size, tuple(roots[at : at + HASH_SIZE] for at in range(0, len(roots), HASH_SIZE)))


def frontier_of(leaves: Iterable[bytes]) -> Frontier:
    """The frontier of a tree by the hashes of its leaves."""
    return reduce(Frontier.append, leaves, Frontier())


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The proof that a leaf stands in the tree of all these, the nearest hash first. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append(_root(leaves, middle, end))
            end = middle
        else:
            path.append(_root(leaves, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """The proof that the tree of the first `old_size` leaves is the beginning of the tree of all. Raises IndexError."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"no tree of {old_size} leaves is the beginning of one of {len(leaves)}")
    path: list[bytes] = []
    start, end, old_is_whole = 0, len(leaves), True
    while start + (old := old_size - start) != end:
        middle = start + _left_size(end - start)
        if old <= middle - start:
            path.append(_root(leaves, middle, end))
            end = middle
        else:
            path.append(_root(leaves, start, middle))
            start, old_is_whole = middle, False
    if not old_is_whole:
        path.append(_root(leaves, start, end))
    return tuple(reversed(path))


def require_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raises ProofFault unless the path leads from the leaf, as number `index` of `size`, to the root."""
    if not 0 <= index < size:
        raise ProofFault(f"There is no leaf {index} in a log of {size}.")
    place, last, subtree = index, size - 1, leaf
    for sibling in path:
        if not last:
            raise ProofFault("The proof is too long.")
        if place & 1 or place == last:
            subtree = node_hash(sibling, subtree)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            subtree = node_hash(subtree, sibling)
        place, last = place >> 1, last >> 1
    if last or not compare_digest(subtree, root):
        raise ProofFault("The proof does not lead from this leaf to the root of the log.")


def require_consistency(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Raises ProofFault unless the path shows that the old tree is the beginning of the new one."""
    if not 0 < old_size <= size:
        raise ProofFault(f"A log of {old_size} leaves is no beginning of one of {size}.")
    if old_size == size:
        if path or not compare_digest(old_root, root):
            raise ProofFault("Two logs of one size have different roots: one of them was rewritten.")
        return
    hashes = [old_root, *path] if old_size.bit_count() == 1 else list(path)
    if not hashes:
        raise ProofFault("The proof is empty.")
    leads_to_old, leads_to = _roots_of_proof(old_size, size, hashes)
    if not (compare_digest(leads_to_old, old_root) and compare_digest(leads_to, root)):
        raise ProofFault("The log does not begin with what the earlier root stands for: it was rewritten.")


def _roots_of_proof(old_size: int, size: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of both trees, as the hashes of a consistency proof have them. Raises ProofFault for a wrong length."""
    old_place, place = old_size - 1, size - 1
    while old_place & 1:
        old_place, place = old_place >> 1, place >> 1
    old_subtree = subtree = hashes[0]
    for sibling in hashes[1:]:
        if not place:
            raise ProofFault("The proof is too long.")
        if old_place & 1 or old_place == place:
            old_subtree, subtree = node_hash(sibling, old_subtree), node_hash(sibling, subtree)
            while not old_place & 1 and old_place:
                old_place, place = old_place >> 1, place >> 1
        else:
            subtree = node_hash(subtree, sibling)
        old_place, place = old_place >> 1, place >> 1
    if place:
        raise ProofFault("The proof is too short.")
    return old_subtree, subtree


def _left_size(size: int) -> int:
    """The largest power of two that is smaller: how many leaves stand on the left."""
    return 1 << (size - 1).bit_length() - 1


def _root(leaves: Sequence[bytes], start: int, end: int) -> bytes:
    return frontier_of(leaves[number] for number in range(start, end)).root()
