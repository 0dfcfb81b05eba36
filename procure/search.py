"""Full text on both databases, behind three verbs: put, forget, matching.

SQLite keeps an FTS5 table whose ``rowid`` is the row searched for, PostgreSQL a table of ``tsvector``; the two are made
by the migrations. What people type never reaches the engine's query language: it is cut into words, and each word is
quoted. All words must be there; the last may be unfinished.
"""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, column, func, literal, table, text
from sqlalchemy.sql import Select
from sqlalchemy.sql import select as sql_select
from sqlmodel import Session

WORD = re.compile(r"\w+", re.UNICODE)
MAXIMUM_WORDS = 12
TABLES = frozenset({"search_published", "search_library"})


def words_of(query: str) -> list[str]:
    """The words of a query, lower case, at most a dozen; anything else in it is ignored."""
    return [word[:64] for word in WORD.findall(query.lower().replace("\x00", " ").replace("_", " "))][
        :MAXIMUM_WORDS
    ]


def put(session: Session, name: str, row_id: int, title: str, body: str) -> None:
    """Index a row, replacing what was indexed for it before. Words of the title weigh more."""
    forget(session, name, row_id)
    if _is_sqlite(session):
        statement = text(  # the table's name is one of ours
            f"INSERT INTO {_checked(name)} (rowid, title, body) VALUES (:id, :title, :body)"  # noqa: S608
        )
    else:
        statement = text(
            f"INSERT INTO {_checked(name)} (id, document) VALUES (:id, "  # noqa: S608
            "setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :body), 'D'))"
        )
    session.execute(statement, {"id": row_id, "title": title, "body": body[:500_000]})


def forget(session: Session, name: str, row_id: int) -> None:
    """Take a row out of the index; nothing happens if it was not there."""
    key = "rowid" if _is_sqlite(session) else "id"
    statement = text(f"DELETE FROM {_checked(name)} WHERE {key} = :id")  # noqa: S608
    session.execute(statement, {"id": row_id})


def matching(session: Session, name: str, query: str, *, any_word: bool = False) -> Select[tuple[int, float]]:
    """A select of (id, relevance) for the rows that hold the words of ``query``; a higher relevance is a better match.

    ``any_word`` asks for one of the words instead of all. A query without words matches nothing.
    """
    words = words_of(query)
    if _is_sqlite(session):
        target = table(_checked(name), column("rowid"))
        fts: ColumnElement[str] = column(name)  # FTS5: the table's own name stands for all its columns
        phrase = (" OR " if any_word else " AND ").join(
            f'"{word}"' + ("*" if at == len(words) - 1 and len(word) > 2 else "")
            for at, word in enumerate(words)
        )
        relevance = -func.bm25(text(name), 8.0, 1.0)
        return sql_select(target.c.rowid.label("id"), relevance.label("relevance")).where(
            fts.op("MATCH")(literal(phrase or '"\u0000"')) if words else text("0")
        )
    target = table(_checked(name), column("id"), column("document"))
    query_text = (" | " if any_word else " & ").join(
        f"'{word}'" + (":*" if at == len(words) - 1 and len(word) > 2 else "")
        for at, word in enumerate(words)
    )
    tsquery = func.to_tsquery("english", query_text)
    found = sql_select(target.c.id.label("id"), func.ts_rank(target.c.document, tsquery).label("relevance"))
    return found.where(target.c.document.op("@@")(tsquery) if words else text("false"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _checked(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"{name} is not a full-text table")
    return name
