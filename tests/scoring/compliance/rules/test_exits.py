from tests.scoring.compliance.tender import says


def test_data_leaves_in_a_named_format_for_thirty_days():
    assert says("STD-3", export_formats=("csv", "json")) == [
        ("pass", "block", "Data leaves as csv, json; it can be fetched for 30 days after the end.")
    ]
    assert says("STD-3", exit_days=29) == [
        ("fail", "block", "Data can be fetched for 29 days after the end; at least 30 are needed.")
    ]


def test_both_faults_are_told_at_once():
    no_format = ("fail", "block", "No format is named in which data leaves the system.")

    assert says("STD-3", export_formats=()) == [no_format]
    assert says("STD-3", export_formats=(), exit_days=0)[0] == no_format
    assert len(says("STD-3", export_formats=(), exit_days=0)) == 2
    assert says("STD-3", export_formats=(), exit_days=None) == [
        no_format,
        ("unknown", "block", "Not filled in yet: the days for fetching data after the end."),
    ]
