"""Small files of each kind, and their storing, for tests."""

import io
import zipfile

from django.core.files.base import ContentFile

from core.documents import files
from tests import builders

PDF = b"%PDF-1.7\n%%EOF\n"


def archive(*names, first=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        if first is not None:
            packed.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            packed.writestr(name, "x" * 100_000)
    return buffer.getvalue()


def stored(name="plan.pdf", content=PDF, *, by=None, **options):
    return files.store_file(
        file=ContentFile(content), name=name, by=by or builders.person("officer"), at=builders.AT, **options
    )
