"""How a tender's words were written when the index of words was made: this migration's own copy."""

import re
import unicodedata

LONGEST_WORD = 60
MOST_BYTES = 500_000
APART = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
ASCII_SIGN = re.compile(r"[^0-9a-z\u0080-\U0010ffff]")


def words_of(text):
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(APART)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    spaced = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in plain)
    return [word[:LONGEST_WORD] for word in UNSPACED.sub(r" \g<0> ", spaced).split()]


def search_text(texts, cpv, standards):
    digits = [match[0] for code in cpv if (match := re.match(r"\d{8}(?!\d)", code))]
    marks = [f"§{code[:length]}" for code in digits for length in range(2, 9)]
    marks += ["¶" + ASCII_SIGN.sub("·", key.casefold()) for key in standards if key]
    words = [word for text in (*texts, *cpv) for word in words_of(text)]
    indexed, room = [], MOST_BYTES
    for word in dict.fromkeys([*marks, *words]):
        room -= len(word.encode()) + 1
        if room < 0:
            break
        indexed.append(word)
    return f" {' '.join(indexed)} " if indexed else ""
