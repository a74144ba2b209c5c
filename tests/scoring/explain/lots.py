"""Generated lots with criteria of every family, for any rounding, scaling and way of a panel."""

from fractions import Fraction as F

from hypothesis import strategies as st

from scoring.types import Band, Curve, Interface, InterfaceMark, KpiRule, Leaf, MarkColumn, PriceFacts, Rounding
from tests.scoring.build import bid, case, marked, priced, ruling, spec

STAGES = [
    Rounding(stage, places, mode)
    for stage, places, mode in (
        ("none", 2, "half_up"),
        ("each_mark", 0, "half_up"),
        ("each_leaf", 2, "half_even"),
        ("each_leaf", 0, "down"),
        ("subtotal", 1, "half_up"),
        ("total", 0, "half_up"),
        ("total", 3, "down"),
    )
]
INTERFACES = (Interface("a", F(3), 2, "Sensors"), Interface("b", F(2)), Interface("c", F(5, 2)))
KPIS = (
    KpiRule("up", "up", F(99), F("99.9"), F(2, 5), backed=True, title="Availability", unit="%"),
    KpiRule("down", "down", F(48), F(8), F(3, 5), backed=True, title="Repair", unit="h"),
)
BANDS = (Band(None, F(2), F(0)), Band(F(2), F(4), F(1, 3)), Band(F(4), None, F(1)))


def offered(name, points, **more):
    return Leaf(name, "performance", F(points), "formula", "offer", **more)


def leaves(price):
    """Quality of 60 points in eight criteria, and the priced ones."""
    return (
        marked("plan", 12),
        marked("team", 8),
        Leaf("io", "interoperability", F(10), "machine", "verdict"),
        Leaf("os", "open_standards", F(5), "machine", "verdict", interfaces=("a", "c")),
        offered("kpis", 10, kpis=KPIS),
        offered("speed", 5, kpis=(KpiRule("speed", "up", F(1), F(7), F(3), backed=True),), neutral=F(1, 3)),
        offered("line", 4, curve=Curve("linear", minimum=F(1), best=F(4)), neutral=F(1, 3)),
        offered("range", 3, curve=Curve("lookup", bands=BANDS)),
        offered("best", 3, curve=Curve("relative", "down"), neutral=F(1, 2)),
        *price,
    )


CLAIMS = st.lists(
    st.builds(
        InterfaceMark,
        st.sampled_from("abc"),
        st.sampled_from(["absent", "declared", "parsed", "valid", "proven"]),
        st.sampled_from([F(0), F(1, 3), F(1)]),
        st.sampled_from([F(1, 2), F(1)]),
    ),
    max_size=5,
).map(tuple)


@st.composite
def bids(draw, name):
    tenth = st.integers(10, 60).map(lambda value: F(value, 10))
    offers = {
        "up": draw(st.integers(9900, 10010).map(lambda value: F(value, 100))),
        "down": draw(st.integers(4, 48).map(F)),
        "speed": draw(st.none() | tenth),
        "line": draw(st.none() | st.integers(0, 6).map(F)),
        "range": draw(tenth),
        "best": draw(st.none() | tenth),
    }
    amounts = {
        "price": draw(st.integers(6000, 14000).map(lambda cents: F(cents, 100))),
        "extra": F(draw(st.integers(1, 9))),
    }
    prices = {element: PriceFacts(amount, "EUR") for element, amount in amounts.items()}
    return bid(name, offers=offers, interfaces=draw(CLAIMS), prices=prices)


RULINGS = (
    ruling("mark_is", "A", "plan", 2),
    ruling("mark_is", "A", "io", F(2, 3), number="r2"),
    ruling("mark_is", "B", "kpis", F(1, 7), number="r3"),
    ruling("set_evidence", "B", "a", text="valid", number="r4"),
    ruling("use_price", "A", "price", 99, number="r5"),
)


@st.composite
def lots(draw, *, scaling=("none", "best")):
    """A complete case of one to three bids; two priced criteria, one of them of two elements."""
    price = (priced(30, elements=("price", "extra")), priced(10, name="extra"))
    method = draw(st.sampled_from(["consensus", "mean", "median"]))
    names = "ABC"[: draw(st.integers(2, 3))]
    width = 1 if method == "consensus" else draw(st.integers(2, 4))
    people = ("consensus",) if method == "consensus" else tuple(f"E{number}" for number in range(width))
    marks = st.lists(st.integers(0, 5), min_size=len(names) * width, max_size=len(names) * width).map(tuple)
    lot_spec = spec(
        *leaves(price),
        formula=draw(st.sampled_from(["relative_lowest", "min_max"])),
        interfaces=INTERFACES,
        panel_method=method,
        rounding=draw(st.sampled_from(STAGES)),
        scaling=draw(st.sampled_from(scaling)),
    )
    columns = [MarkColumn(leaf, 1, people, draw(marks)) for leaf in ("plan", "team")]
    rulings = draw(st.lists(st.sampled_from(RULINGS), unique_by=lambda ruling: ruling.id))
    return case(lot_spec, *(draw(bids(name)) for name in names), marks=columns, rulings=rulings)
