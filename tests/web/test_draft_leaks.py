"""A draft that its owner shows to nobody changes nothing for anybody else: no page, search, overlap, count, picture,
file or error of any role differs by it, and none holds a word of it.

Two databases are the same but for such drafts (``draft_pair``); a person of each role asks both for every page.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from procure.config import Settings
from procure.db import make_engine, writing
from procure.domain.permissions import TABLE
from procure.models import Tender
from procure.services import disclosing
from tests.web.applications import Applications
from tests.web.draft_pair import BIRD, DOORS, ROLES, Pair, has_doors_at, pair, words_kept_from
from tests.web.test_route_access import address, rules

__all__ = ["pair"]
#: Searches for the words of the draft, wherever anything is searched or narrowed.
ASKED = "q={bird}001&words={bird}001&objective={bird}&buyer={buyer}&year=2027&standing=planned"
#: What is made anew for each answer: tokens, moments, and addresses that carry a new key.
VOLATILE = re.compile(
    r'(?<=value=")[A-Za-z0-9_.-]{60,}(?=")|(?<=name="opened" value=")[^"]+|(?<=nonce=")[^"]+|(?<=nonce-)[\w-]+'
    r'|(?<=name="revision" value=")[0-9a-z]{10}(?=")'
    r'|(?<=name="key" value=")[0-9a-z]{10}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\d{8}T\d{6}Z'
)
#: Made by WeasyPrint, from what the page beside it shows.
SLOW = {"board.board_view_file", "authoring.board_view_file"}


#: Of a thing as it stands, whoever asks.
OF_THE_THING = {
    "is_complete", "is_editable", "review_is_open", "is_unsigned", "may_be_shaped", "is_not_dropped", "is_out",
    "results_are_public", "nobody_else_acts", "has_no_interest", "did_not_write_it", "does_not_own_it",
    "did_not_change_it_last",
}  # fmt: skip


def walked(
    pair: Pair,
    file: Path,
    role: str,
    applications: Applications,
    folder: Path,
    *,
    draft: bool,
    only: set[str] | None = None,
) -> dict[str, tuple[str, int, str]]:
    """By address: the endpoint, and everything that a person of this role is answered; ``draft`` asks about the draft
    itself as well, and ``only`` looks at some endpoints alone."""
    copied = shutil.copyfile(file, folder / f"{file.stem}-{role}.db")
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{copied}",
        secret_key="a key for tests alone",
        testing=True,
    )
    found: dict[str, tuple[str, int, str]] = {}
    with applications.on(settings) as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "test_client_class", FlaskClient)
        own = pair.own_of(role)
        for (rule, method), endpoint in sorted(rules(app).items()):
            if method != "GET" or endpoint in SLOW or (only is not None and endpoint not in only):
                continue
            if not has_doors_at(role, rule):
                continue
            asked = ASKED.format(bird=BIRD, buyer=pair.buyer)
            url = address(app, endpoint, rule, own | {"public_round": own["public_round"]})
            addresses = [f"{url}{'&' if '?' in url else '?'}{asked}"]
            if draft and "<" in rule:
                addresses.append(address(app, endpoint, rule, own | pair.draft_for(role)))
            for each in addresses:
                # Anew each time: what one page says at the head of the next belongs to neither.
                answer = pair.client(app, role).get(each, buffered=True)
                said = VOLATILE.sub("", answer.get_data().decode("utf-8", "replace"))
                found[each] = (endpoint, answer.status_code, said)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_finds_a_draft_or_sees_a_count_change_by_it(
    pair: Pair, role: str, applications: Applications, tmp_path: Path
) -> None:
    with_it = walked(pair, pair.hidden, role, applications, tmp_path, draft=True)
    assert any(status == 200 for _, status, _ in with_it.values())
    words, named = re.compile(words_kept_from(role)), re.compile(rf"{BIRD}90[1-9]")
    told = [url for url, (_, _, said) in with_it.items() if words.search(said)]
    if role != "its_board":
        told = [url for url in told if named.search(with_it[url][2])]  # the owner itself is no secret
    assert told == []
    if role == "its_board":
        return  # what was sent to it counts there
    # A door that is shut is shut without the draft as well: the table of who may use what says so.
    open_to_it = {endpoint for endpoint, status, _ in with_it.values() if status not in {401, 403, 404}}
    without = walked(pair, pair.without, role, applications, tmp_path, draft=False, only=open_to_it)
    changed = [url for url, answer in without.items() if with_it[url] != answer]
    if role == "administrator":  # who reads that something was done, and no word of it
        changed = [url for url in changed if not url.startswith("/admin")]
    assert changed == []


def test_the_walk_goes_as_everybody_whom_the_permission_table_knows() -> None:
    asked = {predicate.__name__ for clauses in TABLE.values() for clause in clauses for predicate in clause}
    walked_as = {predicate.__name__ for doors in DOORS.values() for predicate in doors}
    assert asked - OF_THE_THING == walked_as


def test_the_same_walk_notices_a_draft_that_its_owner_shows(
    pair: Pair, applications: Applications, tmp_path: Path
) -> None:
    shown = Path(shutil.copyfile(pair.hidden, tmp_path / "shown.db"))
    engine = make_engine(f"sqlite:///{shown}")
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.title.contains(f"{BIRD}901"))).one()  # type: ignore[attr-defined]
        tender.shown_before_publication = "outcomes"
        disclosing.refresh(session, tender)
    engine.dispose()
    place = "overlaps.of_tender"
    found = walked(pair, shown, "officer", applications, tmp_path, draft=False, only={place})
    assert all(f"{BIRD}901" in text for _, _, text in found.values())
    ((_, status, _),) = walked(
        pair, shown, "chair", applications, tmp_path, draft=False, only={place}
    ).values()
    assert status == 404
