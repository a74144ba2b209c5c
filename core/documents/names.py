"""Names of files: what is kept of the name that came with an upload, and how a browser is told the real one.

Files lie on the server under generated names alone. Source: RFC 6266, RFC 8187, UPLOADS §3.
"""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 200  # bytes in UTF-8: less than any file system takes
NAMELESS = "document"
_DIRECTION = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187, beside letters and digits
_NOT_PLAIN = re.compile(r'[^\x20-\x7e]|["%\\/]')


def clean_name(text: str) -> str:
    """The name of an uploaded file as it is kept: its last part, without controls, at most LONGEST bytes.

    Every script stays, and so do quotes and blanks inside. What turns the direction of a line becomes "_", so that
    `fdp.exe` cannot look like `exe.pdf`. Nothing left is NAMELESS, with its ending if there was one.
    """
    last = re.split(r"[/\\]", text)[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"})
    name = unicodedata.normalize("NFC", _DIRECTION.sub("_", plain)).strip()
    stem, ending = split_name(name)
    stem = stem.strip(" .") or NAMELESS
    return _shortened(stem, LONGEST - len(ending.encode())) + ending


def split_name(name: str) -> tuple[str, str]:
    """(stem, ending): the ending is ASCII and short, with its dot, in the case in which it was written."""
    match = re.fullmatch(r"(.*)(\.[A-Za-z0-9]{1,10})", name, re.DOTALL)
    return (match[1], match[2]) if match else (name, "")


def disposition(name: str) -> str:
    """The header that has a browser save a file under this name: for old ones in ASCII, for others exactly."""
    clean = clean_name(name)
    plain = _NOT_PLAIN.sub("_", clean)
    header = f'attachment; filename="{plain}"'
    return header if plain == clean else f"{header}; filename*=UTF-8''{quote(clean, safe=_ATTR_CHAR)}"


def _shortened(stem: str, most: int) -> str:
    return stem.encode()[:most].decode(errors="ignore")
