"""What lies in the repository, and what must not."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS_WITH_ADDRESSES = {"uv.lock", "pylock.toml", "package-lock.json", "poetry.lock", "Pipfile.lock", "yarn.lock"}
# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npm" + "js.org",
    "anaconda" + ".org",
    "unpkg" + ".com",
    "jsdelivr" + ".net",
]
THIS_MACHINE = re.compile(r"(?<![\w.$}])/(?:root|home/\w+|Users/\w+|work)/")
# RELIABILITY §9: below these a known hole is open.
FLOORS = {
    "django": (5, 2, 14),
    "weasyprint": (69,),
    "celery": (5, 7, 0),
    "kombu": (5, 7, 0),
    "redis": (4, 5, 4),
    "cryptography": (47,),
}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts(paths):
    for path in paths:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def pins(name):
    requirements = re.findall(
        r"^([\w.-]+)(?:\[[\w, -]+\])?==([\w.]+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE
    )
    return {package.lower(): version for package, version in requirements}


def numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def test_no_lock_file_that_holds_addresses(tracked):
    assert [path for path in tracked if path.name in LOCKS_WITH_ADDRESSES] == []


def test_no_file_names_a_package_registry(tracked):
    assert [(path, host) for path, text in texts(tracked) for host in REGISTRIES if host in text] == []


def test_no_file_names_a_place_on_one_machine(tracked):
    places = [(path, match[0]) for path, text in texts(tracked) for match in THIS_MACHINE.finditer(text)]
    assert [hit for hit in places if hit[0] != Path(__file__)] == []


def test_no_third_party_bundle_is_committed(tracked):
    ours = [path for path in tracked if path.suffix in {".js", ".css"}]
    assert [path for path in ours if ".min." in path.name] == []
    assert [path for path in tracked if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".whl"}] == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_every_locked_package_has_hashes(name):
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text().strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_tools_are_locked_on_top_of_the_very_same_product():
    base, dev = pins("base.txt"), pins("dev.txt")
    assert {package: dev.get(package) for package in base} == base


def test_the_lock_holds_what_pyproject_asks_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.match(r"[\w.-]+", line)[0].lower() for line in project["dependencies"]}
    assert asked - set(pins("base.txt")) == set()


def test_no_locked_package_is_below_a_floor_that_closes_a_hole():
    locked = pins("base.txt")
    present = {package: numbers(locked[package]) for package in FLOORS if package in locked}
    assert {package for package, version in present.items() if version < FLOORS[package]} == set()
    assert {"django", "weasyprint", "celery", "kombu", "redis"} <= set(present)


def test_jsonschema_rs_is_not_in_the_product():
    """It validates in a way that a bidder's schema can hang (EVIDENCE §3)."""
    assert "jsonschema-rs" not in pins("base.txt")
