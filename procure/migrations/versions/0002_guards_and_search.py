"""Frozen versions and audit events cannot be changed, whoever asks; full-text tables for the public list and the
outcome library.

Full text: SQLite has FTS5 tables whose ``rowid`` is the row searched for; PostgreSQL has a table of ``tsvector``
under a GIN index. Both are called ``search_published`` and ``search_library`` and are written by services.
"""

from alembic import op

revision = "0002_guards_and_search"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

APPEND_ONLY = ("specification_version", "audit_event")
SEARCHED = ("search_published", "search_library")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        for table in SEARCHED:
            op.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5("
                "title, body, tokenize = 'porter unicode61 remove_diacritics 2')"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table in SEARCHED:
        op.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, document tsvector NOT NULL)")
        op.execute(f"CREATE INDEX ix_{table}_document ON {table} USING gin (document)")
