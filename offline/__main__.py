"""`python -m offline verify FILE [--key FINGERPRINT] [--at DATE]`: is a signed file of the platform what it says?

A receipt takes `--slip FILE` and `--payload FILE` besides: was this what was sealed? A proof about a log takes
`--head FILE`: does it begin or end with a head that was kept?

`python -m offline keys …`: opening keys, see key_commands.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from offline import key_commands, keys
from offline.reading import Problem
from offline.verifying import Beside, FileVerdict, verify

PROVEN, WRONG, UNREADABLE, UNPROVEN = 0, 1, 2, 3
NOT_READ = {
    Problem.NOT_JSON,
    Problem.DUPLICATE_KEY,
    Problem.UNKNOWN_VERSION,
    Problem.UNKNOWN_KIND,
    Problem.MALFORMED,
}
EXIT_CODES = """exit codes:
  0  unchanged, signed with the key that you named, good on the day
  1  wrong: changed, another key, ended or not made yet, or its parts contradict each other
  2  the file or an argument cannot be read
  3  unchanged and good on the day, but no key was named: who signed it is not proven"""


def main(arguments: Sequence[str]) -> int:
    """Run one command and say what comes of it in sentences. Returns the exit code."""
    options = _parser().parse_args(arguments)
    code: int = options.run(options)
    return code


def verify_file(options: argparse.Namespace) -> int:
    """Verify one file and say it in sentences. Returns the exit code."""
    if options.payload and options.slip is None:
        _write(sys.stderr, "A payload is compared by the slip: name it with --slip.")
        return UNREADABLE
    try:
        content = Path(options.file).read_bytes()
        beside = _beside(options)
    except OSError as error:
        _write(sys.stderr, f"The file cannot be read: {error}")
        return UNREADABLE
    on = options.at or datetime.now(UTC).date()
    verdict = verify(content, fingerprint=options.key, on=on, beside=beside)
    code = _exit_code(verdict)
    for sentence in verdict.sentences:
        _write(sys.stderr if code == UNREADABLE else sys.stdout, sentence)
    return code


def _beside(options: argparse.Namespace) -> Beside:
    """What was named besides the file; a payload is hashed, not kept. Raises OSError."""
    digests = {}
    for name in options.payload:
        with Path(name).open("rb") as payload:
            digests[name] = hashlib.file_digest(payload, "sha256").digest()
    return Beside(
        slip=_bytes_of(options.slip),
        payloads=digests,
        receipts={name: Path(name).read_bytes() for name in options.receipt},
        log=_bytes_of(options.log),
        heads=_bytes_of(options.head),
    )


def _bytes_of(name: str | None) -> bytes | None:
    """The bytes of a file that may be named; None where it is not. Raises OSError."""
    return None if name is None else Path(name).read_bytes()


def _exit_code(verdict: FileVerdict) -> int:
    if verdict.problem is not None:
        return UNREADABLE if verdict.problem in NOT_READ else WRONG
    return PROVEN if verdict.is_from_key else UNPROVEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m offline", formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXIT_CODES
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verifying = commands.add_parser(
        "verify",
        help="is a signed file unchanged, whose is it, and is it good on a day?",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXIT_CODES,
    )
    verifying.add_argument("file", metavar="FILE", help="the signed file, or the PDF to which a receipt is attached")
    verifying.add_argument(
        "--key", type=_fingerprint, metavar="FINGERPRINT", help="of the key that must have signed it, all 64 digits"
    )
    verifying.add_argument("--at", type=_day, metavar="DATE", help="the day that counts, as 2026-12-31; default: today")
    verifying.add_argument("--slip", metavar="FILE", help="the slip of a receipt, with the nonces of its envelopes")
    verifying.add_argument(
        "--payload",
        metavar="FILE",
        action="append",
        default=[],
        help="with --slip: what came out of an envelope; may be given several times",
    )
    verifying.add_argument(
        "--receipt",
        metavar="FILE",
        action="append",
        default=[],
        help="with the record of an opening: a receipt whose bid must stand in it; may be given several times",
    )
    verifying.add_argument(
        "--log", metavar="FILE", help="with the record of an opening: the tender's log, a line of it per line"
    )
    verifying.add_argument(
        "--head", metavar="FILE", help="of a proof about a log: a head that you kept, or the mail in which it came"
    )
    verifying.set_defaults(run=verify_file)
    key_commands.add_keys(commands)
    return parser


def _fingerprint(text: str) -> str:
    try:
        return keys.read_fingerprint(text)
    except keys.NoFingerprint as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("A day is written as 2026-12-31.") from None


def _write(stream: TextIO, line: str) -> None:
    """One line; what the terminal cannot show is escaped, so that no text of a file stops the answer."""
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
