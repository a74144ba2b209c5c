"""What a site asks the holder of an opening key, and what it gets back: one form for the browser and this program.

    {"v": "key-questions@v1", "questions": [{"challenge", "context", "closed"}],
     "rehearsal": null or {"id", "header", "wraps": [{"check", "closed", "member", "pair"}]}}
    {"v": "key-answers@v1", "answers": [{"challenge", "answer"}],
     "rehearsal": null or {"id", "shares": [{"pair", "share"}]}}

Bytes are hexadecimal digits. One unlocking of the key answers all of it. The header of a rehearsal comes whole, and its
hash is taken here: else whoever asks could name the header of a bid, and would get a half of it before its time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline.reading import Fields, Problem, SignedFileFault, malformed, read_json, shortened
from offline.sealing.headers import read_header
from offline.sealing.proofs import SECRET_SIZE, answer_challenge
from offline.sealing.shares import KEY_SIZE, ShareFault, Wrap, open_wrap, read_wrap

REHEARSAL = "rehearsal"
QUESTIONS, ANSWERS = "key-questions@v1", "key-answers@v1"
CLOSED_SIZE = 80
LONGEST_CONTEXT = 2000
MOST_QUESTIONS, MOST_WRAPS = 20, 200


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """A challenge by its id: what is closed for the key, and what it is bound to."""

    challenge: str
    context: bytes
    closed: bytes


@dataclass(frozen=True, slots=True)
class RehearsalQuestion:
    """The wraps of one member in a test envelope, and its header, as bytes."""

    id: str
    header: bytes
    wraps: tuple[Wrap, ...]


@dataclass(frozen=True, slots=True)
class KeyQuestions:
    questions: tuple[KeyQuestion, ...]
    rehearsal: RehearsalQuestion | None

    def as_json(self) -> dict[str, Any]:
        return {
            "v": QUESTIONS,
            "questions": [
                {"challenge": each.challenge, "context": each.context.hex(), "closed": each.closed.hex()}
                for each in self.questions
            ],
            "rehearsal": self.rehearsal
            and {
                "id": self.rehearsal.id,
                "header": self.rehearsal.header.decode(),
                "wraps": [wrap.as_json() for wrap in self.rehearsal.wraps],
            },
        }

    def file(self) -> bytes:
        return json.dumps(self.as_json(), sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class KeyAnswers:
    """`answers`: by challenge. `shares`: by pair, of the rehearsal `rehearsal`; empty without one."""

    answers: Mapping[str, bytes]
    rehearsal: str | None
    shares: Mapping[tuple[int, int], bytes]

    def as_json(self) -> dict[str, Any]:
        return {
            "v": ANSWERS,
            "answers": [{"challenge": each, "answer": answer.hex()} for each, answer in self.answers.items()],
            "rehearsal": self.rehearsal
            and {
                "id": self.rehearsal,
                "shares": [{"pair": list(pair), "share": share.hex()} for pair, share in self.shares.items()],
            },
        }

    def file(self) -> bytes:
        return json.dumps(self.as_json(), sort_keys=True).encode()


def read_questions(content: bytes) -> KeyQuestions:
    """Raises SignedFileFault."""
    fields = _document(content, QUESTIONS, "the questions")
    questions = tuple(map(_question, fields.rows("questions")))
    rehearsal = fields.inner_or_none("rehearsal")
    fields.end()
    if len(questions) > MOST_QUESTIONS:
        raise malformed("the questions", "are too many")
    return KeyQuestions(questions, _rehearsal(rehearsal) if rehearsal else None)


def read_answers(content: bytes) -> KeyAnswers:
    """Raises SignedFileFault."""
    fields = _document(content, ANSWERS, "the answers")
    answers = {}
    for row in fields.rows("answers"):
        answers[row.text("challenge")] = row.hex_bytes("answer", SECRET_SIZE)
        row.end()
    part = fields.inner_or_none("rehearsal")
    fields.end()
    if part is None:
        return KeyAnswers(answers, None, {})
    identity, shares = part.text("id"), {}
    for row in part.rows("shares"):
        shares[_pair(row)] = row.hex_bytes("share", KEY_SIZE)
        row.end()
    part.end()
    return KeyAnswers(answers, identity, shares)


def answer(questions: KeyQuestions, key: X25519PrivateKey) -> KeyAnswers:
    """Everything that this key is asked.

    Raises NoProof or ShareFault where something was not for this key, or a bid stands where a rehearsal should.
    """
    answers = {each.challenge: answer_challenge(each.closed, each.context, key) for each in questions.questions}
    if (rehearsal := questions.rehearsal) is None:
        return KeyAnswers(answers, None, {})
    header = read_header(rehearsal.header)
    if not is_rehearsal(header.tender):
        raise ShareFault("A bid stands where a rehearsal should: nothing was answered. Tell your administrator.")
    shares = {wrap.pair: open_wrap(wrap, key, header.digest()) for wrap in rehearsal.wraps}
    return KeyAnswers(answers, rehearsal.id, shares)


def is_rehearsal(tender: str) -> bool:
    """Whether a header's tender names no tender, but a rehearsal."""
    return tender.partition(":")[0] == REHEARSAL


def hosts_of(questions: KeyQuestions) -> list[str]:
    """Which sites ask, as the challenges say. Raises SignedFileFault."""
    hosts = set()
    for question in questions.questions:
        fields = Fields(read_json(question.context), "the challenge")
        hosts.add(fields.text("host"))
    return sorted(hosts)


def _document(content: bytes, version: str, at: str) -> Fields:
    fields = Fields(read_json(content), at)
    if (stated := fields.text("v")) != version:
        sentence = f"This is of the form “{shortened(stated)}”, not “{version}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    return fields


def _question(row: Fields) -> KeyQuestion:
    challenge, digits = row.text("challenge"), row.text("context")
    if len(digits) > 2 * LONGEST_CONTEXT:
        raise malformed("the questions", "have a challenge that is too long")
    context = _bytes_of(digits)
    closed = row.hex_bytes("closed", CLOSED_SIZE)
    row.end()
    return KeyQuestion(challenge, context, closed)


def _bytes_of(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise malformed("the questions", "have a challenge that is not hexadecimal digits") from None


def _rehearsal(fields: Fields) -> RehearsalQuestion:
    identity, header = fields.text("id"), fields.text("header").encode()
    wraps = tuple(map(read_wrap, fields.rows("wraps")))
    fields.end()
    if len(wraps) > MOST_WRAPS:
        raise malformed("the rehearsal", "has too many wraps")
    return RehearsalQuestion(identity, header, wraps)


def _pair(row: Fields) -> tuple[int, int]:
    pair = row.whole_numbers("pair")
    if len(pair) != 2:
        raise malformed("the share/pair", "is no pair")
    return (pair[0], pair[1])
