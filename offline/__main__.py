"""`python -m offline verify FILE [--key FINGERPRINT] [--at DATE]`: is a signed file of the platform what it says?"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from offline import keys
from offline.reading import Problem
from offline.verifying import FileVerdict, verify

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
  1  wrong: changed, another key, ended or not made yet
  2  the file or an argument cannot be read
  3  unchanged and good on the day, but no key was named: who signed it is not proven"""


def main(arguments: Sequence[str]) -> int:
    """Verify one file and say it in sentences. Returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        content = Path(options.file).read_bytes()
    except OSError as error:
        _write(sys.stderr, f"The file cannot be read: {error}")
        return UNREADABLE
    on = options.at or datetime.now(UTC).date()
    verdict = verify(content, fingerprint=options.key, on=on)
    code = _exit_code(verdict)
    for sentence in verdict.sentences:
        _write(sys.stderr if code == UNREADABLE else sys.stdout, sentence)
    return code


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
    verifying.add_argument("file", metavar="FILE", help="the signed file, such as that of a share code")
    verifying.add_argument(
        "--key", type=_fingerprint, metavar="FINGERPRINT", help="of the key that must have signed it, all 64 digits"
    )
    verifying.add_argument("--at", type=_day, metavar="DATE", help="the day that counts, as 2026-12-31; default: today")
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
