"""The list of tenders on PostgreSQL: `python -m tests.bench.lists COUNT` fills the database of DATABASE_URL by COPY.

Prints one line of JSON: seconds of pages and of searches, after their answers were compared with a plain query's.
"""

import json
import random
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

ROUNDS = 7
LOTS = 2
OLDEST, EVERY = 3_000, 30_000  # a word in the oldest alone, and one in every so many
BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CODES = [f"{number}-1" for number in random.Random(1).sample(range(10_000_000, 99_999_999), 900)]
SEARCHES = {
    "no hit": {"q": "zzabsent"},
    "in every row": {"q": "city"},
    "in every row, begun": {"q": "cit"},
    "the oldest alone": {"q": "oldmark"},
    "one in 30,000": {"q": "raremark"},
    "two words": {"q": "lamps sensors"},
    "common and rare": {"q": "city raremark"},
    "one in 100": {"q": "seldom"},
    "one in 500": {"q": "scarce"},
    "by reference": {"q": "LM-2020-7"},
    "a branch of CPV": {"cpv": CODES[7][:3]},
    "a division of CPV": {"cpv": CODES[7][:2]},
    "one code of CPV": {"cpv": CODES[7]},
    "every row, one authority": {"q": "city", "authority": "1"},
    "no hit, open": {"q": "zzabsent", "state": "open"},
    "every row, by value": {"q": "city", "sort": "value"},
    "every row, by deadline": {"q": "city", "sort": "deadline"},
    "a range of values": {"currency": "EUR", "value_min": "100000", "value_max": "101000"},
    "the highest values": {"currency": "EUR", "value_min": "999000"},
    "a week of deadlines": {"closes_from": "2016-03-01", "closes_until": "2016-03-07"},
}


def main() -> int:
    """Fill, compare, take the time."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", "--skip-checks", verbosity=0)
    count = int(sys.argv[1])
    begun = time.perf_counter()
    owners = owners_of_rows() or fill(count)
    print(json.dumps({"filled": time.perf_counter() - begun} | pages() | searches(owners)))
    return 0


def owners_of_rows() -> list[str]:
    """The keys of the authorities of a database that was filled before, in order."""
    from core.models import Authority

    rows = sorted(Authority.objects.all(), key=lambda row: int(row.name.split()[-1]))
    return [str(row.pk) for row in rows]


def fill(count: int) -> list[str]:
    """`count` tenders of two lots each, 150 seconds apart, 5 % of them open. Returns the keys of the authorities."""
    from django.db import connection

    from core import triggers
    from core.models import Authority
    from procurement.tenders.models import Lot, Tender
    from tests.architecture.rows import make
    from tests.bench.generate import VOCABULARY

    authorities = [Authority.objects.create(name=f"City {number}") for number in range(200)]
    example = make(Tender, state="open", publish_no=1, price_formula="lowest_price", authority=authorities[0])
    lot = make(Lot, tender=example)
    rng, titles = random.Random(1), [*sorted(set(VOCABULARY))[:73], "lamps", "sensors"]
    plain = [f"w{number}" for number in range(20_000)]
    with connection.cursor() as cursor:
        triggers.remove()
        row, lot_row = values_of(cursor, example), values_of(cursor, lot)
        lot.delete()
        example.delete()
        cursor.execute("DROP INDEX tender_search")
        keys = [uuid.UUID(int=rng.getrandbits(128), version=4) for _ in range(count)]
        columns = sorted(set(row) - {"search_vector"})
        with cursor.copy(f"COPY tenders_tender ({', '.join(columns)}) FROM STDIN") as copy:
            for number, key in enumerate(keys, start=1):
                changes = tender_values(number, count, rng, titles, plain, authorities)
                copy.write_row([(row | {"id": key} | changes)[column] for column in columns])
        columns = sorted(lot_row)
        with cursor.copy(f"COPY tenders_lot ({', '.join(columns)}) FROM STDIN") as copy:
            for key in keys:
                for no in range(1, LOTS + 1):
                    changes = {"id": uuid.UUID(int=rng.getrandbits(128), version=4), "tender_id": key, "no": no}
                    copy.write_row([(lot_row | changes | {"estimate": "1000.00"})[column] for column in columns])
        cursor.execute("CREATE INDEX tender_search ON tenders_tender USING gin (search_vector)")
        triggers.install()
        connection.connection.commit()
        cursor.execute("VACUUM ANALYZE tenders_tender")
        cursor.execute("VACUUM ANALYZE tenders_lot")
    return [str(authority.pk) for authority in authorities]


def values_of(cursor, row) -> dict[str, object]:
    """The columns of a row as COPY takes them."""
    cursor.execute(f"SELECT * FROM {row._meta.db_table} WHERE id = %s", [row.pk])
    [values] = cursor.fetchall()
    names = [column.name for column in cursor.description]
    return {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in zip(names, values, strict=True)
    }


def tender_values(number, count, rng, titles, plain, authorities) -> dict[str, object]:
    at = BEGIN + timedelta(seconds=150 * number)
    owner = rng.randrange(len(authorities))
    title = rng.sample(titles, 7)
    many = [plain[min(int(rng.paretovariate(0.6)), 19_999)] for _ in range(40)]
    code = rng.choice(CODES)
    marks = [f"§{code[:length]}" for length in range(2, 9)]
    named = ["lm", str(at.year), str(number), "city", str(owner), code[:8]]
    rare = ["oldmark"] * (number <= OLDEST) + ["raremark"] * (number % EVERY == 7)
    rare += ["seldom"] * (number % 100 == 7) + ["scarce"] * (number % 500 == 7) + ["ancient"] * (number < count / 5)
    value = rng.randrange(100_000, 100_000_000)
    return {
        "ref": f"LM-{at.year}-{number}",
        "title": " ".join([*title, str(number)]),
        "description": " ".join(many),
        "authority_id": authorities[owner].pk,
        "publish_no": number,
        "state": "open" if rng.random() < 0.05 else "complete",
        "published_at": at,
        "deadline_at": at + timedelta(days=rng.randrange(20, 60)),
        "currency": rng.choice(["EUR", "EUR", "CHF"]),
        "value_order": value,
        "search_text": f" {' '.join(dict.fromkeys([*marks, *named, *title, *many, *rare]))} ",
    }


# --- the time ---


def taken(call) -> list[float]:
    """Seconds of CPU that the database took in each round for all queries of a page; the first round is dropped.

    Of CPU, by the kernel's count of the one process that serves this connection: other work on the machine does not
    make them longer. What the rounds read is in memory.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    spent = Path(f"/proc/{pid}/schedstat")
    rounds = []
    for _ in range(ROUNDS + 1):
        begun = int(spent.read_text().split()[0])
        call()
        rounds.append((int(spent.read_text().split()[0]) - begun) / 1e9)
    return rounds[1:]


