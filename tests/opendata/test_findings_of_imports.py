"""The rules over the 90 Scottish tenders of ../shared: computed from what the files say, and stored nowhere."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from procurement.opendata import queries, services
from procurement.tenders import gather
from tests.opendata.inputs import encoded, prozorro

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PACKAGE = "data/ocds_scotland_pcs/release_package.json"

pytestmark = pytest.mark.django_db


UNDECIDED = "POL-1 IFC-1 IFC-2 STD-1 STD-3 VFM-2 VFM-4 ALT-1 KPI-1 KPI-2 KPI-4 CON-2 SME-1 SME-2 SME-3 TIME-1"
KEPT_NOWHERE = "REG-1 REG-2 CON-1 FIN-1 FIN-2"
ALONE = "price alone decides; quality, interoperability and openness count for nothing."
# What the files decide: weights of price, terms without renewal, variants, the number of lots, brands in texts.
DECIDED = [
    "STD-2: 88 pass, 3 fail",
    "VFM-1: 96 pass, 152 fail, 27 unknown",
    "VFM-3: 5 not_applicable, 85 unknown",
    "TERM-1: 9 pass, 8 fail, 73 unknown",
    "TERM-2: 15 pass, 2 fail, 73 unknown",
    "TERM-3: 5 not_applicable, 85 unknown",
    "TERM-4: 17 not_applicable, 73 unknown",
    "KPI-3: 65 not_applicable, 25 unknown",
    "SME-4: 63 not_applicable, 27 unknown",
    "INN-1: 4 pass, 86 unknown",
]


def row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.mark.slow
def test_ninety_real_tenders_are_judged_by_what_their_files_say_and_nothing_is_stored(shared):
    before, output = row_counts(), StringIO()

    call_command("check_tenders", str(shared / PACKAGE), stdout=output)

    head, *lines = output.getvalue().splitlines()
    assert row_counts() == before
    assert head == "release_package.json: 90 tenders"
    assert sorted(line for line in lines if not line.startswith(" ")) == sorted(
        [
            *DECIDED,
            *(f"{rule}: 90 unknown" for rule in UNDECIDED.split()),
            *(f"{rule}: 90 not_applicable" for rule in KEPT_NOWHERE.split()),
        ]
    )
    # Four of them read by hand in the file: its words stand behind.
    assert (
        {
            "  ESP 4113: TERM-1: The firm term is 60 months: 60 > 36.",  # "Five Year Electrical Inspection Contract"
            "  DGT/AW/796/17: VFM-1: lot 1: price weighs 70 of 100 points: 70 > 60.",  # {"type": "price", "description": "70"}
            f"  ocds-r6ebe6-0000581730: VFM-1: lot 2: {ALONE}",  # "The Award criteria for Lot 2 is Price 100%"
            '  HWU1862: STD-2: purchase/text: the brand VMware is named without "or equivalent".',
        }
        <= set(lines)
    )


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"gone\.json: cannot be read: No such file or directory\. Check the path\."):
        call_command("check_tenders", str(tmp_path / "gone.json"))


def test_what_a_file_does_not_say_is_never_taken_as_none():
    run = services.import_file(name="one.json", data=encoded(prozorro()), at=AT)
    [record] = queries.records_of(run)

    outcomes = {finding.rule: str(finding.outcome) for finding in gather.imported_findings(record.tender)}

    assert {outcomes[rule] for rule in ("IFC-1", "KPI-2", "SME-2", "SME-3", "STD-3", "TERM-1")} == {"unknown"}
