"""Engines for tests: each test has a database of its own, and all of a kind share what SQLAlchemy learnt of it.

SQLAlchemy compiles a statement once for a dialect and keeps it with the engine. A test that brings its own
database brings its own engine, and would compile every statement anew.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event

from procure import db

#: More than the service has, so that none is thrown away for another.
STATEMENTS_KEPT = 5000
#: Kind of engine → the first of it that connected.
_LEARNT: dict[tuple[str, Any], Engine] = {}


def make_learnt_engine(url: str, **options: Any) -> Engine:
    """As SQLAlchemy's `create_engine`, with the dialect and the compiled statements of the first of its kind."""
    engine = create_engine(url, query_cache_size=STATEMENTS_KEPT, **options)
    kind = (engine.url.drivername, options.get("isolation_level"))
    learnt = _LEARNT.get(kind)
    if learnt is None:
        # Heard after SQLAlchemy's own listener, which asks the first connection what server this is.
        event.listen(engine, "connect", lambda *_: _LEARNT.setdefault(kind, engine), once=True)
        return engine
    engine.dialect.initialize = lambda connection: None  # type: ignore[method-assign] # that is known
    engine.dialect = engine.pool._dialect = learnt.dialect
    engine._compiled_cache = learnt._compiled_cache
    return engine


def share_what_engines_learn() -> None:
    """Have the service make its engines so, in this process."""
    db.create_engine = make_learnt_engine  # type: ignore[attr-defined]
