"""Texts that must stand nowhere, and every way in which they could stand somewhere."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus


def spellings(text: str | bytes) -> set[bytes]:
    """A text raw, in UTF-16, in base64 at each of its three places and both alphabets, in hex, percent and escapes."""
    plain = text if isinstance(text, bytes) else text.encode()
    word = plain.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    forms = {plain, plain.hex().encode(), plain.hex().upper().encode()}
    for code in ("utf-16-le", "utf-16-be"):
        forms.add(word.encode(code, "surrogatepass"))
    for shift in range(3):
        padded = b"x" * shift + plain
        for coded in (base64.b64encode(padded), base64.urlsafe_b64encode(padded)):
            forms.add(_whole_groups(coded, shift))
    forms.add("".join(f"%{byte:02X}" for byte in plain).encode())
    forms |= {quote(plain).encode(), quote_plus(plain).encode()}
    escaped = json.dumps(word)[1:-1]
    forms |= {escaped.encode(), escaped.replace("\\", "\\\\").encode(), escaped.upper().encode()}
    forms.add(word.encode("unicode_escape"))
    return forms


def _whole_groups(coded: bytes, shift: int) -> bytes:
    """What stands in base64 wherever the text stands: without the letters that its neighbours share."""
    first = 0 if shift == 0 else shift + 1
    return coded.rstrip(b"=")[first:-1]


def hits_in(content: bytes, forms: Iterable[bytes]) -> set[bytes]:
    return {form for form in forms if form in content}


def hits(folders: Iterable[Path], forms: set[bytes]) -> dict[str, set[bytes]]:
    """{file: what of it stands there}, of everything that lies in these folders."""
    places: dict[str, set[bytes]] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and (standing := hits_in(file.read_bytes(), forms)):
                places[str(file.relative_to(folder))] = standing
    return places
