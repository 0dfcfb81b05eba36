"""The command line: one group, whose commands are loaded when they are asked for, so that each starts fast."""

from __future__ import annotations

from typing import Any

import click

from procure.loading import load

#: Command name → "module:attribute".
COMMANDS = {
    "init": "procure.cli_service:init",
    "serve": "procure.cli_service:serve",
    "worker": "procure.cli_service:worker",
    "reindex": "procure.cli_service:reindex",
    "user": "procure.cli_user:user",
    "export": "procure.cli_files:export",
    "import": "procure.cli_ocds:import_",
    "ocds": "procure.cli_ocds:ocds",
    "backup": "procure.cli_backup:backup",
    "restore": "procure.cli_backup:restore",
    "library": "procure.cli_library:library",
    "demo": "procure.cli_demo:demo",
    "dates": "procure.cli_act:dates",
    "threshold": "procure.cli_act:threshold",
    "results": "procure.cli_results:results",
    "kpis": "procure.cli_act:kpis",
    "coach": "procure.cli_coach:coach",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is run or its help is shown."""

    def __init__(self, *args: Any, commands_at: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = self._commands_at.get(cmd_name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        command: click.Command = getattr(load(module), attribute)
        return command


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="procure", message="%(prog)s %(version)s")
def main() -> None:
    """Write public tenders as outcomes, have a board endorse them, and publish them.

    Settings come from the environment: DATA_DIR (where everything lives, default ./var), PORT, DATABASE_URL
    (PostgreSQL instead of SQLite), STORAGE_URL (a bucket instead of a folder), PUBLIC_BASE_URL and others;
    docs/operating.md lists them all.

    Begin with:  procure init && procure library load && procure serve
    """
