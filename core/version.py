"""The version of this software, as `pyproject.toml` names it."""

VERSION = "0.1.0"
