"""Which tests go to one worker, where there are several. All others go to whichever is free.

Groups are told by the names of tests: xdist's own mark for them does nothing with the newest pytest.
"""

from __future__ import annotations

from typing import Any

#: Files whose tests share what takes seconds to make → the group they are in.
GROUPS = {
    "tests/services/test_amending.py": "a publication",
    "tests/services/test_finding.py": "a long list",
    "tests/services/test_opening.py": "a publication",
    "tests/services/test_publishing_files.py": "a publication",
    "tests/test_cli.py": "a publication",
    "tests/test_page_worker.py": "served files",
    "tests/web/test_public_notices.py": "notices",
    "tests/web/test_published.py": "a site",
    "tests/web/test_route_access.py": "every route",
}


def group_of(test: str) -> str:
    """The group of a test, named as pytest names it: by default the test alone."""
    file = test.partition("::")[0]
    if file.startswith("tests/journeys/"):
        return file  # they share a service, and see each other's work
    return GROUPS.get(file, test)


def scheduler_by_group(config: Any, log: Any) -> Any:
    """A scheduler for xdist that hands out whole groups, the largest first."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only the process that hands out needs it

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)
