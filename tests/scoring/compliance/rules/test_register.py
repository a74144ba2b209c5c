from tests.scoring.compliance.tender import interface, says


def test_a_tender_names_the_systems_it_touches():
    assert says("REG-1", systems=("SYS-1", "SYS-2")) == [
        ("pass", "explain", "The tender names the systems that it touches: SYS-1, SYS-2.")
    ]
    assert says("REG-1", systems=()) == [("fail", "explain", "Systems of the register named: 0; at least 1 are asked.")]


def test_a_platform_of_the_domain_is_used():
    assert says("REG-2", platforms=("SYS-1", "SYS-9")) == [
        ("pass", "explain", "The tender plugs into or extends the platform of its domain: SYS-1.")
    ]
    assert says("REG-2", interfaces=(interface(role="extends", system="SYS-1"),))[0][0] == "pass"


def test_meeting_an_interface_of_a_platform_is_not_plugging_into_it():
    assert says("REG-2", interfaces=(interface(role="must_meet", system="SYS-1"),)) == [
        (
            "fail",
            "explain",
            "The city has a platform in this domain (SYS-1); no interface plugs into it or extends it.",
        )
    ]


def test_without_a_platform_there_is_nothing_to_use():
    assert says("REG-2", platforms=(), interfaces=None) == [
        ("not_applicable", "explain", "The register has no platform in this domain.")
    ]
