"""Imported files, compared with the SHA-256 by which they are found, for `manage.py verify`."""

import hashlib
from collections.abc import Iterator

from core.verification import Checked
from procurement.opendata.models import SourceFile


def check_files() -> Iterator[Checked]:
    """Every file, one at a time: they may be large."""
    for pk, size, data in SourceFile.objects.order_by("pk").values_list("pk", "size", "data").iterator(1):
        same = (len(data), hashlib.sha256(data).hexdigest()) == (size, pk)
        yield Checked(pk, () if same else ("The bytes do not have this SHA-256, or this size.",))
