import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from core.models import AuditLeaf
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.evaluations import queries, services
from procurement.evaluations.models import Consensus, Evaluation, Run
from scoring import canonical, codec, digest
from scoring.judging import evaluate
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def leaves(evaluation):
    return list(AuditLeaf.objects.filter(log=evaluation.audit_origin, kind__startswith="evaluation.").order_by("index"))


def kinds(evaluation):
    return [leaf.kind for leaf in leaves(evaluation)]


def facts(leaf):
    return json.loads(leaf.body)["facts"]


def correct_a_mark(evaluation, alias="B3", value="5"):
    """The panel agrees on another mark: a new revision."""
    Consensus.objects.create(
        lot=evaluation.lot,
        bid=evaluation.lot.bids.get(alias=alias),
        criterion=evaluation.lot.criteria.get(key="method"),
        revision=2,
        value=value,
        reason="A page was overlooked.",
        by=None,
        at=lots.LATER,
    )


def withdraw_a_mark(evaluation):
    correct_a_mark(evaluation, value=None)


def copy_with(run, **texts):
    """A second run as if somebody had written it past the application: the first with some columns replaced."""
    columns = [field.column for field in Run._meta.concrete_fields]
    replaced = {"id": "0" * 32, "no": 2, "supersedes_id": run.pk.hex, **texts}
    selected = ", ".join("%s" if name in replaced else name for name in columns)
    values = [replaced[name] for name in columns if name in replaced]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO evaluations_run ({', '.join(columns)}) SELECT {selected} FROM evaluations_run WHERE no = 1",
            values,
        )
    return Run.objects.get(no=2)


# --- judge ---


def test_judging_stores_nothing():
    evaluation = builders.evaluation_at("priced")

    judged = services.judge(evaluation.lot)

    assert (judged.obstacles, [place.bid for place in judged.result.order]) == ((), ["B1", "B2", "B3"])
    assert (Run.objects.count(), Evaluation.objects.get().state) == (0, "priced")


def test_a_tender_without_a_method_says_why():
    evaluation = lots.evaluation_of(formula="", no_method_why="The source names no method.")

    assert services.obstacles(evaluation) == ["The source names no method."]


def test_every_fault_of_a_specification_is_found():
    evaluation = lots.evaluation_of(params={"Pmin": "9"}, tie_chain=["lower_price"])

    judged = services.judge(evaluation.lot)

    chain, bound = judged.obstacles
    assert (judged.result, chain) == (None, "tie_chain: the tie chain must end with 'draw', and only there.")
    assert "'Pmax'" in bound
    assert bound.endswith("must be published.")


def test_a_fault_of_the_facts_is_found():
    def off_the_scale(data):
        data["agreed"]["method"]["B1"] = ["9/2", "Between two levels."]

    evaluation = lots.evaluation_of(change=off_the_scale)

    assert services.obstacles(evaluation) == ["marks/method: the mark 9/2 is not on its scale."]


def test_every_gap_is_named_with_the_tenderer():
    def gaps(data):
        lots.without_a_mark(data)
        del data["agreed"]["secure"]["B1"]
        del data["bids"][2]["offers"]["availability"]

    evaluation = lots.evaluation_of(change=gaps)

    assert services.obstacles(evaluation) == [
        "Firm 1 has no answer to 'Certified information security'.",
        "Firm 2 has no complete mark for 'Method of work'.",
        "Firm 3 makes no offer for 'Availability per month' (Performance offered).",
    ]


# --- freeze ---


def test_freezing_keeps_inputs_result_and_digests():
    evaluation = builders.evaluation_at("priced")
    officer = builders.person("officer")
    judged = services.judge(evaluation.lot)

    run = services.freeze(evaluation=evaluation, by=officer, at=lots.LATER)

    kept = Run.objects.get()
    digests = digest.digests(judged.case, judged.result)
    assert (kept.pk, kept.no, kept.cause, kept.reason, kept.supersedes) == (run.pk, 1, "first", "", None)
    assert (kept.method, kept.by, kept.at) == ("fixed_linear/1", officer, lots.LATER)
    assert kept.inputs.encode() == canonical.dumps(codec.case_to_json(judged.case))
    assert kept.result.encode() == canonical.dumps(codec.result_to_json(judged.result))
    assert digest.CaseDigests(kept.spec_sha, kept.facts_sha, kept.result_sha) == digests
    assert codec.case_from_json(codec.loads(kept.inputs)) == judged.case


