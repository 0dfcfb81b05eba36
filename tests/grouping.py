"""Which tests go to one worker, where there are several, and in which order they are handed out.

The tests of a file go to one worker: what they share is made once. Groups are told by the names of tests: xdist's
own mark for them does nothing with the newest pytest.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

#: Files that share what takes seconds to make, though they are several → the group they are in.
GROUPS = {
    "tests/services/test_amending.py": "a publication",
    "tests/services/test_opening.py": "a publication",
    "tests/services/test_publishing_files.py": "a publication",
    "tests/test_cli.py": "a publication",
    "tests/web/test_challenges.py": "a publication",
    "tests/web/test_following.py": "a publication",
}
#: Groups that take long for the number of their tests, the longest first: begun last, one of them would be waited
#: for when all others are done.
FIRST = (
    "tests/journeys/test_every_page.py",
    "tests/journeys/test_the_main_job.py",
    "tests/web/test_draft_leaks.py",
    "tests/journeys/test_a_board_cycle.py",
    "tests/web/test_draft_posts.py",
    "tests/journeys/test_without_javascript.py",
    "tests/web/test_route_access.py",
    "tests/test_cli_serve.py",
    "a publication",
    "tests/journeys/test_in_two_languages.py",
    "tests/journeys/test_a_suppliers_week.py",
    "tests/journeys/test_amending.py",
    "tests/journeys/test_converting.py",
    "tests/journeys/test_at_once.py",
    "tests/journeys/test_a_contracts_year.py",
    "tests/journeys/test_by_keyboard.py",
    "tests/web/test_withholding.py",
    "tests/exports/test_board_view.py",
    "tests/exports/test_specification_pdf.py",
    "tests/journeys/test_before_tendering.py",
    "tests/services/test_converting.py",
    "tests/web/test_public_notices.py",
    "tests/web/test_published.py",
    "tests/journeys/test_the_planner.py",
    "tests/exports/test_filled_notices.py",
    "tests/exports/test_meeting_files.py",
    "tests/journeys/test_the_coach.py",
    "tests/exports/test_ocds_properties.py",
    "tests/web/test_welsh.py",
    "tests/architecture/test_imports.py",
    "tests/test_cli_library.py",
    "tests/domain/test_sharing.py",
    "tests/web/test_questions.py",
    "tests/services/test_loading.py",
    "tests/web/test_notices.py",
    "tests/web/test_api.py",
    "tests/web/test_authoring_sending.py",
    "tests/web/test_withheld_lists.py",
    "tests/exports/test_notice_pages.py",
    "tests/exports/test_ocds_reading_properties.py",
    "tests/web/test_dashboards.py",
    "tests/papers/test_hostile_papers.py",
    "tests/test_page_worker.py",
)
#: Where every file takes long, though it is not named: each comes before whatever is not.
LONG = "tests/journeys/"


def group_of(test: str) -> str:
    """The group of a test, named as pytest names it: its file, or what that file shares with others."""
    file = test.partition("::")[0]
    return GROUPS.get(file, file)


def in_order(tests: list[str]) -> list[str]:
    """The same tests, group by group: those of FIRST, other journeys, and then the largest first; within a group as
    they came.
    """
    sizes = Counter(map(group_of, tests))
    place = {group: at for at, group in enumerate(FIRST)}

    def rank(test: str) -> tuple[int, int, str]:
        group = group_of(test)
        return place.get(group, len(FIRST) + (not group.startswith(LONG))), -sizes[group], group

    return sorted(tests, key=rank)


def scheduler_by_group(config: Any, log: Any) -> Any:
    """A scheduler for xdist that hands out whole groups, in the order in which their first tests were collected."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only the process that hands out needs it

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return ByGroup(config, log)
