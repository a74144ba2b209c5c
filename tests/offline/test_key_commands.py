"""`python -m offline keys …`: sentences, exit codes, files that only their owner reads, no passphrase in any of them."""

import hashlib
import io
import re
import stat
from dataclasses import replace

import pytest

from offline import key_commands
from offline.__main__ import main
from offline.sealing import opening_keys, proofs, questions
from offline.sealing.opening_keys import Cost, Derivation
from offline.sealing.questions import KeyQuestion, KeyQuestions
from tests.offline.sealing.samples import HEADER
from tests.offline.sealing.test_questions import asked
from tests.offline.sealing.test_sheets import FORM, PRINTED

QUICK = {
    "BROWSER_COST": Cost(Derivation.PBKDF2_SHA512, 600_000),
    "PROGRAM_COST": Cost(Derivation.ARGON2ID, 19_456, 1, 1),
}
PUBLISHED = "7k3m 9q2w a1bo il0z"
FINGERPRINT = hashlib.sha256(FORM[40:72]).hexdigest()
SHORT = " ".join(FINGERPRINT[start : start + 4] for start in range(0, 16, 4))


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Runs `keys …` in an empty folder with lines on its input: (exit code, lines printed, lines of errors)."""
    for name, cost in QUICK.items():
        monkeypatch.setattr(key_commands, name, cost)
    monkeypatch.chdir(tmp_path)

    def keys(*arguments, typing=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typing))
        code = main(["keys", *arguments])
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return keys


def passphrase_in(lines):
    return next(match.group() for line in lines if (match := re.search(r"(\w{4}-){3}\w{4}", line)))


@pytest.mark.parametrize(
    ("options", "derivation"), [([], Derivation.ARGON2ID), (["--browser"], Derivation.PBKDF2_SHA512)]
)
def test_a_key_is_made_and_its_passphrase_works(run, tmp_path, options, derivation):
    code, lines, errors = run("make", "mine.key", *options)
    passphrase, file = passphrase_in(lines), tmp_path / "mine.key"
    wrapped = opening_keys.read_wrapped_key(file.read_bytes())

    assert (code, errors, wrapped.cost.derivation) == (0, [], derivation)
    assert lines == [
        f"The passphrase: {passphrase}",
        "Write it down. It is shown once; nobody can restore it.",
        "The locked key stands in mine.key.",
        f"Its public half: {wrapped.public_key.hex()}",
        f"Its fingerprint: {' '.join(re.findall('....', wrapped.fingerprint))}",
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("prove", "mine.key", typing=passphrase.lower() + "\n")[0] == 0


def test_nothing_is_overwritten(run, tmp_path):
    (tmp_path / "mine.key").write_bytes(FORM)

    assert run("make", "mine.key") == (2, [], ["mine.key is there already; nothing is overwritten."])
    assert run("rewrap", "mine.key", "mine.key") == (2, [], ["mine.key is there already; nothing is overwritten."])
    assert (tmp_path / "mine.key").read_bytes() == FORM


@pytest.mark.parametrize(
    ("typing", "answer"),
    [
        (PUBLISHED, (0, [f"The passphrase opens the key {SHORT}."], [])),
        ("7k3m 9q2w a1bo il01", (1, [], ["That is not the passphrase of this key, or the file was changed."])),
        ("", (1, [], ["Type the passphrase."])),
    ],
)
def test_the_published_key_opens_with_its_passphrase_alone(run, tmp_path, typing, answer):
    (tmp_path / "published.key").write_bytes(FORM)

    assert run("prove", "published.key", typing=typing + "\n") == answer


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "The file cannot be read: "), (b"letter", "This is no key file, or it was cut off.")],
)
def test_a_file_that_is_no_key_is_refused(run, tmp_path, content, sentence):
    if content:
        (tmp_path / "mine.key").write_bytes(content)

    code, lines, errors = run("prove", "mine.key", typing=PUBLISHED)

    assert (code, lines, errors[0].startswith(sentence)) == (2, [], True)


def test_a_key_goes_from_browser_to_program_and_back(run, tmp_path):
    """The same key and passphrase; only what a guess costs changes."""
    (tmp_path / "browser.key").write_bytes(FORM)

    assert run("rewrap", "browser.key", "strong.key", "--same", typing=PUBLISHED)[0] == 0
    assert run("rewrap", "strong.key", "back.key", "--same", "--browser", typing=PUBLISHED)[0] == 0
    strong, back = (
        opening_keys.read_wrapped_key((tmp_path / name).read_bytes()) for name in ("strong.key", "back.key")
    )
    assert [strong.cost.derivation, back.cost.derivation] == [Derivation.ARGON2ID, Derivation.PBKDF2_SHA512]
    assert strong.public_key == back.public_key == FORM[40:72]
    assert opening_keys.unwrap_key(back, PUBLISHED).private_bytes_raw().hex().startswith("497b4502")


def test_a_new_passphrase_opens_the_new_file_alone(run, tmp_path):
    (tmp_path / "old.key").write_bytes(FORM)
    code, lines, _ = run("rewrap", "old.key", "new.key", typing=PUBLISHED)
    passphrase = passphrase_in(lines)

    assert (code, lines[:3]) == (
        0,
        [
            f"The new passphrase: {passphrase}",
            "Write it down. It is shown once; nobody can restore it.",
            "The old file old.key still opens with the old passphrase: destroy both.",
        ],
    )
    assert run("prove", "new.key", typing=passphrase)[0] == 0
    assert run("prove", "new.key", typing=PUBLISHED)[0] == 1


def test_a_sheet_is_printed_and_typed_again(run, tmp_path):
    (tmp_path / "mine.key").write_bytes(FORM)
    code, lines, _ = run("print", "mine.key")

    assert (code, lines) == (
        0,
        [
            *[f"{number:2}  {line}" for number, line in enumerate(PRINTED, start=1)],
            f"Fingerprint: {SHORT}. Keep this sheet and its passphrase in two places.",
        ],
    )
    assert run("typed", "typed.key", typing="\n".join(lines[:11]).lower())[0] == 0
    (tmp_path / "lines.txt").write_text("\n\n".join(PRINTED))
    assert run("typed", "again.key", "--lines", "lines.txt")[0] == 0
    assert run("typed", "scanned.key", typing="".join(line.rpartition(" ")[0] for line in PRINTED))[0] == 0
    assert {(tmp_path / name).read_bytes() for name in ("typed.key", "again.key", "scanned.key")} == {FORM}


def test_the_wrong_line_is_named(run, tmp_path):
    wrong = [line.replace("CR", "CS") for line in PRINTED]

    assert run("typed", "typed.key", typing="\n".join(wrong)) == (
        2,
        [],
        ["Line 7 is not what was printed. Compare it character by character."],
    )
    assert not (tmp_path / "typed.key").exists()


@pytest.fixture
def mine(tmp_path):
    """The published key as a file, and questions to it."""
    (tmp_path / "mine.key").write_bytes(FORM)
    challenge = proofs.make_challenge(FORM[40:72], challenge="c1", host="city.example", opener="p1")
    document = KeyQuestions((KeyQuestion("c1", challenge.context, challenge.closed),), None)
    (tmp_path / "questions.json").write_bytes(document.file())
    return document, challenge


def test_questions_are_answered_and_who_asks_is_named(run, tmp_path, mine):
    _, challenge = mine
    code, lines, errors = run("answer", "mine.key", "questions.json", "answers.json", typing=PUBLISHED)

    assert (code, errors, lines) == (
        0,
        [],
        [
            f"city.example asks whether you have the key {SHORT}.",
            "The answers stand in answers.json. They are good for ten minutes, at that site alone.",
        ],
    )
    answers = questions.read_answers((tmp_path / "answers.json").read_bytes())
    assert hashlib.sha256(answers.answers["c1"]).digest() == challenge.expected


def test_questions_to_another_key_or_about_a_bid_are_not_answered(run, tmp_path, mine):
    document, _ = mine
    (tmp_path / "others.json").write_bytes(asked()[0].file())
    (tmp_path / "bid.json").write_bytes(replace(document, rehearsal=asked(header=HEADER)[0].rehearsal).file())

    assert run("answer", "mine.key", "others.json", "answers.json", typing=PUBLISHED)[::2] == (
        1,
        ["This challenge is not for this key."],
    )
    assert run("answer", "mine.key", "bid.json", "answers.json", typing=PUBLISHED)[::2] == (
        1,
        ["A bid stands where a rehearsal should: nothing was answered. Tell your administrator."],
    )
    assert not (tmp_path / "answers.json").exists()


def test_no_passphrase_and_no_private_key_is_in_any_file(run, tmp_path, mine):
    lines = run("make", "new.key")[1]
    run("answer", "mine.key", "questions.json", "answers.json", typing=PUBLISHED)
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert not [secret for secret in (passphrase_in(lines).replace("-", "").encode(), b"7K3M9Q2W") if secret in written]
    assert opening_keys.PKCS8 not in written
    assert b"497b4502" not in written
