"""Halves of keys between the two persons: under the key of the store, bound to whose they are, and gone at the end."""

import json
import os
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from core.storage_key import storage_key
from procurement.bids.models import OpeningHalf, OpeningShare

NONCE_SIZE = 12
Pair = tuple[int, int]
Shares = Mapping[UUID, Mapping[Pair, bytes]]  # {envelope: {pair: the half of its key}}


class ShareDamaged(Exception):
    """What is stored of a half is not what was given."""


@sensitive_variables()
def store_shares(half: OpeningHalf, shares: Shares) -> None:
    """Effects: an OpeningShare. Raises StorageKeyFault."""
    plain = json.dumps(
        {
            str(envelope): {f"{low}-{high}": share.hex() for (low, high), share in by_pair.items()}
            for envelope, by_pair in shares.items()
        }
    )
    nonce = os.urandom(NONCE_SIZE)
    sealed = nonce + AESGCM(storage_key()).encrypt(nonce, plain.encode(), _whose(half))
    OpeningShare.objects.create(half=half, sealed=sealed)


@sensitive_variables()
def stored_shares(half: OpeningHalf) -> dict[UUID, dict[Pair, bytes]]:
    """What a person gave. One query. Raises ShareDamaged, StorageKeyFault."""
    row = OpeningShare.objects.filter(half=half).first()
    if row is None:
        raise ShareDamaged
    content = bytes(row.sealed)
    try:
        plain = AESGCM(storage_key()).decrypt(content[:NONCE_SIZE], content[NONCE_SIZE:], _whose(half))
    except (InvalidTag, ValueError):
        raise ShareDamaged from None
    return {
        UUID(envelope): {_pair(pair): bytes.fromhex(share) for pair, share in by_pair.items()}
        for envelope, by_pair in json.loads(plain).items()
    }


def _whose(half: OpeningHalf) -> bytes:
    return f"opening-share|{half.opening_id}|{half.place}|{half.member_id}|{half.person_id}".encode()


def _pair(text: str) -> Pair:
    low, _dash, high = text.partition("-")
    return int(low), int(high)