def visitor():
    from core.models import User

    user = User.objects.get_or_create(email="bench@test.example")[0]
    user._roles = {}
    return user


def page_of(asked):
    from procurement.tenders.filters import TenderFilters

    return TenderFilters(asked, user=visitor()).page(lambda: NOW)


def pages() -> dict[str, list[float]]:
    """The first page and the deepest, in each order."""
    from procurement.tenders.models import Tender

    seconds = {}
    for sort in ("", "deadline", "value"):
        orders = {"": ["publish_no"], "deadline": ["deadline_at", "publish_no"], "value": ["-currency", "value_order"]}
        deep = Tender.objects.order_by(*orders[sort]).values_list("publish_no", flat=True)[50]
        for name, asked in {"first": {"sort": sort}, "deepest": {"sort": sort, "before": str(deep)}}.items():
            page = page_of(asked)
            assert len(page.rows) == 50, (sort, name, len(page.rows))
            seconds[f"{name} {sort or 'newest'}"] = taken(lambda asked=asked: page_of(asked))
    return seconds


def searches(owners: list[str]) -> dict[str, object]:
    """Each search, ours and a plain query's, after both found the same."""
    seconds = {}
    for name, query in (SEARCHES | {"a fifth, all old": {"q": "ancient"}}).items():
        asked = query | ({"authority": owners[int(query["authority"])]} if "authority" in query else {})
        begun = time.perf_counter()
        expected = plain_answer(asked)
        naive = time.perf_counter() - begun
        assert [row["publish_no"] for row in page_of(asked).rows] == expected or "sort" in asked, name
        seconds[f"search: {name}"] = taken(lambda asked=asked: page_of(asked))
        seconds[f"naive: {name}"] = naive
    return seconds


def plain_answer(asked) -> list[int]:
    from procurement.tenders.filters import TenderFilters

    filters = TenderFilters(asked, user=visitor())
    rows = filters.base.filter(filters.narrowing.ranges)
    for part in filters.narrowing.terms.parts():
        rows = rows.filter(search_text__contains=part)
    return list(rows.order_by("-publish_no").values_list("publish_no", flat=True)[:50])


if __name__ == "__main__":
    sys.exit(main())
