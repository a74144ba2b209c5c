"""The demonstration's opening keys: their passphrases are printed, so they count in a demonstration alone."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.models import Authority, User
from offline.sealing.keysets import KeyRole
from offline.sealing.proofs import answer_challenge
from offline.sealing.shares import open_wrap
from procurement.bids.models import KeyOrigin, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.rules.opening_keys import REMINDED
from procurement.bids.services import keys, rehearsals
from procurement.web.demo.people import Everyone
from procurement.web.demo.tables import TomlTable


def ensure(data: TomlTable, *, everyone: Everyone, at: datetime) -> None:
    """Make, prove and rehearse the keys that are not there yet, by the services. Who: each key's holder.

    Whoever has not the role, in a city that an earlier version made, or has a key already is left as it is.
    """
    for city, rows in data.items():
        authority = everyone.authorities[city]
        new = [row for person, row in rows.items() if _make(authority, everyone.people[person], row, at=at)]
        for person, row in rows.items() if len(new) == len(rows) else ():
            _prove(authority, everyone.people[person], row, at=at)
        for person, row in rows.items() if len(new) == len(rows) else ():
            _rehearse(authority, everyone.people[person], row, at=at)


def prove(data: TomlTable, *, everyone: Everyone, at: datetime) -> None:
    """Prove again what was proved in the past of the demonstration, so that it counts for long from now on."""
    for city, rows in data.items():
        for person, row in rows.items():
            key = queries.key_in_use(everyone.people[person], everyone.authorities[city])
            if key is not None and key.proved_at is not None and at - key.proved_at > REMINDED and _is_row(key, row):
                _prove(everyone.authorities[city], everyone.people[person], row, at=at)


def _make(authority: Authority, holder: User, row: TomlTable, *, at: datetime) -> bool:
    role = KeyRole(row["role"])
    if not queries.holds_role(holder, authority, role.value) or queries.key_in_use(holder, authority) is not None:
        return False
    keys.make_key(
        holder=holder,
        authority=authority,
        role=role,
        public_key=private_half(row).public_key().public_bytes_raw(),
        wrapped=bytes.fromhex(row["locked_half"]),
        origin=KeyOrigin.DEMONSTRATION,
        at=at,
    )
    return True


def _prove(authority: Authority, holder: User, row: TomlTable, *, at: datetime) -> None:
    key = queries.key_in_use(holder, authority)
    assert key is not None  # made before
    challenge = keys.challenge_key(key=key, at=at)
    answer = answer_challenge(bytes(challenge.closed), bytes(challenge.context), private_half(row))
    keys.prove_key(challenge=challenge, answer=answer, by=holder, at=at)


def _rehearse(authority: Authority, holder: User, row: TomlTable, *, at: datetime) -> None:
    key = queries.key_in_use(holder, authority)
    assert key is not None  # made before
    rehearsal = rehearsals.open_rehearsal_of(key, at)
    if rehearsal is None:
        return
    header, wraps = rehearsals.wraps_for(rehearsal, key)
    shares = {wrap.pair: open_wrap(wrap, private_half(row), header.digest()) for wrap in wraps}
    rehearsals.add_shares(rehearsal=rehearsal, key=key, shares=shares, by=holder, at=at)


def private_half(row: TomlTable) -> X25519PrivateKey:
    """The private half of a key in the data."""
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(row["private_half"]))


def _is_row(key: OpeningKey, row: TomlTable) -> bool:
    return bytes(key.public_bytes) == private_half(row).public_key().public_bytes_raw()
