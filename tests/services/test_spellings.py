"""The search for canaries sees a text in every spelling, wherever it begins; else it would prove nothing."""

import base64
import json
from urllib.parse import quote

import pytest

from tests.services.canaries import hits_in, spellings

TEXT = "Kanarienvögel-Zq7Kv9Tw"
AROUND = [("", ""), ("a", "b"), ("ab", "cd"), ("abc", "def"), ("price: ", " EUR, net")]


@pytest.mark.parametrize(("before", "after"), AROUND)
@pytest.mark.parametrize(
    "spell",
    [
        str.encode,
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.urlsafe_b64encode(text.encode()),
        lambda text: text.encode().hex().encode(),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: quote(text).encode(),
        lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
        lambda text: json.dumps(text).encode(),
        lambda text: json.dumps(json.dumps(text)).encode(),
        lambda text: text.encode("unicode_escape"),
    ],
)
def test_a_text_is_seen_in_every_spelling_wherever_it_begins(spell, before, after):
    assert hits_in(spell(before + TEXT + after), spellings(TEXT)) != set()
    assert hits_in(spell(before + "Kanarienvogel-Zq7Kv9Tx" + after), spellings(TEXT)) == set()
