"""Whoever reads a frozen version whole reads what it withholds: these may, and show it to officers and boards alone."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, files_of, name_of

#: Modules that read a version whole, and why that tells nobody else anything.
READ_IT_WHOLE = {
    "procure/services/aligning.py": "the inputs of board members to a score",
    "procure/services/amending.py": "resolves a notice, which takes out what is withheld",
    "procure/services/delegating.py": "holds a version against what a board delegated, for its members",
    "procure/services/discussing.py": "looks an outcome up for a board's comment",
    "procure/services/freezing.py": "is where versions are made and read",
    "procure/services/keeping_readings.py": "keeps counts and a score, which boards and officers see",
    "procure/services/minuted.py": "minutes for a board",
    "procure/services/noticing.py": "resolves a notice, which takes out what is withheld",
    "procure/services/numbering.py": "resolves a notice, which takes out what is withheld",
    "procure/services/owing.py": "duties and gates, for officers of the buyer alone",
    "procure/services/publishing.py": "checks whether a version may be published",
    "procure/services/rehearsing.py": "plays a board in the demonstration",
    "procure/services/summing.py": "shows what is not public yet to the board that has it, and to its officers",
    "procure/services/telling.py": "gives notices to be resolved, and to officers",
    "procure/web/authoring/publishing.py": "officers",
    "procure/web/authoring/sending.py": "officers",
    "procure/web/board/apart.py": "boards",
    "procure/web/board/money.py": "boards",
    "procure/web/board/reading.py": "boards",
    "procure/web/board/routes.py": "boards",
    "procure/web/board/talk.py": "boards",
    "procure/web/meetings/blueprint.py": "boards",
    "procure/web/meetings/forms.py": "boards",
}


def test_only_known_modules_read_a_version_with_what_it_withholds() -> None:
    whole = re.compile(r"(?<!public_)\bsnapshot_of\(|\.snapshot_json\b(?!\))")
    code = (path for path in files_of(".py") if (ROOT / "procure") in path.parents)
    found = {
        name_of(path)
        for path in code
        if "migrations" not in path.parts and whole.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(READ_IT_WHOLE), "Use freezing.public_snapshot_of, or say here why the whole is safe"
