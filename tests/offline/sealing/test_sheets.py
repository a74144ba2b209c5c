"""A wrapped key on paper: the printed known answer, and what a wrong line says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline.sealing import sheets
from offline.sealing.passphrases import ALPHABET
from offline.sealing.sheets import WrongLine

FORM = bytes.fromhex(
    "454f4b3101000f424000000000"
    "0102030405060708090a0b0c0d0e0f101112131415161718191a1b"
    "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c"
    "32073840672e1f6ee82247078a563c564113630bc174119f1922fbb28aeee71c"
    "bb66caef326d8231587b90e0acf350048e74c7fb15d1c1457db658b0ef9d7e2f"
)
PRINTED = """
8N7MP C8100 7M4G0 00000 ZT
00820 C20A1 G7104 GM2RC 67
1M70Y 40H28 9H858 P2WC1 10
J6GV8 C7MQ6 2SCS8 MB9NH F8
Q8KM0 928FF B6Y0X 2VNBQ JM
TXTKR T6QTZ 80R06 341SR TG
81KJW 7VEX0 H4E1W AARY5 CR
CG8KC C5W2X 0HKWC J5YXJ VE
HBQEE 75VCV 5EYCK DG8RN BG
GYWGW 2PF6M 04HST CFYRN 1J
T70MA ZDPB2 REZ7B Y5W W9
""".strip().splitlines()


def test_the_known_answer_of_the_sheet():
    assert [str(line) for line in sheets.lines_of(FORM)] == PRINTED
    assert [line.number for line in sheets.lines_of(FORM)] == list(range(1, 12))


def test_lines_are_read_in_any_spelling():
    spelled = [line.lower().replace("0", "o").replace("1", "l").replace(" ", "-") for line in PRINTED]

    assert sheets.read_lines(PRINTED) == sheets.read_lines(spelled) == FORM


@given(st.binary(min_size=136, max_size=136))
def test_whatever_is_printed_can_be_read(form):
    assert sheets.read_lines([str(line) for line in sheets.lines_of(form)]) == form
    assert sheets.read_characters(sheets.characters_of(form)) == form


def _typed(number, change):
    return [change(line) if place == number else line for place, line in enumerate(PRINTED, start=1)]


@pytest.mark.parametrize(
    ("number", "change", "sentence"),
    [
        (3, lambda line: line.replace("P2WC1", "P2WC2"), "Line 3 is not what was printed. Compare it character by character."),
        (5, lambda line: line.replace("FF", "F"), "Line 5 has 21 characters, not 22."),
        (7, lambda line: line.replace("KJW", "JKW"), "Line 7 is not what was printed. Compare it character by character."),
        (9, lambda line: line.replace("HBQEE", "UBQEE"), "Line 9 is not what was printed. Compare it character by character."),
        (11, lambda line: line.replace("W9", "W8"), "Line 11 is not what was printed. Compare it character by character."),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(number, change, sentence):
    with pytest.raises(WrongLine) as wrong:
        sheets.read_lines(_typed(number, change))

    assert (wrong.value.number, str(wrong.value)) == (number, sentence)


@pytest.mark.parametrize("place", range(22))
def test_every_character_of_a_line_is_checked(place):
    """One character of 32 in a check of 10 bits: these are the known line's, so the test is not a lottery."""
    line = PRINTED[1].replace(" ", "")
    other = ALPHABET[(ALPHABET.index(line[place]) + 1) % len(ALPHABET)]

    with pytest.raises(WrongLine, match="Line 2"):
        sheets.read_lines([PRINTED[0], line[:place] + other + line[place + 1 :], *PRINTED[2:]])


def test_lines_in_another_order_or_number_are_refused():
    with pytest.raises(WrongLine, match="Line 1 is not what was printed"):
        sheets.read_lines([PRINTED[1], PRINTED[0], *PRINTED[2:]])
    with pytest.raises(WrongLine, match="There are 10 lines, not 11"):
        sheets.read_lines(PRINTED[:10])
    with pytest.raises(WrongLine, match="There are 12 lines, not 11"):
        sheets.read_lines([*PRINTED, PRINTED[10]])


@pytest.mark.parametrize("text", ["", "8N7MP", "U" * 218])
def test_another_code_is_no_key(text):
    with pytest.raises(WrongLine, match="not the code of an opening key"):
        sheets.read_characters(text)
