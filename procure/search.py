"""Full text on both databases, behind four verbs: put, forget, matching, corrected.

SQLite keeps an FTS5 table whose ``rowid`` is the row searched for, PostgreSQL a table of ``tsvector``; the two are made
by the migrations. What people type never reaches the engine's query language: it is cut into words, and each word is
quoted. All words must be there; the last may be unfinished. Words that are put are remembered, so that a slip of the
keyboard can be told from a word that nothing holds.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, column, func, literal, table, text
from sqlalchemy.sql import Select
from sqlalchemy.sql import select as sql_select
from sqlmodel import Session

WORD = re.compile(r"\w+", re.UNICODE)
MAXIMUM_WORDS = 12
#: Shorter words are too like each other to guess between.
SHORTEST_GUESSED, LONGEST_GUESSED = 4, 40
_LETTERS = re.compile(r"[^\W\d_]{4,40}")
TABLES = frozenset({"search_published", "search_library"})


def words_of(query: str) -> list[str]:
    """The words of a query, lower case, at most a dozen; anything else in it is ignored."""
    return [word[:64] for word in WORD.findall(query.lower().replace("\x00", " ").replace("_", " "))][
        :MAXIMUM_WORDS
    ]


def put(
    session: Session, name: str, row_id: int, title: str, body: str, measures: str = "", sources: str = ""
) -> None:
    """Index a row, replacing what was indexed for it before. Words of the title weigh more; those of ``measures`` and
    ``sources`` are there to be asked for by themselves and weigh nothing."""
    forget(session, name, row_id)
    if _is_sqlite(session):
        statement = text(  # the table's name is one of ours
            f"INSERT INTO {_checked(name)} (rowid, title, body, measures, sources) "  # noqa: S608
            "VALUES (:id, :title, :body, :measures, :sources)"
        )
    else:
        statement = text(
            f"INSERT INTO {_checked(name)} (id, document) VALUES (:id, "  # noqa: S608
            "setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :body), 'D') "
            "|| setweight(to_tsvector('english', :measures), 'B') "
            "|| setweight(to_tsvector('english', :sources), 'C'))"
        )
    said = {"title": title, "body": body[:500_000], "measures": measures, "sources": sources}
    session.execute(statement, {"id": row_id, **said})
    remember(session, name, " ".join(said.values()))


def remember(session: Session, name: str, words: str) -> None:
    """Know the words of a text as words that the index holds. In one order for everybody, so that two writers at once
    wait for each other and never lock for good."""
    new = sorted(set(_LETTERS.findall(words.lower())))
    if new:
        session.execute(
            text(
                "INSERT INTO search_word (index_name, initial, length, word) "
                "VALUES (:index, :initial, :length, :word) ON CONFLICT DO NOTHING"
            ),
            [
                {"index": _checked(name), "initial": word[0], "length": len(word), "word": word}
                for word in new
            ],
        )


def corrected(session: Session, name: str, query: str) -> str | None:
    """The query with each word that the index has never held put right, where one word that it has is very like it;
    None where there is nothing to put right. The first letter is taken to be as meant.
    """
    words = words_of(query)
    put_right = [_nearest(session, _checked(name), word) or word for word in words]
    return " ".join(put_right) if put_right != words else None


def _nearest(session: Session, name: str, word: str) -> str | None:
    if not SHORTEST_GUESSED <= len(word) <= LONGEST_GUESSED or not word.isalpha():
        return None
    slips = 1 if len(word) < 6 else 2
    found = session.execute(
        text(
            "SELECT word FROM search_word WHERE index_name = :index AND initial = :initial "
            "AND length BETWEEN :shortest AND :longest"
        ),
        {
            "index": name,
            "initial": word[0],
            "shortest": len(word) - slips,
            "longest": len(word) + slips,
        },
    )
    best: tuple[int, int, str] | None = None
    for (known,) in found:
        distance = OSA.distance(word, known, score_cutoff=slips)
        if distance == 0:
            return None
        # Of two as like, the longer: fingers leave letters out more often than they add them.
        if distance <= slips and (best is None or (distance, -len(known), known) < best):
            best = (distance, -len(known), known)
    return best[2] if best else None


def forget(session: Session, name: str, row_id: int) -> None:
    """Take a row out of the index; nothing happens if it was not there."""
    key = "rowid" if _is_sqlite(session) else "id"
    statement = text(f"DELETE FROM {_checked(name)} WHERE {key} = :id")  # noqa: S608
    session.execute(statement, {"id": row_id})


def matching(
    session: Session, name: str, query: str, *, any_word: bool = False, measures: str = "", sources: str = ""
) -> Select[tuple[int, float]]:
    """A select of (id, relevance) for the rows that hold the words of ``query``, and those of ``measures`` and
    ``sources`` where these are told; a higher relevance is a better match.

    ``any_word`` asks for one of the words of ``query`` instead of all. Without any words nothing matches.
    """
    asked = [
        (field, wanted)
        for field, text_ in (("", query), ("measures", measures), ("sources", sources))
        if (wanted := words_of(text_))
    ]
    if _is_sqlite(session):
        target = table(_checked(name), column("rowid"))
        fts: ColumnElement[str] = column(name)  # FTS5: the table's own name stands for all its columns
        phrase = " AND ".join(
            _fts5(field or "title body", wanted, any_word and not field) for field, wanted in asked
        )
        relevance = -func.bm25(text(name), 8.0, 1.0, 0.0, 0.0)
        return sql_select(target.c.rowid.label("id"), relevance.label("relevance")).where(
            fts.op("MATCH")(literal(phrase)) if asked else text("0")
        )
    target = table(_checked(name), column("id"), column("document"))
    tsquery = func.to_tsquery(
        "english", " & ".join(_tsquery(field, wanted, any_word and not field) for field, wanted in asked)
    )
    rank = func.ts_rank(text("'{0.1, 0, 0, 1}'"), target.c.document, tsquery)
    found = sql_select(target.c.id.label("id"), rank.label("relevance"))
    return found.where(target.c.document.op("@@")(tsquery) if asked else text("false"))


def _fts5(columns: str, words: list[str], any_word: bool) -> str:
    """Words to find in these columns, in FTS5's language; the last may be unfinished."""
    *before, last = (f'"{word}"' for word in words)
    either = (" OR " if any_word else " AND ").join((*before, last + ("*" if len(words[-1]) > 2 else "")))
    return f"{{{columns}}} : ({either})"


def _tsquery(field: str, words: list[str], any_word: bool) -> str:
    """The same in PostgreSQL's, where a letter says which weight a word must have."""
    weight = {"": "AD", "measures": "B", "sources": "C"}[field]
    *before, last = words
    unfinished = "*" if len(last) > 2 else ""
    either = [*(f"'{word}':{weight}" for word in before), f"'{last}':{unfinished}{weight}"]
    return "(" + (" | " if any_word else " & ").join(either) + ")"


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _checked(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"{name} is not a full-text table")
    return name
