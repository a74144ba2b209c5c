"""The ten checks on 60 faulty and 60 clean sentences: at least 54 of the one are noticed, at most 3 of the other."""

import pytest

from scoring.compliance import TextPart
from scoring.compliance.lint import CHECKS, lint
from tests.scoring.compliance.lint.corpus import CLEAN, FAULTY, REGISTERED


def checks_of(sentence):
    return {hit.check for hit in lint([TextPart("specification", "1", sentence)], registered=REGISTERED)}


def test_the_corpus_has_sixty_of_each_and_six_for_every_check():
    assert (sum(map(len, FAULTY.values())), len(CLEAN)) == (60, 60)
    assert {check: len(sentences) for check, sentences in FAULTY.items()} == dict.fromkeys(CHECKS, 6)
    assert len({*CLEAN, *(sentence for sentences in FAULTY.values() for sentence in sentences)}) == 120


def test_faults_are_noticed_and_clean_sentences_are_left_alone():
    missed = [text for check, texts in FAULTY.items() for text in texts if check not in checks_of(text)]
    flagged = [text for text in CLEAN if checks_of(text)]

    print(f"faulty: {60 - len(missed)} of 60 noticed; clean: {len(flagged)} of 60 flagged")
    assert len(missed) <= 6, missed
    assert len(flagged) <= 3, flagged


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_notices_most_of_its_sentences(check):
    assert sum(check in checks_of(text) for text in FAULTY[check]) >= 5
