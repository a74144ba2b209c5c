"""Codes of the CPV found and added in a row of a form, by buttons of the form: nothing is saved by it."""

import re

from django.http import QueryDict

from core.codes import code_with_title, cpv_code

_ACT = re.compile(r"(?P<verb>find|code):(?P<name>lots):(?P<index>\d{1,3})(:(?P<code>\d{8}-\d))?")


def after_pick(data: QueryDict, act: str) -> tuple[QueryDict, int] | None:
    """What the form says after such a button, and its row; None for another button.

    "find:lots:0": what is written in `lots-0-find` is looked for; with a code behind it: what stands below that.
    "code:lots:0:34928500-3": the code is added to the row's, once.
    """
    match = _ACT.fullmatch(act)
    if match is None or (match["verb"] == "code" and cpv_code(match["code"] or "") is None):
        return None
    sent, prefix = data.copy(), f"{match['name']}-{match['index']}"
    if match["verb"] == "code":
        lines = sent.get(f"{prefix}-cpv", "").splitlines()
        if not any(line.startswith(match["code"]) for line in lines):
            lines.append(code_with_title(match["code"]))
        sent[f"{prefix}-cpv"] = "\n".join(line for line in lines if line.strip())
    elif match["code"]:
        sent[f"{prefix}-find"] = match["code"]
    return sent, int(match["index"])
