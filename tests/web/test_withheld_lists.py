"""The lists, searches, feeds and bulk data of either database tell nothing that a published tender withholds."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from procure.app import create_app
from procure.config import Settings
from procure.db import writing
from tests.factories.canaries import all_that_can_be_withheld, canaried, needles, squeezed, withheld_at
from tests.factories.publications import make_listed_tender
from tests.factories.snapshots import make_facts, make_snapshot
from tests.web.test_withholding import SHARED, text_of

FACTS = {"additional_information": "A site visit.", "known_risks": "Rents may rise."}


@pytest.mark.both_databases
def test_nothing_withheld_is_in_a_list_a_search_a_feed_or_bulk_data(settings: Settings) -> None:
    app = create_app(settings)
    engine = app.extensions["procure"].engine
    told, whole = (
        make_snapshot(outcomes=1, measures=1, facts=canaried(make_facts(**FACTS), bird))
        for bird in ("zqwren", "zqtit")
    )
    kept = withheld_at(whole, all_that_can_be_withheld(whole))
    with writing(engine) as session:
        open_one = make_listed_tender(session, title="Told to all", facts=told.facts)
        closed = make_listed_tender(session, title="Kept back", facts=kept.facts, withheld=kept.withheld)
    reader = app.test_client()
    words = {
        squeezed(form)
        for forms in needles(kept, [each.item for each in kept.withheld]).values()
        for form in forms
        if "zqtit" in form
    }
    assert len(words) > 10
    pages = (
        *(
            each for each in SHARED if not each.startswith(("/missions", "/results/missions"))
        ),  # there is none here
        "/api/1.0/bulk/releases.jsonl",
        f"/published/{closed}",
        f"/published/{closed}/deadlines.ics",
    )
    for address in pages:
        answer = reader.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        text = squeezed(text_of(answer.data))
        assert [word for word in words if word in text] == [], address
    for snapshot, bird, reference in ((told, "zqwren", open_one), (kept, "zqtit", closed)):
        (word,) = re.findall(rf"{bird}[0-9]+", snapshot.facts.subject_description)
        found = reader.get(f"/published?q={quote(word)}").text
        assert (f"/published/{reference}" in found) is (reference == open_one)
    engine.dispose()
