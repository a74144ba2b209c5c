"""Reference profiles that officers store, for tests."""

import json

from procurement.planning import services
from procurement.planning.profiles import ProfileSample, ReferenceFile
from tests import builders

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["id", "watts"],
    "properties": {"id": {"type": "string"}, "watts": {"$ref": "units.json#/$defs/power"}},
}
UNITS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"power": {"type": "number", "minimum": 0}},
}
GOOD, BAD = {"id": "L1", "watts": 40}, {"id": "L1", "watts": -1}


def encoded(value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def reference(uri="lamp.json", value=SCHEMA):
    return ReferenceFile(uri, encoded(value))


def samples(good=GOOD, bad=BAD, ending="json"):
    return [
        ProfileSample(f"good.{ending}", encoded(good), passes=True),
        ProfileSample(f"bad.{ending}", encoded(bad), passes=False),
    ]


def stored(kind="json-schema", files=None, cases=None, *, by=None, at=builders.AT):
    return services.store_profile(
        kind=kind,
        files=[reference(), reference("units.json", UNITS)] if files is None else files,
        samples=samples() if cases is None else cases,
        by=by or builders.person("officer"),
        at=at,
    )
