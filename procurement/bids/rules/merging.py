"""Fields that several people write at once, brought together: what one changed stays beside what another changed. Pure.

A field without text is a field that is not there. Two different texts for one field are a clash, which nobody but the
people can decide.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldClash:
    """One field that two people wrote: the text that is being saved, and the one that stands. Neither is in a repr."""

    field: str
    mine: str = dataclasses.field(repr=False)
    theirs: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class MergedFields:
    """The fields together, or why they are not."""

    fields: Mapping[str, str] = dataclasses.field(repr=False)
    clashes: tuple[FieldClash, ...] = ()


def merge(base: Mapping[str, str] | None, standing: Mapping[str, str], sent: Mapping[str, str]) -> MergedFields:
    """What stands, with what was sent, which was written over `base`. Fields that were not sent stay.

    `base` None: what was written over is not known any more, so that every difference may be another's work.
    """
    fields, clashes = dict(standing), []
    for name, text in sent.items():
        now = standing.get(name, "")
        before = now if base is None else base.get(name, "")
        if text == now or (base is not None and text == before):
            continue
        if base is None or now != before:
            clashes.append(FieldClash(name, text, now))
        elif text:
            fields[name] = text
        else:
            fields.pop(name, None)
    return MergedFields(fields, tuple(clashes))
