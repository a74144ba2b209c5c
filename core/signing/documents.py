"""Documents that this platform signed, read back from where it keeps them."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol, TypeVar

from offline import signed
from offline.reading import Problem, SignedFileFault

Document = TypeVar("Document")


class SignedForm(Protocol[Document]):
    """The rules of one kind of signed document: a module such as `offline.receipts`."""

    KIND: str

    def read(self, document: Mapping[str, Any], /) -> Document: ...

    def require_consistent(self, document: Document, public_key: bytes, /) -> None: ...


def read_own(text: str, form: SignedForm[Document], public_keys: Collection[str]) -> tuple[Document, bytes]:
    """The document of a file and the key that signed it, if it is of this kind, unchanged, consistent, and the key one
    of this platform.

    `public_keys` are those of `queries.public_keys`: who can write the table of receipts can also sign one with a key
    of his own, so a signature that fits is not enough. Raises SignedFileFault; no query.
    """
    file = signed.read(text.encode())
    signed.require_unchanged(file)
    if file.public_key.hex() not in public_keys:
        raise SignedFileFault(Problem.WRONG_KEY, "The file was signed with a key that is none of this site.")
    if file.kind != form.KIND:
        raise SignedFileFault(Problem.UNKNOWN_KIND, "The file is signed, but it is of another kind.")
    document = form.read(file.document)
    form.require_consistent(document, file.public_key)
    return document, file.public_key
