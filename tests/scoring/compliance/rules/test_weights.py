from fractions import Fraction

from tests.scoring.compliance.tender import lot, says


def test_price_weighs_at_most_sixty_points_of_each_lot():
    lots = (lot(1, price_weight=Fraction(60)), lot(2, price_weight=Fraction("60.0001")))

    assert says("VFM-1", lots=lots) == [
        ("pass", "explain", "lot 1: price weighs 60 of 100 points; the limit is 60."),
        ("fail", "explain", "lot 2: price weighs 60.0001 of 100 points: 60.0001 > 60."),
    ]


def test_a_policy_sets_the_cap():
    assert [row[0] for row in says("VFM-1", params={"most": 50}, lots=(lot(price_weight=Fraction(55)),))] == ["fail"]


def test_price_alone_is_called_so():
    assert says("VFM-1", lots=(lot(price_weight=Fraction(100)),)) == [
        (
            "fail",
            "explain",
            "lot 1: price alone decides; quality, interoperability and openness count for nothing.",
        )
    ]


def test_interoperability_and_openness_weigh_fifteen_together():
    lots = (
        lot(1, family_weights={"interoperability": Fraction(15), "value_for_money": Fraction(85)}),
        lot(2, family_weights={"open_standards": Fraction("14.5"), "value_for_money": Fraction("85.5")}),
        lot(3, family_weights=None),
    )

    assert says("VFM-2", lots=lots) == [
        ("pass", "explain", "lot 1: interoperability and open standards weigh 15 of 100 points."),
        (
            "fail",
            "explain",
            "lot 2: interoperability and open standards weigh 14.5 of 100 points; at least 15 are asked.",
        ),
        ("unknown", "explain", "Not filled in yet: the weights of the families (lot 3)."),
    ]
