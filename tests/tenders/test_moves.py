"""Any order of legal and illegal moves: the model says which are legal; an illegal one raises and changes no table."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, queries, services
from procurement.tenders.models import Amendment, Clarification, Tender
from procurement.tenders.sections import Contract, SectionKey
from procurement.tenders.sections.amending import LEAST_LEFT
from tests import builders
from tests.scale import LONG_RUN, scaled
from tests.tenders import written

pytestmark = pytest.mark.django_db

FEW, FULL = 3, 2000
STEPS = 20
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LEAST = timedelta(hours=72)
LAWFUL_UNTIL = written.AT + 120 * DAY  # later the policy's review is over, which the gate asks about
REFUSALS = (
    IllegalMove,
    GateRefused,
    services.NotADraft,
    services.NotChangeable,
    services.QuestionRefused,
    services.SavedMeanwhile,
)


def digest_of_tables():
    """The sha256 of every row of every table."""
    rows = ((model._meta.label, sorted(map(repr, model._base_manager.values_list()))) for model in apps.get_models())
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()


@dataclass
class Model:
    """What a tender should be by the moves so far."""

    state: str = "draft"
    saves: int = 1  # of the contract
    sender: object = None
    deadline: datetime | None = None
    questions_until: datetime | None = None
    answers_by: datetime | None = None
    suspended_at: datetime | None = None
    proposer: object = None
    waiting: list = field(default_factory=list)
    months: int = 36  # of the contract, as they are published and as they are saved
    saved_months: int = 36
    amendment: str = ""  # its state while one is in work
    amendment_sender: object = None
    reason: str = ""
    versions: int = 0

    def changeable(self, now):
        """Open and before the deadline, by the time that stands still in a suspension."""
        return self.state == "open" and self.time(now) < self.deadline

    def time(self, now):
        return self.suspended_at or now

    def running(self, now):
        return self.state == "open" and self.suspended_at is None and now < self.deadline

    def later(self, deadline, ahead_of):
        """The deadline moves, and with it the ends that were ahead at a moment."""
        by = deadline - self.deadline
        self.deadline = deadline
        self.versions += 1
        self.questions_until += by if self.questions_until > ahead_of else timedelta()
        self.answers_by += by if self.answers_by > ahead_of else timedelta()


class Moves(RuleBasedStateMachine):
    """One tender, two officers, a person who asks, and the clock."""

    draft = officers = asker = None  # what the test prepares once; every example begins with it and takes all back

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.tender = Tender.objects.get(pk=self.draft.pk)
        self.model, self.now, self.proposal, self.amendment = Model(), written.AT, None, None

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def tried(self, is_legal, move):
        """Make a move. Legal: it happens, and its result is answered. Illegal: it raises and no table has changed."""
        if is_legal:
            return move()
        before = digest_of_tables()
        with pytest.raises(REFUSALS):
            move()
        assert digest_of_tables() == before
        return None

    @initialize(stage=st.integers(0, 4))
    def begin(self, stage):
        """An example begins with a draft, one in review, an open tender, or with an amendment in work or in review."""
        if stage:
            self.send_to_review(0)
        if stage >= 2:
            self.publish(1)
        if stage >= 3:
            self.begin_amendment(0)
            self.save(0, False, 30)
        if stage == 4:
            self.describe_amendment(written.WHY, False)
            self.send_amendment(0)

    # --- before publication: the clock stands, so that the dates of the draft stay lawful ---

    @rule(who=st.integers(0, 1), is_late=st.booleans(), months=st.integers(24, 36))
    def save(self, who, is_late, months):
        value = written.changed(Contract, months=months)
        after = self.model.saves - is_late
        model = self.model  # what is in work is nobody's but the officers', so no deadline stops a save
        is_writable = model.state == "draft" or (model.state == "open" and model.amendment == "draft")
        legal = is_writable and (not is_late or months == model.saved_months)
        saved = self.tried(
            legal,
            lambda: services.save(tender=self.tender, value=value, after=after, by=self.officers[who], at=self.now),
        )
        if saved:
            self.model.saves, self.model.saved_months = saved.no, months

    @rule(who=st.integers(0, 1))
    def send_to_review(self, who):
        officer, legal = self.officers[who], self.model.state == "draft"
        self.tried(legal, lambda: services.send_to_review(tender=self.tender, by=officer, at=self.now))
        if legal:
            self.model.state, self.model.sender = "review", officer

    @rule(who=st.integers(0, 1), reason=st.sampled_from(["", "The term is too long."]))
    def send_back(self, who, reason):
        legal = self.model.state == "review" and bool(reason)
        officer = self.officers[who]
        self.tried(legal, lambda: services.send_back(tender=self.tender, reason=reason, by=officer, at=self.now))
        self.model.state = "draft" if legal else self.model.state

    @rule(who=st.integers(0, 1))
    def publish(self, who):
        officer, model = self.officers[who], self.model
        legal = model.state == "review" and officer != model.sender
        self.tried(legal, lambda: services.publish(tender=self.tender, by=officer, at=self.now))
        if legal:
            row = Tender.objects.get(pk=self.tender.pk)
            model.state, model.deadline, model.versions = "open", written.DEADLINE, 1
            model.months = model.saved_months
            model.questions_until, model.answers_by = row.questions_until_at, row.answers_by_at

    # --- after it ---

    @rule(hours=st.sampled_from([1, 12, 71, 24 * 8, 24 * 30]))
    def time_goes_by(self, hours):
        if self.model.state not in {"draft", "review"}:
            self.now += hours * HOUR

    @rule(text=st.sampled_from(["", "How many lanterns?"]))
    def ask(self, text):
        model = self.model
        legal = model.state == "open" and model.time(self.now) < model.questions_until and bool(text)
        asked = self.tried(legal, lambda: services.ask(tender=self.tender, text=text, by=self.asker, at=self.now))
        if asked:
            model.waiting.append(asked.pk)

    def question(self, pick):
        """A question, waiting or not; None while there is none."""
        known = list(Clarification.objects.filter(tender=self.tender).order_by("asked_at", "pk"))
        return known[pick % len(known)] if known else None

    @rule(pick=st.integers(0, 5), text=st.sampled_from(["", "Five thousand."]), is_answer=st.booleans())
    def answer_or_refuse(self, pick, text, is_answer):
        question, model = self.question(pick), self.model
        if question is None:
            return
        is_open = model.state == "open" and model.time(self.now) < model.deadline
        legal = is_open and question.pk in model.waiting and bool(text)
        by, at = self.officers[0], self.now
        if not is_answer:
            self.tried(legal, lambda: services.refuse(question=question, why=text, by=by, at=at))
        else:
            public = "How many are there?"
            self.tried(legal, lambda: services.answer(question=question, text=public, answer=text, by=by, at=at))
        if legal:
            model.waiting.remove(question.pk)
            late = model.time(at) - model.answers_by
            if is_answer and late > timedelta():
                model.later(model.deadline + ceil(late / DAY) * DAY, at)

    @rule(days=st.integers(-2, 5), reason=st.sampled_from(["", "More wish to bid."]))
    def extend(self, days, reason):
        model = self.model
        deadline = (model.deadline or written.DEADLINE) + days * DAY
        legal = model.running(self.now) and days > 0 and bool(reason)
        by = self.officers[0]
        self.tried(
            legal,
            lambda: services.extend(tender=self.tender, deadline=deadline, reason=reason, by=by, at=self.now),
        )
        if legal:
            model.later(deadline, self.now)

    @rule(why=st.sampled_from(["", "A court looks at it."]))
    def suspend(self, why):
        legal = self.model.running(self.now) and bool(why)
        by = self.officers[1]
        self.tried(legal, lambda: services.suspend(tender=self.tender, why=why, by=by, at=self.now))
        self.model.suspended_at = self.now if legal else self.model.suspended_at

    @rule()
    def lift(self):
        model = self.model
        is_suspended = model.state == "open" and model.suspended_at is not None
        deadline = self.now + max(model.deadline - model.suspended_at, LEAST) if is_suspended else None
        legal = is_suspended  # at the very instant of the suspension, too: the deadline stays then
        self.tried(legal, lambda: services.lift(tender=self.tender, by=self.officers[1], at=self.now))
        if legal:
            model.later(deadline, model.suspended_at)
            model.suspended_at = None

    # --- an amendment: a copy in work, which another officer publishes ---

    @rule(who=st.integers(0, 1))
    def begin_amendment(self, who):
        model = self.model
        legal = model.changeable(self.now) and not model.amendment
        begun = self.tried(
            legal, lambda: services.begin_amendment(tender=self.tender, by=self.officers[who], at=self.now)
        )
        if begun:
            self.amendment, model.amendment, model.reason = begun, "draft", ""
            model.saved_months = model.months
            model.saves = queries.saves_of(self.tender, SectionKey.CONTRACT).first().no

    @rule(reason=st.sampled_from(["", written.WHY]), is_stale=st.booleans())
    def describe_amendment(self, reason, is_stale):
        if self.amendment is None:
            return
        model, seen = self.model, Amendment.objects.get(pk=self.amendment.pk).reasons_digest
        is_meanwhile = is_stale and reason != model.reason
        legal = model.amendment == "draft" and model.changeable(self.now) and not is_meanwhile
        self.tried(
            legal,
            lambda: services.describe_amendment(
                amendment=self.amendment,
                reason=reason,
                time_why=reason,
                affects_bids=False,
                seen="stale" if is_stale else seen,
                at=self.now,
            ),
        )
        model.reason = reason if legal else model.reason

    @rule(who=st.integers(0, 1))
    def send_amendment(self, who):
        if self.amendment is None or self.now > LAWFUL_UNTIL:
            return
        model, officer = self.model, self.officers[who]
        is_whole = bool(model.reason) and model.saved_months != model.months
        legal = model.amendment == "draft" and model.changeable(self.now) and is_whole
        self.tried(legal, lambda: services.send_amendment(amendment=self.amendment, by=officer, at=self.now))
        if legal:
            model.amendment, model.amendment_sender = "review", officer

    @rule(who=st.integers(0, 1), reason=st.sampled_from(["", "Say why."]))
    def return_amendment(self, who, reason):
        if self.amendment is None:
            return
        legal = self.model.amendment == "review" and self.model.changeable(self.now) and bool(reason)
        by = self.officers[who]
        self.tried(
            legal,
            lambda: services.return_amendment(amendment=self.amendment, reason=reason, by=by, at=self.now),
        )
        self.model.amendment = "draft" if legal else self.model.amendment

    @rule(who=st.integers(0, 1))
    def withdraw_amendment(self, who):
        """At any time, also after the deadline: nothing that is public changes."""
        if self.amendment is None:
            return
        legal = self.model.amendment in {"draft", "review"}
        by = self.officers[who]
        self.tried(legal, lambda: services.withdraw_amendment(amendment=self.amendment, by=by, at=self.now))
        self.model.amendment = "" if legal else self.model.amendment

    @rule(who=st.integers(0, 1))
    def publish_amendment(self, who):
        if self.amendment is None or self.now > LAWFUL_UNTIL:
            return
        model, officer, at = self.model, self.officers[who], self.now
        legal = model.amendment == "review" and model.changeable(at) and officer != model.amendment_sender
        self.tried(legal, lambda: services.publish_amendment(amendment=self.amendment, by=officer, at=at))
        if legal:
            time = model.time(at)
            lacking = max(time + LEAST_LEFT - model.deadline, timedelta())
            model.later(model.deadline + ceil(lacking / DAY) * DAY, time)
            model.amendment, model.months = "", model.saved_months

    @rule(who=st.integers(0, 1), code=st.sampled_from(["noDemand", "mood"]))
    def propose_cancellation(self, who, code):
        legal = self.model.state in {"open", "closed"} and code == "noDemand"
        proposal = self.tried(
            legal,
            lambda: services.propose_cancellation(
                tender=self.tender, code=code, text="Nobody needs it.", by=self.officers[who], at=self.now
            ),
        )
        if proposal:
            self.proposal, self.model.proposer = proposal, self.officers[who]

    @rule(who=st.integers(0, 1))
    def confirm_cancellation(self, who):
        if self.proposal is None:
            return
        officer = self.officers[who]
        legal = self.model.state in {"open", "closed"} and officer != self.model.proposer
        self.tried(
            legal,
            lambda: services.cancel(tender=self.tender, proposal=self.proposal, by=officer, at=self.now),
        )
        self.model.state = "cancelled" if legal else self.model.state

    @rule()
    def tick(self):
        """The clock raises nothing: where a tender is not over, it changes nothing."""
        model, before = self.model, digest_of_tables()
        legal = model.state == "open" and model.suspended_at is None and model.deadline <= self.now
        assert services.tick(tender=self.tender, at=self.now) is legal
        if legal:
            model.state = "closed"
        else:
            assert digest_of_tables() == before

    @invariant()
    def the_row_is_what_the_model_says(self):
        row, model = Tender.objects.get(pk=self.tender.pk), self.model
        assert row.state == model.state
        if model.deadline:
            assert (row.deadline_at, row.questions_until_at, row.answers_by_at) == (
                model.deadline,
                model.questions_until,
                model.answers_by,
            )
            assert (queries.current_suspension(row) is not None) == (model.suspended_at is not None)
            assert row.versions.count() == model.versions
            assert gather.publication_of(row).content.contract.months == model.months
            live = queries.live_amendment(row)
            assert (live.state if live else "") == model.amendment


def test_no_order_of_moves_does_what_is_not_legal(db):
    Moves.draft = written.written_draft()
    city = Moves.draft.authority
    Moves.officers = tuple(builders.person("officer", authority=city, name=name) for name in ("Ada", "Ben"))
    Moves.asker = builders.person(name="Cleo")

    run_state_machine_as_test(
        Moves,
        settings=hypothesis(
            max_examples=scaled(FULL, least=FEW) if LONG_RUN else FEW,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
