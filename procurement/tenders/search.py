"""Which tenders words find, by one index on each engine, and how a page of them is read quickly (ADR 0039).

A tender's `search_text` holds its words, each once, a space around each: small letters and digits without accents.
Beside them stand marks, which no word can be: one for each level of each CPV code, one for each standard asked for.
PostgreSQL keeps them as a stored vector under GIN, SQLite as a table of FTS5; `Terms.fit` says what both must answer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from core.pages import paging
from procurement.tenders.models import Tender

MOST_WORDS = 12  # of a search
LONGEST_WORD = 60  # letters; what is longer is cut, in the index and in a search alike
MOST_BYTES = 500_000  # of the words of a tender, each once: a vector of PostgreSQL holds a megabyte
COUNTED = 1_000  # a narrowed list says "more than" beyond it
BEGUN_LETTERS = 3  # of a last word that may go on: a shorter one would be the beginning of every tenth number
NEWEST_READ = 10_000  # rows of the list itself that are looked through before the index is asked

CPV_MARK, STANDARD_MARK = "§", "¶"
CPV_DIGITS = range(2, 9)
# Letters that are others with a stroke through them, or two in one: Unicode does not take them apart.
_APART = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Scripts that put no space between words: each of their letters is a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
_ASCII_SIGN = re.compile(r"[^0-9a-z\u0080-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a tender must have: each of these words and marks, and a word that begins with `prefix`, if any."""

    exact: tuple[str, ...] = ()
    prefix: str = ""

    def __bool__(self) -> bool:
        return bool(self.exact or self.prefix)

    def fit(self, search_text: str) -> bool:
        """What `matching` means, without an index."""
        return all(part in search_text for part in self.parts())

    def parts(self) -> list[str]:
        """What must all occur in a `search_text`."""
        return [f" {word} " for word in self.exact] + ([f" {self.prefix}"] if self.prefix else [])

    def joined(self, sign: str, *, word: str, prefix: str) -> str:
        """All terms in the language of an engine, each written by its template. No term has a quotation mark in it."""
        written = [word.format(term) for term in self.exact] + ([prefix.format(self.prefix)] if self.prefix else [])
        return sign.join(written)


def words_of(text: str) -> Iterator[str]:
    """The words of a text in order: runs of letters and digits, folded; signs of any kind only part them."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_APART)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    spaced = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in plain)
    for word in _UNSPACED.sub(r" \g<0> ", spaced).split():
        yield word[:LONGEST_WORD]


def search_text(*texts: str, cpv: Iterable[str] = (), standards: Iterable[str] = ()) -> str:
    """What is searched of a tender with these texts, codes and standards."""
    codes = list(cpv)
    marks = [mark for code in codes for mark in cpv_marks(code)] + [standard_mark(key) for key in standards if key]
    in_texts = [word for text in (*texts, *codes) for word in words_of(text)]
    indexed = list(_as_many_as_fit(dict.fromkeys([*marks, *in_texts])))
    return f" {' '.join(indexed)} " if indexed else ""


def _as_many_as_fit(terms: Iterable[str]) -> Iterator[str]:
    room = MOST_BYTES
    for term in terms:
        room -= len(term.encode()) + 1
        if room < 0:
            return
        yield term


def cpv_marks(code: str) -> list[str]:
    """The marks of a code: one for each level of the tree that it lies under; none for what is no CPV code."""
    digits = re.match(r"\d{8}(?!\d)", code)
    return [CPV_MARK + digits[0][:length] for length in CPV_DIGITS] if digits else []


def cpv_mark(code: str) -> str:
    """The mark of all codes under this one: without its zeros at the end and the digit that checks it."""
    digits = re.split(r"\D", code)[0][: max(CPV_DIGITS)]
    return CPV_MARK + digits[:2] + digits[2:].rstrip("0")


def standard_mark(key: str) -> str:
    return STANDARD_MARK + _ASCII_SIGN.sub("·", key.casefold())


def terms_of(text: str, *, marks: Sequence[str] = ()) -> Terms:
    """What somebody looks for: the last word may go on, if it is not short. A text of signs alone asks for nothing."""
    words_asked = [*words_of(text)][:MOST_WORDS]
    begun = words_asked.pop() if words_asked and len(words_asked[-1]) >= BEGUN_LETTERS else ""
    return Terms((*marks, *words_asked), begun)


# --- the index of each engine ---


class TermsMatch(Func):
    """Whether a tender has the terms, by the index; with `row_by_row` on SQLite by its text, which needs no table.

    Drafts are not in the table of SQLite: they are few, and looked through.
    """

    output_field = BooleanField()
    arity = 1

    def __init__(self, terms: Terms, *, row_by_row: bool = False) -> None:
        super().__init__(F("search_text"))
        self.terms, self.row_by_row = terms, row_by_row

    def as_postgresql(self, compiler: Any, _connection: Any, **_: Any) -> tuple[str, list[Any]]:
        query = self.terms.joined(" & ", word="'{}'", prefix="'{}':*")
        return f"{self._table(compiler)}.search_vector @@ %s::tsquery", [query]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # noqa: ARG002
        table = self._table(compiler)
        parts = self.terms.parts()
        has_each = " AND ".join([f"instr({table}.search_text, %s) > 0"] * len(parts))
        if self.row_by_row:
            return f"({has_each})", parts
        query = self.terms.joined(" AND ", word='"{}"', prefix='"{}" *')
        index = f"{table}.publish_no IN (SELECT rowid FROM tenders_words WHERE tenders_words MATCH %s)"  # noqa: S608 -- names of our own
        return f"({index} OR ({table}.publish_no IS NULL AND {has_each}))", [query, *parts]

    def _table(self, compiler: Any) -> str:
        [column] = self.get_source_expressions()
        return str(compiler.quote_name_unless_alias(column.alias))


def matching(tenders: QuerySet[Tender], terms: Terms) -> QuerySet[Tender]:
    """These tenders as far as they have all terms. Whom they are visible to is up to the caller. No query yet."""
    return tenders.filter(TermsMatch(terms)) if terms else tenders


# --- a page of a narrowed list ---


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What no index in the order of a list answers: terms, and a range of values or of deadlines."""

    terms: Terms = Terms()
    ranges: Q = field(default_factory=Q)

    def __bool__(self) -> bool:
        return bool(self.terms or self.ranges)

    def of(self, tenders: QuerySet[Tender]) -> QuerySet[Tender]:
        return matching(tenders.filter(self.ranges), self.terms)

    def count(self, tenders: QuerySet[Tender]) -> tuple[int, bool]:
        """How many fit, up to COUNTED, and whether there are more. One query, or two where a word may go on.

        With that word as it stands first: if these are too many already, its longer forms need not be looked for,
        which takes the index of PostgreSQL four times as long.
        """
        if self.terms.prefix:
            narrower = replace(self, terms=Terms((*self.terms.exact, self.terms.prefix)))
            total, capped = paging.count(narrower.of(tenders), cap=COUNTED)
            if capped:
                return total, capped
        return paging.count(self.of(tenders), cap=COUNTED)