def test_freezing_leaves_a_leaf_with_the_digests():
    evaluation = builders.evaluation_at("priced")

    run = services.freeze(evaluation=evaluation, by=None, at=lots.LATER)

    leaf = leaves(evaluation)[-1]
    assert (leaf.kind, leaf.at, facts(leaf)) == (
        "evaluation.frozen",
        lots.LATER,
        {
            "was": "priced",
            "now": "frozen",
            "run": 1,
            "spec": run.spec_sha,
            "facts": run.facts_sha,
            "result": run.result_sha,
            "findings": run.findings_sha,
            "annex": run.annex_sha,
        },
    )


def test_freezing_twice_is_no_legal_move():
    evaluation = builders.frozen_evaluation()

    with pytest.raises(IllegalMove, match="'freeze' is not possible in state 'Frozen'"):
        services.freeze(evaluation=evaluation, by=None, at=lots.LATER)

    assert Run.objects.count() == 1


def test_of_two_officers_one_freezes():
    first = builders.evaluation_at("priced")
    second = Evaluation.objects.get(pk=first.pk)
    services.freeze(evaluation=first, by=None, at=lots.LATER)

    with pytest.raises(MovedMeanwhile):
        services.freeze(evaluation=second, by=None, at=lots.LATER)

    assert (Run.objects.count(), kinds(first).count("evaluation.frozen")) == (1, 1)


def test_a_lot_with_gaps_is_refused_and_nothing_is_stored():
    evaluation = lots.evaluation_of(change=lots.without_a_mark)
    before = kinds(evaluation)

    with pytest.raises(GateRefused) as refused:
        services.freeze(evaluation=evaluation, by=None, at=lots.LATER)

    assert refused.value.findings == ["Firm 2 has no complete mark for 'Method of work'."]
    assert (Run.objects.count(), Evaluation.objects.get().state, kinds(evaluation)) == (0, "priced", before)


def test_a_lot_without_bids_is_not_frozen():
    """Nobody was inadmissible: a run of nobody would say so."""
    evaluation = lots.evaluation_of(bids=0, panel=[], marks={}, agreed={})

    with pytest.raises(GateRefused, match=r"^No bid was opened for this lot\.$"):
        services.freeze(evaluation=evaluation, by=None, at=lots.LATER)

    assert Run.objects.count() == 0


# --- rerun ---


def test_a_rerun_keeps_both_runs():
    evaluation = builders.frozen_evaluation()
    first = queries.latest_run(evaluation)
    correct_a_mark(evaluation)

    second = services.rerun(
        evaluation=evaluation, supersedes=1, cause="correction", reason="A mark.", by=None, at=lots.LATER
    )

    assert [(run.no, run.cause, run.reason, run.supersedes) for run in Run.objects.order_by("no")] == [
        (1, "first", "", None),
        (2, "correction", "A mark.", first),
    ]
    assert (first.spec_sha == second.spec_sha, first.result_sha == second.result_sha) == (True, False)
    assert (evaluation.state, queries.latest_run(evaluation)) == ("frozen", second)


def test_a_rerun_leaves_two_leaves_and_a_reason_that_can_be_erased():
    evaluation = builders.frozen_evaluation()

    services.rerun(
        evaluation=evaluation, supersedes=1, cause="complaint", reason="Ms Doe was right.", by=None, at=lots.LATER
    )

    asked, frozen = leaves(evaluation)[-2:]
    assert (asked.kind, frozen.kind, facts(frozen)["run"]) == ("evaluation.rerun", "evaluation.frozen", 2)
    reason = facts(asked).pop("reason")
    assert facts(asked) == {"was": "frozen", "now": "priced", "cause": "complaint", "reason": reason}
    assert asked.secrets.get(field="reason").value == "Ms Doe was right."
    assert "Doe" not in asked.body + frozen.body


