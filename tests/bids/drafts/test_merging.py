"""What several people write at once: field by field."""

from procurement.bids.rules.merging import FieldClash, MergedFields, merge


def test_two_people_who_write_different_fields_both_keep_theirs():
    assert merge({"a": "1"}, {"a": "1", "b": "2"}, {"c": "3"}) == MergedFields({"a": "1", "b": "2", "c": "3"})


def test_a_page_that_sends_all_its_fields_undoes_nobody_s_work():
    sent_as_read = {"a": "1", "b": "new"}

    assert merge({"a": "1"}, {"a": "changed", "c": "3"}, sent_as_read) == MergedFields(
        {"a": "changed", "b": "new", "c": "3"}
    )


def test_a_field_that_both_wrote_is_a_clash_unless_they_wrote_the_same():
    assert merge({"a": "1"}, {"a": "2"}, {"a": "2"}) == MergedFields({"a": "2"})
    assert merge({"a": "1"}, {"a": "2"}, {"a": "3"}) == MergedFields({"a": "2"}, (FieldClash("a", "3", "2"),))


def test_an_empty_text_takes_a_field_away():
    assert merge({"a": "1"}, {"a": "1"}, {"a": ""}) == MergedFields({})
    assert merge({"a": "1"}, {"a": "2"}, {"a": ""}) == MergedFields({"a": "2"}, (FieldClash("a", "", "2"),))
    assert merge({"a": "1"}, {}, {"a": "2"}) == MergedFields({}, (FieldClash("a", "2", ""),))


def test_over_a_version_that_was_let_go_every_difference_is_a_clash():
    assert merge(None, {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == MergedFields(
        {"a": "1", "b": "2"}, (FieldClash("b", "3", "2"), FieldClash("c", "4", ""))
    )


def test_a_clash_shows_no_text():
    assert repr(FieldClash("a", "canary", "other")) == "FieldClash(field='a')"
    assert "canary" not in repr(merge({}, {}, {"a": "canary"}))
