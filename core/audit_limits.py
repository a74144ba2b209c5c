"""How often one person leaves the same leaf: a refusal is written once a minute, or a flood would hold up the log.

Every writer of a log waits for its head (SEALING §9). What is counted lies in the cache as a hash; a cache that forgets
costs a leaf too many, never one too few.
"""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.db import models

from core.audit import LeafKind
from core.models import User

_MINUTE = 60
_KEPT = 2 * _MINUTE


def is_first(kind: LeafKind, obj: models.Model, *, by: User | None, at: datetime) -> bool:
    """Whether this person has not left this kind of leaf about this object in this minute yet; asks once."""
    minute = int(at.timestamp()) // _MINUTE
    text = f"{kind.value}|{obj._meta.label_lower}|{obj.pk}|{by.pk if by else ''}|{minute}"  # noqa: SLF001
    return bool(cache.add(f"leaf:{hashlib.sha256(text.encode()).hexdigest()}", 1, _KEPT))
