"""One text for one meaning."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canon import canon, digest
from scoring import canonical


def test_keys_are_sorted_and_nothing_is_padded():
    assert canon({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'.encode()


def test_the_order_of_keys_changes_nothing_and_the_order_of_a_list_does():
    assert canon({"a": 1, "b": {"d": 2, "c": 3}}) == canon({"b": {"c": 3, "d": 2}, "a": 1})
    assert canon([1, 2]) != canon([2, 1])


def test_a_tuple_is_written_as_a_list():
    assert canon({"lots": (1, 2)}) == canon({"lots": [1, 2]})


@pytest.mark.parametrize("value", [0.1, {"a": [1, 0.5]}, [float("nan")], {"a": {"b": float("inf")}}])
def test_a_float_is_refused_wherever_it_stands(value):
    with pytest.raises(TypeError, match="float has no canonical form"):
        canon(value)


@pytest.mark.parametrize(("value", "message"), [({1: "a"}, "a key is text, not int"), ({"a": {1, 2}}, "set has no")])
def test_what_json_would_bend_is_refused(value, message):
    with pytest.raises(TypeError, match=message):
        canon(value)


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_the_log_and_the_judge_write_the_same_bytes_whatever_the_accents(value):
    try:
        written = canon(value)
    except (TypeError, ValueError):
        return

    assert written == canonical.dumps(value)
    assert digest(value) == hashlib.sha256(canonical.dumps(value)).hexdigest()
    assert canon(json.loads(written)) == written


def test_a_decomposed_accent_and_a_composed_one_are_one_text():
    assert canon({"title": "Cafe\N{COMBINING ACUTE ACCENT}"}) == canon(
        {"title": "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"}
    )


def test_a_digest_is_the_sha256_of_the_text():
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
