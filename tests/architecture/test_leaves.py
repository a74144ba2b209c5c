"""What leaves say: a closed list of facts per kind. No free text and no person stands where it cannot be erased.

Everything that the product does today is done once, with a name in every text that a person types; then each leaf is
read. A new fact is entered here with its pattern, so that a text cannot slip in.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings

from core import authorities, clock_switch, files, heads, jobs
from core.assembly import leaf_kinds
from core.backups import restoring
from core.backups.manifest import BackupManifest, DatabaseState
from core.clock import db_now
from core.integrity import repair
from core.law import calendars
from core.law import services as law
from core.models import Artifact, AuditLeaf, Authority, Role, User
from core.ownership import services as ownership
from core.people import factors, invitations
from core.people import services as people
from core.signing import keyfile
from core.signing import services as signing
from offline.sealing.opening_keys import Cost, Derivation, wrap_key
from procurement.bids.models import BidParty
from procurement.bids.services import key_ends, keys
from procurement.evaluations import decisions
from procurement.evaluations import services as evaluations
from procurement.opendata import services as opendata
from procurement.opendata import store
from procurement.reports import services as reports
from procurement.studies import services as studies
from procurement.tenders import services as tenders
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract
from procurement.tenders.states import TenderState
from procurement.web.demo import services as demo
from procurement.web.docs.states import tables
from tests import builders
from tests.architecture import opening_acts, submission_acts, supplier_acts, timing_acts
from tests.architecture.leaf_facts import FACTS, OPTIONAL, SECRET, SHA
from tests.bids.keys import ready_keys
from tests.opendata import inputs
from tests.planning import profiles
from tests.planning.standards import disputed, recorded, withdrawn
from tests.policies import policies
from tests.tenders import written as drafts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAME = "Doe"
TYPED = f"Mr {NAME} asked for it."


@dataclass(frozen=True, slots=True)
class WrittenLeaf:
    """A leaf as it is stored, and the secrets that stand beside it."""

    kind: str
    text: str
    digest: str
    secrets: dict[str, str]

    @property
    def body(self):
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Written:
    """All leaves, and the names and addresses of all accounts."""

    leaves: list[WrittenLeaf]
    accounts: set[str]


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker, tmp_path_factory):
    """What is left of everything that can be done; done once, then rolled back."""
    files = tmp_path_factory.mktemp("files")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    changes = {
        "DEMO": True,
        "PASSWORD_HASHERS": hashers,
        "MEDIA_ROOT": files,
        "KEYS_FOLDER": files / "keys",
        "BIDS_ROOT": files / "bids",
        "ROBUSTNESS_DRAWS": 100,
    }
    with django_db_blocker.unblock(), override_settings(**changes), transaction.atomic():
        _do_everything()
        rows = AuditLeaf.objects.prefetch_related("secrets")
        leaves = [
            WrittenLeaf(row.kind, row.body, row.hash, {secret.field: secret.value for secret in row.secrets.all()})
            for row in rows
        ]
        accounts = {text for pair in User.objects.values_list("name", "email") for text in pair if text}
        transaction.set_rollback(True)
    return Written(leaves, accounts)


def _do_everything():
    _demonstrate()
    supplier_acts.everything(name=NAME, typed=TYPED)
    _end_tenders()
    _ask_and_change()
    _amend()
    _write_a_draft()
    _publish_with_a_reason()
    _choose_a_method()
    _evaluate_again_and_report()
    _decide_who_a_buyer_is()
    _repair_identities()
    _settle_an_authority()
    _look_after_people()
    _move_the_clock()
    timing_acts.stand_still()
    timing_acts.make_good(typed=TYPED)
    timing_acts.open_again(typed=TYPED)
    submission_acts.exchange_a_key()
    timing_acts.look_after_bids()
    opening_acts.open_bids()
    submission_acts.damage_an_envelope()
    opening_acts.lose_the_keys(typed=TYPED)
    _sign_the_heads()
    _restore_a_backup()
    _change_the_key()
    _say_what_is_known_of_standards()
    _adopt_policies()
    _change_opening_keys()
    profiles.stored(cases=profiles.samples(good={"id": TYPED, "watts": 40}))
    file = inputs.encoded(inputs.prozorro(title=TYPED))
    opendata.import_file(name=f"{NAME}.json", data=file, by=builders.person("officer"), at=builders.AT)


def _decide_who_a_buyer_is():
    city = authorities.create(name=NAME, by=None, at=builders.AT)
    builders.person("officer", authority=city)
    same = authorities.of_organisation(name=NAME)
    opendata.import_file(name="waiting.json", data=inputs.encoded(inputs.prozorro()), authority=same, at=builders.AT)
    tenders.merge_authorities(duplicate=same, into=city, reason=TYPED, by=None, at=builders.AT)
    authorities.adopt(authority=authorities.of_organisation(name=NAME), reason=TYPED, by=None, at=builders.AT)
    person, another = builders.person(name=NAME), authorities.of_organisation(name="Another")
    ownership.take_over(authority=another, administrator=person, reason=TYPED, by=person, at=builders.AT)


def _settle_an_authority():
    who = {"by": builders.person("administrator", name=NAME), "at": builders.AT}
    city = builders.authority()
    law.settle(authority=city, zone="Europe/London", locale="en_GB", currency="GBP", basis="gross", **who)
    law.choose_profile(authority=city, profile="uk-pa2023/1", **who)
    law.record_confirmation(authority=city, lawyer=NAME, **who)
    calendar = calendars.start(authority=city, country="GB", **who)
    calendars.declare_day(calendar=calendar, day=date(2026, 6, 8), is_off=True, name=TYPED, reason=TYPED, **who)
    calendars.confirm_year(calendar=calendar, year=2026, **who)


def _look_after_people():
    who = {"by": builders.person("administrator", name=NAME), "at": builders.AT}
    city, person = builders.authority(), builders.person("officer", name=NAME)
    TOTP.activate(person, "A" * 32)
    reset = {"person": person, "authority": city, "reason": TYPED, **who}
    factors.withdraw_reset(reset=factors.request_reset(**reset), **who)
    factors.confirm_reset(reset=factors.request_reset(**reset), by=builders.person("administrator"), at=builders.AT)
    people.grant_role(role=Role.AUDITOR, **reset)
    people.withdraw_role(role=Role.AUDITOR, **reset)
    people.deactivate(person=person, reason=TYPED, **who)
    people.reactivate(person=person, reason=TYPED, **who)
    invite = {"authority": city, "email": "doe@city.example", "roles": [Role.OPENER], "reason": TYPED, **who}
    invitations.invite(**invite)
    again = invitations.invite(**invite).invitation
    invitations.show_link(invitation=again, **who)
    invitations.accept(invitation=again, name=NAME, passphrase=builders.PASSPHRASE, at=builders.AT)


def _move_the_clock():
    with override_settings(CLOCK_MOVES=True):
        clock_switch.move_to(instant=db_now() + timedelta(days=1), by=builders.person("administrator"), at=db_now())


def _restore_a_backup():
    restoring.note_restored(BackupManifest(builders.AT, "sqlite", "database.sqlite3", (), DatabaseState({}, {})))


def _sign_the_heads():
    heads.sign_moved_heads(builders.AT)


def _change_the_key():
    signing.rotate(by=None, at=builders.AT)
    keyfile.place().unlink()
    signing.replace_lost(reason=TYPED, by=None, at=builders.AT)


def _say_what_is_known_of_standards():
    recorded(source=TYPED)
    disputed(why=TYPED)
    withdrawn(why=TYPED)


def _adopt_policies():
    version = policies.next_draft()
    policies.write(version, by=policies.officer(version.authority), text=TYPED, note=TYPED)
    for act in (policies.open_for_comments, policies.revised, policies.open_for_comments):
        act(version)
    policies.answer(policies.comment(version, text=TYPED), text=TYPED)
    policies.adopted(version)
    at, by = policies.LATER, policies.officer(version.authority)
    period = {"start": at.date(), "end": at.date()}
    report = reports.request_policy_review(version=version, by=by, at=at, **period)
    jobs.run(report.job_id, reports.build_policy_review)


def _repair_identities():
    opendata.import_file(name="release.json", data=inputs.encoded(inputs.release()), at=builders.AT)
    bought = Tender.objects.get(ref="R-1")
    Authority.objects.filter(pk=bought.authority_id).update(id_scheme="", id_value="ORG-0001")
    BidParty.objects.filter(bid__tender=bought).update(id_value="S1")
    store.repair_identities(apply=True, by=None, at=builders.AT)


def _demonstrate():
    loaded = demo.load(at=db_now())
    demo.request_reviews(loaded.reviewed, at=db_now())
    jobs.work_off(at=db_now(), limit=1, taking={"reports"})
    _lose_and_repair(Artifact.objects.get())


def _lose_and_repair(artifact):
    files.path_of(artifact.object_name).unlink()
    repair.repair_now(artifact)


def _end_tenders():
    for state in (TenderState.CANCELLED, TenderState.UNSUCCESSFUL, TenderState.COMPLETE):
        builders.tender_at(state, bids=1, why=TYPED, title=TYPED, description=TYPED)


def _ask_and_change():
    tender = builders.tender_at("open", bids=0)
    officer, other = (builders.person("officer", authority=tender.authority) for _ in range(2))
    at = tender.deadline_at - timedelta(days=9)
    questions = [tenders.ask(tender=tender, text=TYPED, by=builders.person(), at=at) for _ in range(2)]
    tenders.answer(question=questions[0], text=TYPED, answer=TYPED, by=officer, at=at)
    tenders.refuse(question=questions[1], why=TYPED, by=officer, at=at)
    later = tender.deadline_at + timedelta(days=1)
    tenders.extend(tender=tender, deadline=later, reason=TYPED, by=officer, at=at)
    tenders.suspend(tender=tender, why=TYPED, by=officer, at=at)
    tenders.lift(tender=tender, by=officer, at=at + timedelta(hours=1))
    proposal = tenders.propose_cancellation(tender=tender, code="noDemand", text=TYPED, by=officer, at=at)
    tenders.cancel(tender=tender, proposal=proposal, by=other, at=at)


def _amend():
    tender = drafts.published()
    officer, other = (builders.person("officer", authority=tender.authority, name=NAME) for _ in range(2))
    at = drafts.AMENDED_AT
    amendment = drafts.amending(tender, drafts.changed(Contract, months=30), reason=TYPED, by=officer)
    tenders.send_amendment(amendment=amendment, by=officer, at=at)
    tenders.return_amendment(amendment=amendment, reason=TYPED, by=other, at=at)
    tenders.send_amendment(amendment=amendment, by=officer, at=at)
    tenders.publish_amendment(amendment=amendment, by=other, at=at)
    second = tenders.begin_amendment(tender=tender, by=officer, at=at)
    tenders.withdraw_amendment(amendment=second, by=officer, at=at)


def _write_a_draft():
    officer = builders.person("officer")
    draft = tenders.begin(authority=builders.authority(), title=TYPED, by=officer, at=builders.AT)
    assert draft.state == TenderState.DRAFT
    plan = ContentFile(b"lamp,state\n1,on\n")
    tenders.store_document(tender=draft, file=plan, name="Plan.csv", by=officer, at=builders.AT)


def _change_opening_keys():
    mine, *_others = ready_keys(builders.authority(f"City of {NAME}"))
    locked = wrap_key(mine.private, TYPED, Cost(Derivation.ARGON2ID, 19_456, 1, 1)).file()
    keys.rewrap_key(key=mine.key, wrapped=locked, by=mine.holder, at=db_now())
    keys.retire_key(key=mine.key, by=mine.holder, at=db_now())
    key_ends.forget_halves(db_now())


def _publish_with_a_reason():
    tender = drafts.with_reason()
    officers = [builders.person("officer", authority=tender.authority, name=NAME) for _ in range(2)]
    tenders.refuse_explanation(
        explanation=drafts.explained(tender, by=officers[0]), note=TYPED, by=officers[1], at=builders.AT
    )
    later = builders.AT + timedelta(minutes=1)
    explanation = drafts.explained(tender, by=officers[0], text=f"{TYPED} {drafts.REASON}", at=later)
    tenders.send_to_review(tender=tender, by=officers[0], at=later)
    tenders.send_back(tender=tender, reason=TYPED, by=officers[1], at=later)
    tenders.send_to_review(tender=tender, by=officers[0], at=later)
    drafts.approved(explanation, by=officers[1], at=later)
    tenders.publish(tender=tender, by=officers[1], at=later)
    tenders.tick(tender=tender, at=drafts.DEADLINE)


def _choose_a_method():
    study = builders.chosen_study(title=TYPED, reason=TYPED)
    tenders.refer(tender=builders.open_draft(), study=study, by=study.by, at=study.at)
    studies.choose(study=study, after=1, candidate="B", reason=TYPED, by=study.by, at=study.at)
    reports.request_study(study=study, by=study.by, at=study.at)
    builders.simulated_study()
    _lose_and_repair(Artifact.objects.get(file_name__endswith=".json"))


def _evaluate_again_and_report():
    evaluation = builders.frozen_evaluation()
    evaluations.rerun(
        evaluation=evaluation,
        supersedes=1,
        cause="correction",
        reason=TYPED,
        by=builders.person("officer"),
        at=builders.AT,
    )
    proposal = builders.proposed_decision(reason=TYPED)
    decisions.confirm(proposal=proposal, by=builders.person("officer"), at=builders.AT)
    reports.retry(report=builders.failed_report(why=TYPED), by=builders.person("auditor"), at=builders.AT)


def texts(value):
    """A fact's values as text, those of a list one by one."""
    return [str(entry) for entry in (value if isinstance(value, list) else [value])]