def test_a_rerun_that_cannot_be_judged_leaves_the_old_run_in_force():
    evaluation = builders.frozen_evaluation()
    before = kinds(evaluation)
    withdraw_a_mark(evaluation)

    with pytest.raises(GateRefused, match="Firm 3 has no complete mark"):
        services.rerun(
            evaluation=evaluation, supersedes=1, cause="correction", reason="A mark.", by=None, at=lots.LATER
        )

    assert (Run.objects.count(), Evaluation.objects.get().state, kinds(evaluation)) == (1, "frozen", before)


def test_only_a_frozen_evaluation_is_evaluated_again():
    evaluation = builders.evaluation_at("priced")

    with pytest.raises(IllegalMove):
        services.rerun(
            evaluation=evaluation, supersedes=1, cause="correction", reason="A mark.", by=None, at=lots.LATER
        )


def test_of_two_reruns_one_is_made():
    first = builders.frozen_evaluation()
    second = Evaluation.objects.get(pk=first.pk)
    second.state = "priced"  # read while another rerun was between its two moves

    with pytest.raises(MovedMeanwhile):
        services.freeze(evaluation=second, by=None, at=lots.LATER)

    assert Run.objects.count() == 1


# --- replay ---


def test_every_stored_run_comes_out_the_same_again():
    evaluation = lots.evaluation_of("frozen", change=lots.ruled_out)
    correct_a_mark(evaluation, alias="B1", value="4")
    services.rerun(evaluation=evaluation, supersedes=1, cause="exclusion", reason="B2.", by=None, at=lots.LATER)
    builders.frozen_run(bids=1)

    assert [services.replay_run(run) for run in Run.objects.all()] == [services.RunReplay(equal=True)] * 3


def test_a_changed_figure_is_named():
    run = builders.frozen_run()
    winner = run.result.index('"figure":"3629/50"')

    damaged = copy_with(run, result=run.result[:winner] + run.result[winner:].replace("3629/50", "99", 1))

    assert services.replay_run(damaged) == services.RunReplay(
        equal=False, first_difference="result/order/B1/figure: stored 99, now 3629/50"
    )


def test_changed_inputs_are_named():
    run = builders.frozen_run()

    damaged = copy_with(run, inputs=run.inputs.replace('"amount":"91000"', '"amount":"90000"'))

    assert services.replay_run(damaged) == services.RunReplay(
        equal=False, first_difference=f"digests/facts: stored {run.facts_sha}, now {digests_of(damaged).facts}"
    )


def digests_of(run):
    case = codec.case_from_json(codec.loads(run.inputs))
    return digest.digests(case, evaluate(case))


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"inputs": "{"}, "Expecting property name"),
        ({"inputs": "[]"}, "an object is needed"),
        ({"result": "[]"}, "version"),
        ({"inputs": "1.5"}, "not an exact number"),
    ],
)
def test_a_run_that_cannot_be_read_says_so(texts, sentence):
    replayed = services.replay_run(copy_with(builders.frozen_run(), **texts))

    assert (replayed.equal, sentence in replayed.first_difference) == (False, True)


# --- evaluation.json ---


def recompute(run, folder):
    file = folder / "evaluation.json"
    file.write_bytes(services.record_of(run))
    done = subprocess.run(
        [sys.executable, "-m", "scoring", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_anybody_recomputes_the_record_without_the_site(tmp_path):
    run = lots.run_of(change=lots.ruled_out)

    assert recompute(run, tmp_path) == (0, "equal\n", "")


def test_the_record_is_what_the_judge_would_write():
    evaluation = builders.evaluation_at("priced")
    judged = services.judge(evaluation.lot)

    run = services.freeze(evaluation=evaluation, by=None, at=lots.LATER)

    assert services.record_of(run) == digest.record_bytes(judged.case, judged.result)


def test_the_record_of_a_changed_run_shows_the_change(tmp_path):
    run = builders.frozen_run()

    damaged = copy_with(run, result_sha="0" * 64)

    assert recompute(damaged, tmp_path) == (1, f"digests/result: stored {'0' * 64}, now {run.result_sha}\n", "")
