"""Proofs about a log: what they say, and that every change of one is noticed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline import keys, tree
from offline.__main__ import main
from offline.checkpoints import Checkpoint, sign_checkpoint
from offline.log_proofs import ConsistencyProof, InclusionProof, is_log_proof, read
from offline.reading import Problem, SignedFileFault
from tests.offline.samples import FINGERPRINT, KEY, OTHER, share_file

ORIGIN = "larkmouth.example/tender:5f0c"
BODIES = [f'{{"kind":"bid.submitted","no":{number}}}' for number in range(9)]
HASHES = [tree.leaf_hash(body.encode()) for body in BODIES]
PUBLIC = KEY.public_key().public_bytes_raw()
KEY_SENTENCE = "It was signed with the key that you named."
UNPROVEN = [
    f"Who signed it is NOT proven: the file names the key {keys.in_groups(FINGERPRINT)}, and anybody can make a key.",
    "Take the fingerprint from a notice of the site or from its page /about, and give it with --key.",
]


def note(size, *, origin=ORIGIN, hashes=None, key=KEY):
    root = tree.frontier_of((hashes or HASHES)[:size]).root()
    return sign_checkpoint(Checkpoint(origin, size, root), "larkmouth.example", key)


def inclusion(index=4, size=9):
    return InclusionProof(PUBLIC, note(size), index, BODIES[index], tree.inclusion_path(HASHES[:size], index))


def consistency(old=5, size=9):
    return ConsistencyProof(PUBLIC, PUBLIC, note(old), note(size), tree.consistency_path(HASHES[:size], old))


@pytest.fixture
def run(tmp_path, capsys):
    def verify(content, *arguments):
        path = tmp_path / "proof.json"
        path.write_bytes(content)
        code = main(["verify", str(path), *arguments])
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return verify


def test_a_line_that_stands_in_the_log_is_said_so(run):
    assert run(inclusion().file(), "--key", FINGERPRINT) == (
        0,
        [
            "Line 5 of the log larkmouth.example/tender:5f0c is what this file says:",
            f"  {BODIES[4]}",
            "The signed head of 9 lines contains it: it cannot be changed or taken away unseen.",
            "It does not prove that what the line says is true, only that it stands there.",
            KEY_SENTENCE,
        ],
        [],
    )


def test_a_log_that_only_grew_is_said_so(run):
    assert run(consistency().file()) == (
        3,
        [
            "The log larkmouth.example/tender:5f0c only grew, from 5 to 9 lines:",
            "the first 5 are those of the earlier head; none was changed, moved or taken away.",
            "It does not prove that everything that happened was written down.",
            *UNPROVEN,
        ],
        [],
    )


def test_a_log_that_was_rewritten_is_named(run):
    rewritten = [*HASHES[:2], tree.leaf_hash(b"forged"), *HASHES[3:]]
    forged = ConsistencyProof(PUBLIC, PUBLIC, note(5), note(9, hashes=rewritten), tree.consistency_path(rewritten, 5))

    assert run(forged.file(), "--key", FINGERPRINT) == (
        1,
        ["The log does not begin with what the earlier root stands for: it was rewritten."],
        [],
    )


def test_two_heads_of_one_size_prove_a_fraud(run):
    rewritten = [tree.leaf_hash(b"forged"), *HASHES[1:]]
    forged = ConsistencyProof(PUBLIC, PUBLIC, note(9), note(9, hashes=rewritten), ())

    assert run(forged.file())[:2] == (
        1,
        ["Two logs of one size have different roots: one of them was rewritten."],
    )


@pytest.mark.parametrize("charset", ["nobody-knows", "rot13", "idna"])
def test_a_mail_that_cannot_be_read_is_refused_with_a_sentence(run, tmp_path, charset):
    mail = (
        f"Subject: Heads\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n/////w==\n"
    )
    (tmp_path / "mail.eml").write_text(mail)

    assert run(consistency().file(), "--head", str(tmp_path / "mail.eml")) == (
        2,
        [],
        ["The mail that you kept cannot be read: save the text of the signed head as a file of its own."],
    )


def test_heads_of_two_logs_prove_nothing(run):
    proof = ConsistencyProof(PUBLIC, PUBLIC, note(5, origin="x/platform"), note(9), tree.consistency_path(HASHES, 5))

    assert run(proof.file())[:2] == (1, ["The heads are of two logs: x/platform and larkmouth.example/tender:5f0c."])


def test_an_earlier_head_of_another_key_is_verified_with_it_and_said_so(run):
    other = OTHER.public_key().public_bytes_raw()
    proof = ConsistencyProof(PUBLIC, other, note(5, key=OTHER), note(9), tree.consistency_path(HASHES, 5))

    digits = keys.in_groups(keys.fingerprint(other))
    assert run(proof.file(), "--key", FINGERPRINT)[1][3:] == [
        f"The earlier head was signed with another key, {digits}: ask the site for the file of that change.",
        KEY_SENTENCE,
    ]


def test_a_head_of_another_key_is_named(run):
    by_other = InclusionProof(PUBLIC, note(9, key=OTHER), 4, BODIES[4], tree.inclusion_path(HASHES, 4))

    assert run(by_other.file())[:2] == (1, ["The checkpoint is not signed with this key, or it was changed."])
    other = keys.fingerprint(OTHER.public_key().public_bytes_raw())
    code, lines, _errors = run(inclusion().file(), "--key", other)
    assert (code, lines[0].startswith("The file was signed with another key")) == (1, True)


@given(index=st.integers(0, 8), size=st.integers(1, 9))
def test_a_proof_is_read_as_it_was_written(index, size):
    proof = inclusion(index % size, size)

    assert read(proof.file()) == proof
    assert proof.checked() == Checkpoint(ORIGIN, size, tree.frontier_of(HASHES[:size]).root())


@given(old=st.integers(1, 9), size=st.integers(1, 9))
def test_every_two_heads_have_their_proof(old, size):
    old, size = sorted((old, size))

    assert [head.size for head in read(consistency(old, size).file()).checked()] == [old, size]


@pytest.mark.parametrize("proof", [inclusion(), consistency()], ids=["inclusion", "consistency"])
def test_every_change_of_a_value_is_noticed(proof):
    """Each value of the file in turn, changed in its last character or by one."""
    document = json.loads(proof.file())
    unnoticed = []
    for place in places(document):
        changed = json.loads(proof.file())
        change(changed, place)
        try:
            read(json.dumps(changed).encode()).checked()
            unnoticed.append(place)
        except SignedFileFault:
            pass

    assert unnoticed == []
    assert len(list(places(document))) >= 8


def places(value, at=()):
    if isinstance(value, dict):
        for name, item in value.items():
            yield from places(item, (*at, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from places(item, (*at, number))
    else:
        yield at


def change(document, place):
    *way, last = place
    for step in way:
        document = document[step]
    value = document[last]
    document[last] = (
        value + 1 if isinstance(value, int) else value[:-2] + ("0" if value[-2] != "0" else "1") + value[-1]
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "evenhand-log-proof/2"}, Problem.UNKNOWN_VERSION),
        ({"kind": "absence"}, Problem.UNKNOWN_KIND),
        ({"path": ["zz"]}, Problem.MALFORMED),
        ({"path": "none"}, Problem.MALFORMED),
        ({"more": 1}, Problem.MALFORMED),
    ],
)
def test_what_is_no_proof_is_refused_by_name(change, problem):
    content = json.dumps({**json.loads(inclusion().file()), **change}).encode()

    with pytest.raises(SignedFileFault) as refused:
        read(content)

    assert (refused.value.problem, is_log_proof(content)) == (problem, True)


def test_other_files_are_no_log_proofs():
    assert [is_log_proof(content) for content in (share_file(), b"", b"[1]", b'{"format": 1}')] == [False] * 4
