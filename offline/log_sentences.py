"""What a proof about a log says, in sentences."""

from collections.abc import Sequence

from offline import keys
from offline.checkpoints import Checkpoint
from offline.kept_heads import KeptHeads
from offline.log_proofs import ConsistencyProof, InclusionProof
from offline.reading import shortened


def sentences_of(proof: InclusionProof | ConsistencyProof, kept: KeptHeads | None = None) -> tuple[str, ...]:
    """What is proven and what not, in order. `kept`: heads with which it is compared.

    Raises SignedFileFault CHANGED where it is not proven, and as KeptHeads.require_same.
    """
    return _inclusion(proof, kept) if isinstance(proof, InclusionProof) else _consistency(proof, kept)


def _kept_sentences(kept: KeptHeads | None, heads: Sequence[Checkpoint], keys_: Sequence[bytes]) -> tuple[str, ...]:
    if kept is None:
        return ()
    head = kept.require_same(heads, keys_)
    return (f"The head of {head.size} lines is one that you kept: no line up to it was rewritten since.",)


def _inclusion(proof: InclusionProof, kept: KeptHeads | None) -> tuple[str, ...]:
    head = proof.checked()
    return (
        f"Line {proof.index + 1} of the log {shortened(head.origin)} is what this file says:",
        f"  {shortened(proof.body)}",
        f"The signed head of {head.size} lines contains it: it cannot be changed or taken away unseen.",
        *_kept_sentences(kept, [head], [proof.public_key]),
        "It does not prove that what the line says is true, only that it stands there.",
    )


def _consistency(proof: ConsistencyProof, kept: KeptHeads | None) -> tuple[str, ...]:
    old, new = proof.checked()
    return (
        f"The log {shortened(new.origin)} only grew, from {old.size} to {new.size} lines:",
        f"the first {old.size} are those of the earlier head; none was changed, moved or taken away.",
        *_kept_sentences(kept, [old, new], [proof.old_public_key, proof.public_key]),
        "It does not prove that everything that happened was written down.",
        *_old_key_sentences(proof),
    )


def _old_key_sentences(proof: ConsistencyProof) -> tuple[str, ...]:
    if proof.old_public_key == proof.public_key:
        return ()
    digits = keys.in_groups(keys.fingerprint(proof.old_public_key))
    return (f"The earlier head was signed with another key, {digits}: ask the site for the file of that change.",)
