"""Commands that run the service: init, serve."""

from __future__ import annotations

import os
from typing import Any

import click

from procure.config import Settings


@click.command()
def init() -> None:
    """Make the data folder and bring the database to the shape this release expects.

    Safe to run again, and before every start: what is there already is kept.
    """
    from procure import migrating
    from procure.db import make_engine

    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.resolved_secret_key()
    engine = make_engine(settings.resolved_database_url)
    revision = migrating.migrate(engine)
    click.echo(f"The database is ready, at revision {revision}.")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port to listen on. [default: PORT, or 8000]")
def serve(port: int | None) -> None:
    """Serve the pages."""
    if port is not None:
        os.environ["PORT"] = str(port)
    from gunicorn.app.base import BaseApplication

    from procure.app import create_app

    settings = Settings()

    class Service(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.host}:{settings.port}")
            self.cfg.set("worker_class", "gthread")

        def load(self) -> Any:
            return create_app(settings)

    click.echo(f"Serving at http://{settings.host}:{settings.port}")
    Service().run()
