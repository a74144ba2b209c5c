"""The answers under one criterion of an ESPD response: which of them count, and what they propose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from procurement.opendata.readers import espd_values
from procurement.opendata.readers.espd_facts import (
    DeclarationProposal,
    EspdIssue,
    EspdLevel,
    EvidenceReference,
    ProposedValue,
)
from procurement.opendata.readers.espd_values import StatedValue

QUESTION, INDICATOR, EVIDENCE, PERIOD = "QUESTION", "INDICATOR", "EVIDENCE_IDENTIFIER", "PERIOD"
_CONDITIONS = {"ONTRUE": True, "ONFALSE": False}  # any other kind of group counts under every answer


class Response(TypedDict):
    """An answer as the child found it."""

    property: str
    values: list[StatedValue]
    periods: list[dict[str, str]]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Property:
    """A question, requirement or caption; `group`: its place among the groups of its criterion."""

    id: str
    group: int
    type: str
    data: str
    question: str


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """`parent`: a place among the groups, -1 for none; `kind`: ON*, ONTRUE, ONFALSE, or a choice of the buyer."""

    parent: int
    kind: str


@dataclass(frozen=True, slots=True)
class CriterionTree:
    """What a criterion asks: groups in the order of the file, each after its parent, and properties."""

    groups: tuple[PropertyGroup, ...]
    properties: tuple[Property, ...]


def rows_of(trees: Sequence[Mapping[str, Any]]) -> CriterionTree:
    """One tree of all criteria with one code: a file may repeat a criterion, once for each lot."""
    groups: list[PropertyGroup] = []
    properties: list[Property] = []
    for tree in trees:
        before = len(groups)
        groups += [
            PropertyGroup(row["parent"] + before if row["parent"] >= 0 else -1, row["kind"]) for row in tree["groups"]
        ]
        properties += [Property(**{**row, "group": row["group"] + before}) for row in tree["properties"]]
    return CriterionTree(tuple(groups), tuple(properties))


@dataclass(slots=True)
class CriterionAnswers:
    """A criterion with the answers of the file by the number of their question, and the evidence it describes."""

    code: str
    tree: CriterionTree
    responses: Mapping[str, Sequence[Response]]
    evidence: Mapping[str, Mapping[str, Any]]
    _notes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def read(self) -> tuple[DeclarationProposal | None, list[EspdIssue]]:
        """What is proposed, None for nothing, and what was noticed. To be called once."""
        values, evidence = self._values(), self._evidence()
        answers = {self._truth(row) for row in self._main_questions()}
        if answers and answers not in ({True}, {False}):
            kind = "contradiction" if self._is_contradiction(answers) else "unanswered"
            self._notes[kind].append("")
            return None, self._issues()
        if not answers and not values:
            self._notes["unanswered"].append("")
            return None, self._issues()
        answer = next(iter(answers), None)
        return DeclarationProposal(self.code, answer, tuple(values), tuple(evidence)), self._issues()

    # --- which answers count ---

    def _main_questions(self) -> list[Property]:
        """The criterion's own question: the first yes or no that does not merely say that evidence follows.

        A criterion that is repeated has one in each repetition that is answered at all.
        """
        roots: dict[int, Property] = {}
        for row in self._indicators():
            roots.setdefault(self._root(row.group), row)
        if not roots:
            return []
        [first, *more] = roots.values()
        same = [row for row in more if row.question == first.question and self._is_answered(row)]
        return [first, *same] if self._is_answered(first) or not same else same

    def _indicators(self) -> list[Property]:
        evidential = {self.tree.groups[row.group].parent for row in self.tree.properties if row.data == EVIDENCE}
        return [
            row
            for row in self.tree.properties
            if row.type == QUESTION and row.data == INDICATOR and row.group not in evidential
        ]

    def _root(self, group: int) -> int:
        while self.tree.groups[group].parent >= 0:
            group = self.tree.groups[group].parent
        return group

    def _is_answered(self, row: Property) -> bool:
        return row.id in self.responses

    def _truth(self, row: Property) -> bool | None:
        """Yes or no; None for no answer, an unreadable one, and both."""
        answers = self._all_truths(row)
        return answers.pop() if len(answers) == 1 else None

    def _all_truths(self, row: Property) -> set[bool | None]:
        return {
            espd_values.indicator(stated["text"])
            for response in self.responses.get(row.id, ())
            for stated in response["values"]
            if stated["kind"] == "ResponseIndicator"
        }

    def _is_contradiction(self, answers: set[bool | None]) -> bool:
        if {True, False} <= answers:
            return True
        return any({True, False} <= self._all_truths(row) for row in self._main_questions())

    def _applies(self, group: int) -> bool:
        """Whether each condition above a group is met: ONTRUE and ONFALSE hang on the question of the group above."""
        while group >= 0:
            above = self.tree.groups[group].parent
            wanted = _CONDITIONS.get(self.tree.groups[group].kind)
            if wanted is not None and above >= 0 and self._truth_above(above) is not wanted:
                return False
            group = above
        return True

    def _truth_above(self, group: int) -> bool | None:
        """The answer on which the groups below this one hang: of its first yes or no, or of the nearest above it."""
        while group >= 0:
            for row in self.tree.properties:
                if row.group == group and row.type == QUESTION and row.data == INDICATOR:
                    return self._truth(row)
            group = self.tree.groups[group].parent
        return None

    def _counting(self) -> list[tuple[Property, Response]]:
        """Every answer that counts, in the order of the questions; the others are noted."""
        counting = []
        for row in self.tree.properties:
            for response in self.responses.get(row.id, ()):
                if row.type != QUESTION:
                    self._note("no_question", row)
                elif not self._applies(row.group):
                    self._note("not_applicable", row)
                else:
                    counting.append((row, response))
        return counting

    # --- what they say ---

    def _values(self) -> list[ProposedValue]:
        """Further answers, each once; the criterion's own question and those about evidence stand elsewhere."""
        values: dict[ProposedValue, None] = {}
        main = {row.id for row in self._main_questions()}
        evidential = {row.id for row in self.tree.properties if row.data == INDICATOR} - {
            row.id for row in self._indicators()
        }
        for row, response in self._counting():
            if row.data == EVIDENCE or row.id in main | evidential:
                continue
            for value in self._stated(row, response):
                values.setdefault(value)
        return list(values)

    def _stated(self, row: Property, response: Response) -> list[ProposedValue]:
        if row.data == PERIOD:
            periods = [espd_values.period(pair["start"], pair["end"]) for pair in response["periods"]]
            pairs: list[tuple[Any, str] | None] = [(period, "") if period else None for period in periods]
        else:
            pairs = [espd_values.value(row.data, stated) for stated in response["values"]]
        if not pairs or None in pairs:
            self._note("unreadable", row)
        return [ProposedValue(row.id, row.question, pair[0], pair[1]) for pair in pairs if pair is not None]

    def _evidence(self) -> list[EvidenceReference]:
        references: dict[EvidenceReference, None] = {}
        for row in self.tree.properties:
            if row.data != EVIDENCE or row.type != QUESTION or not self._applies(row.group):
                continue
            for number in (number for response in self.responses.get(row.id, ()) for number in response["evidence"]):
                described = self.evidence.get(number)
                if described is None:
                    self._notes["no_evidence"].append(number[:80])
                    continue
                if described["embedded"]:
                    self._notes["embedded"].append(described["number"][:80] or number[:80])
                references.setdefault(
                    EvidenceReference(described["number"] or number, described["issuer"], described["uri"])
                )
        return list(references)

    def _note(self, kind: str, row: Property) -> None:
        self._notes[kind].append(row.id[:80])

    def _issues(self) -> list[EspdIssue]:
        return [
            EspdIssue(kind, EspdLevel.NOTED, self.code, tuple(detail for detail in details if detail))
            for kind, details in self._notes.items()
        ]