def faults_of(leaf):
    """Facts that are not listed, are lacking, look like something else, or ought to be secret and are not."""
    facts, allowed = leaf.body["facts"], FACTS[leaf.kind]
    lacking = set(allowed) - set(facts) - OPTIONAL.get(leaf.kind, set())
    pairs = [(fact, text) for fact, value in facts.items() for text in texts(value)]
    return [
        *((leaf.kind, "lacks", fact) for fact in lacking),
        *((leaf.kind, "says", fact, text) for fact, text in pairs if not re.fullmatch(allowed.get(fact, "$^"), text)),
        *((leaf.kind, "shows", fact) for fact in SECRET & set(facts) if fact not in leaf.secrets),
    ]


def test_leaves_hold_listed_facts_alone(written):
    assert [fault for leaf in written.leaves for fault in faults_of(leaf)] == []


def test_a_text_in_the_facts_would_be_seen():
    body = json.dumps({"facts": {"was": "submitted", "now": "rejected", "reason": TYPED, "who": NAME}})

    assert faults_of(WrittenLeaf("supplier.rejected", body, "", {})) == [
        ("supplier.rejected", "says", "reason", TYPED),
        ("supplier.rejected", "says", "who", NAME),
        ("supplier.rejected", "shows", "reason"),
    ]