EVERYTHING = Narrowing()


class Sorted(Func):
    """A column to sort by that no index is walked for: what fits is fetched by its own index, then sorted."""

    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="GREATEST(%(expressions)s)")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s")


def fetched(part: QuerySet[Tender], narrowing: Narrowing, *, count: int) -> QuerySet[Tender]:
    """The first rows of a part of a list that fit, few being there: by their own index, then sorted. No query yet.

    Which they are is found in the one table; what stands in others is joined to these rows alone.
    """
    order = [_sorted(str(name)) for name in part.query.order_by]
    first = narrowing.of(part.order_by()).order_by(*order).values("pk")[:count]
    return part.filter(pk__in=first)


def _sorted(name: str) -> Any:
    column = Sorted(F(name.lstrip("-")))
    return column.desc() if name.startswith("-") else column.asc()


def walked(part: QuerySet[Tender], narrowing: Narrowing, *, count: int) -> QuerySet[Tender] | None:
    """The first rows that fit, many being there: of the NEWEST_READ at the list's beginning; None if too few. A query.

    A word in every row is answered by the first rows of the list, and sorts nothing.
    """
    fits = narrowing.ranges & Q(TermsMatch(narrowing.terms, row_by_row=True)) if narrowing.terms else narrowing.ranges
    condition = ExpressionWrapper(fits, output_field=BooleanField())
    window = part.annotate(fits=condition).values_list("publish_no", "fits")[:NEWEST_READ]
    sql, params = window.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT publish_no FROM ({sql}) AS newest WHERE fits LIMIT {count:d}", params)  # noqa: S608 -- SQL of the ORM
        numbers = [number for (number,) in cursor.fetchall()]
    return part.filter(publish_no__in=numbers) if len(numbers) == count else None


# --- what a column holds ---


def values_in(tenders: QuerySet[Tender], column: str) -> list[str]:
    """The different values of a column, by which an index begins, among these tenders; sorted, empty ones left out.

    From value to value by the index: of a million rows only one of each is read. One query.
    """
    having = tenders.order_by().filter(**{column: RawSQL("steps.value", [])}).values("pk")[:1]
    sql, params = having.query.sql_with_params()
    following = f"(SELECT MIN({column}) FROM tenders_tender WHERE {column} > steps.value)"  # noqa: S608 -- a name of our own
    steps = f"SELECT MIN({column}) FROM tenders_tender UNION ALL SELECT {following} FROM steps WHERE value IS NOT NULL"  # noqa: S608 -- a name of our own
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE steps(value) AS ({steps}) SELECT value FROM steps WHERE value <> '' AND EXISTS ({sql})",  # noqa: S608 -- SQL of the ORM
            params,
        )
        return sorted(value for (value,) in cursor.fetchall())
