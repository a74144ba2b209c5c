"""`python -m offline keys …`: an opening key made, kept and used on a machine of one's own, without the site.

A passphrase is read from the terminal, or as one line of the standard input; it is never an argument.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from offline import keys
from offline.reading import SignedFileFault
from offline.sealing import halves, opening_keys, questions, sheets
from offline.sealing.opening_keys import BROWSER_COST, PROGRAM_COST, Cost, NoOpeningKey, WrappedKey, WrongPassphrase
from offline.sealing.passphrases import make_passphrase
from offline.sealing.proofs import NoProof
from offline.sealing.shares import ShareFault

DONE, WRONG, UNREADABLE = 0, 1, 2
EXIT_CODES = """exit codes:
  0  done
  1  wrong: another passphrase, another key, or a file that was changed
  2  a file or an argument cannot be read or written"""
WROTE_DOWN = "Write it down. It is shown once; nobody can restore it."


class KeyFileFault(Exception):
    """A file that cannot be read or written; the text is a sentence."""


def add_keys(commands: Any) -> None:
    """The subcommand `keys` and its own."""
    parser = _add(commands, "keys", "opening keys: make one, prove it, lock it anew, print it, type it, answer")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    browser = "so that a browser can open it, too (PBKDF2); else the stronger argon2id"
    making = _act(acts, make, "make", "a new key under a passphrase that this program makes")
    making.add_argument("key", metavar="FILE", help="the locked key is written here; nothing is overwritten")
    making.add_argument("--browser", action="store_true", help=browser)
    proving = _act(acts, prove, "prove", "does the passphrase on paper open this key?")
    proving.add_argument("key", metavar="FILE", help="the locked key")
    again = _act(acts, rewrap, "rewrap", "the same key under a new passphrase")
    again.add_argument("key", metavar="FILE", help="the locked key")
    again.add_argument("new", metavar="NEW", help="the file to be written")
    again.add_argument("--browser", action="store_true", help=browser)
    again.add_argument("--same", action="store_true", help="keep the passphrase, change the derivation alone")
    printing = _act(acts, print_lines, "print", "the key in eleven lines, to be kept on paper")
    printing.add_argument("key", metavar="FILE", help="the locked key")
    typing = _act(acts, typed, "typed", "a key from eleven typed lines, or from what a phone reads in the square code")
    typing.add_argument("key", metavar="FILE", help="the locked key is written here; nothing is overwritten")
    typing.add_argument("--lines", metavar="LINES", help="a file with the lines; else they are read from the input")
    answering = _act(acts, answer, "answer", "the answers to what the site asks")
    answering.add_argument("key", metavar="FILE", help="the locked key")
    answering.add_argument("questions", metavar="QUESTIONS", help="the file of questions from the page of your key")
    answering.add_argument("answers", metavar="ANSWERS", help="the file to be written")
    opening = _act(acts, give_halves, "open", "your halves of the bids of a tender, after its deadline")
    opening.add_argument("key", metavar="FILE", help="the locked key")
    opening.add_argument("question", metavar="QUESTION", help="the file from the page of the opening")
    opening.add_argument("halves", metavar="HALVES", help="the file to be written")


def _act(acts: Any, run: Callable[[argparse.Namespace], None], name: str, text: str) -> argparse.ArgumentParser:
    parser = _add(acts, name, text)
    parser.set_defaults(run=lambda options: _exit_code(run, options))
    return parser


def _add(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, formatter_class=formatter, epilog=EXIT_CODES)
    return parser


def _exit_code(run: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    try:
        run(options)
    except (KeyFileFault, NoOpeningKey, SignedFileFault, sheets.WrongLine) as fault:
        say(str(fault), sys.stderr)
        return UNREADABLE
    except (WrongPassphrase, NoProof, ShareFault) as fault:
        say(str(fault), sys.stderr)
        return WRONG
    return DONE


def make(options: argparse.Namespace) -> None:
    """The passphrase goes to the terminal alone, the locked key into a file that only its owner reads."""
    _require_absent(options.key)
    passphrase = make_passphrase()
    wrapped = opening_keys.wrap_key(opening_keys.make_private_key(), passphrase, _cost(options))
    opening_keys.unwrap_key(wrapped, passphrase)
    _write(options.key, wrapped.file())
    say(f"The passphrase: {passphrase}")
    say(WROTE_DOWN)
    _say_key(wrapped, options.key)


def prove(options: argparse.Namespace) -> None:
    wrapped = _read_key(options.key)
    opening_keys.unwrap_key(wrapped, _passphrase())
    say(f"The passphrase opens the key {_short(wrapped)}.")


def rewrap(options: argparse.Namespace) -> None:
    """The key stays what it is: its public half and fingerprint do not change, and the site need not ask again."""
    wrapped = _read_key(options.key)
    _require_absent(options.new)
    typed_passphrase = _passphrase()
    key = opening_keys.unwrap_key(wrapped, typed_passphrase)
    passphrase = typed_passphrase if options.same else make_passphrase()
    anew = opening_keys.wrap_key(key, passphrase, _cost(options))
    opening_keys.unwrap_key(anew, passphrase)
    _write(options.new, anew.file())
    if not options.same:
        say(f"The new passphrase: {passphrase}")
        say(WROTE_DOWN)
        say(f"The old file {options.key} still opens with the old passphrase: destroy both.")
    _say_key(anew, options.new)


def print_lines(options: argparse.Namespace) -> None:
    wrapped = _read_key(options.key)
    for line in sheets.lines_of(wrapped.file()):
        say(f"{line.number:2}  {line}")
    say(f"Fingerprint: {_short(wrapped)}. Keep this sheet and its passphrase in two places.")


def typed(options: argparse.Namespace) -> None:
    """Lines may begin with their number and a dot or two spaces, as they were printed."""
    _require_absent(options.key)
    text = _read(options.lines).decode("utf-8", "replace") if options.lines else sys.stdin.read()
    lines = [line for line in text.splitlines() if line.strip()]
    single = len(lines) == 1
    content = sheets.read_characters(lines[0]) if single else sheets.read_lines([_numberless(line) for line in lines])
    wrapped = opening_keys.read_wrapped_key(content)
    _write(options.key, wrapped.file())
    _say_key(wrapped, options.key)


def answer(options: argparse.Namespace) -> None:
    """Says first whom the answers are for: a question of another site is answered only knowingly."""
    wrapped = _read_key(options.key)
    asked = questions.read_questions(_read(options.questions))
    _require_absent(options.answers)
    for host in questions.hosts_of(asked):
        say(f"{host} asks whether you have the key {_short(wrapped)}.")
    answers = questions.answer(asked, opening_keys.unwrap_key(wrapped, _passphrase()))
    _write(options.answers, answers.file())
    say(f"The answers stand in {options.answers}. They are good for ten minutes, at that site alone.")


def give_halves(options: argparse.Namespace) -> None:
    """Says first which tender of which site it is: halves of another are given only knowingly."""
    wrapped = _read_key(options.key)
    question = halves.read_question(_read(options.question))
    _require_absent(options.halves)
    say(f"{question.host} opens tender {question.tender}: {len(question.envelopes)} envelopes.")
    halves_of_key = halves.answer(question, opening_keys.unwrap_key(wrapped, _passphrase()))
    _write(options.halves, halves_of_key.file())
    say(f"Your halves stand in {options.halves}. Alone they open nothing; send them to that site and destroy the file.")


def say(sentence: str, stream: Any = None) -> None:
    """One line; what the terminal cannot show is escaped."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(sentence.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _say_key(wrapped: WrappedKey, path: str) -> None:
    say(f"The locked key stands in {path}.")
    say(f"Its public half: {wrapped.public_key.hex()}")
    say(f"Its fingerprint: {keys.in_groups(wrapped.fingerprint)}")


def _short(wrapped: WrappedKey) -> str:
    return " ".join(keys.in_groups(wrapped.fingerprint).split()[:4])


def _cost(options: argparse.Namespace) -> Cost:
    return BROWSER_COST if options.browser else PROGRAM_COST


def _numberless(line: str) -> str:
    head, _space, rest = line.strip().partition(" ")
    return rest if head.rstrip(".").isdigit() and len(head.rstrip(".")) <= 2 else line


def _passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase: ")
    return sys.stdin.readline().rstrip("\r\n")


def _read_key(path: str) -> WrappedKey:
    return opening_keys.read_wrapped_key(_read(path))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise KeyFileFault(f"The file cannot be read: {error}") from None


def _require_absent(path: str) -> None:
    if Path(path).exists():
        raise KeyFileFault(f"{path} is there already; nothing is overwritten.")


def _write(path: str, content: bytes) -> None:
    """A new file that only its owner reads."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyFileFault(f"The file cannot be written: {error}") from None
    with os.fdopen(number, "wb") as file:
        file.write(content)