def test_no_person_and_no_typed_text_stands_in_a_leaf(written):
    typed = {leaf.secrets["reason"] for leaf in written.leaves if "reason" in leaf.secrets}

    leaks = [(leaf.kind, text) for leaf in written.leaves for text in written.accounts | typed if text in leaf.text]

    assert (leaks, TYPED in typed, NAME in written.accounts) == ([], True, True)


def test_who_acted_and_the_person_acted_on_are_digests_beside_which_the_secret_stands(written):
    about_people = [leaf for leaf in written.leaves if leaf.body["object"].startswith("core.user:")]
    digests = [leaf.body["by"] for leaf in written.leaves]
    digests += [leaf.body["object"].removeprefix("core.user:") for leaf in about_people]

    assert [digest for digest in digests if not re.fullmatch(SHA, digest)] == []
    assert [leaf.kind for leaf in written.leaves if "by" not in leaf.secrets] == []
    assert {leaf.kind for leaf in about_people} == {
        kind for kind in FACTS if kind.startswith(("account.", "membership.")) or kind == "share_code.lookups_limited"
    }
    assert [leaf.kind for leaf in about_people if "object" not in leaf.secrets] == []


def test_a_leaf_is_verified_without_its_secrets(written):
    digests = {sha256(b"\x00" + leaf.text.encode()).hexdigest(): leaf.digest for leaf in written.leaves}

    assert list(digests) == list(digests.values())


def test_every_kind_that_is_written_today_has_been_written(written):
    built, unbuilt = set(), set()
    for table in tables():
        for state in table.states.values():
            for name, transition in state.moves.items():
                (unbuilt if name in table.unbuilt else built).add(transition.kind.value)

    kinds = {leaf.kind for leaf in written.leaves}

    assert {kind.value for kind in leaf_kinds()} - kinds <= unbuilt
    assert (kinds, built - kinds) == (set(FACTS), set())
