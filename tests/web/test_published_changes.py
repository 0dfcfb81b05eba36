"""What changed between two published versions, for anybody who read the earlier one."""

from __future__ import annotations

import re

from sqlmodel import select

from procure.app import create_app
from procure.config import Settings
from procure.db import writing
from procure.models import Tender
from tests.browsing import CheckedClient
from tests.factories.canaries import all_that_can_be_withheld, canaried, needles, squeezed, withheld_at
from tests.factories.publications import PUBLISHED_AT, make_complete_publication, make_listed_tender
from tests.factories.snapshots import make_facts, make_snapshot


def test_what_changed_between_versions_is_told_word_by_word(settings: Settings) -> None:
    app = create_app(settings)
    engine = app.extensions["procure"].engine
    with writing(engine) as session:
        reference = make_listed_tender(session, summary="Homes are warm by 2030.")
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        for number, summary in ((2, "Homes are warm by 2031."), (3, "Homes are <b>warm</b> by 2031.")):
            changed = make_snapshot(reference=reference, summary=summary, outcomes=1, measures=1)
            make_complete_publication(session, tender, changed, number, PUBLISHED_AT)
    client = CheckedClient(app)
    latest = client.get(f"/published/{reference}/changes").text
    assert "What changed from version 2 to version 3" in latest
    assert "&lt;b&gt;" in latest
    first = client.get(f"/published/{reference}/changes?from=1&to=2").text
    words = re.sub(r"<[^>]+>", "", first)
    assert "Homes are warm by [taken out: 2030][came in: 2031]." in words
    in_welsh = client.get(f"/cy/published/{reference}/changes?from=1&to=2").text
    assert '<h2 class="govuk-heading-m">Teitl a chrynodeb</h2>' in in_welsh
    assert re.search(r'>Crynodeb</dt>\s*<dd class="app-redline" lang="en">', in_welsh)
    assert "Title and summary" in client.get(f"/published/{reference}/changes?from=1&to=2").text
    for nonsense in ("from=9&to=1", "from=x&to=2", "from=3&to=3", "from=-1"):
        assert client.get(f"/published/{reference}/changes?{nonsense}").status_code == 200
    with writing(engine) as session:
        alone = make_listed_tender(session)
    assert client.get(f"/published/{alone}/changes").status_code == 404
    engine.dispose()


def test_what_is_withheld_from_both_versions_is_in_no_account_of_what_changed(settings: Settings) -> None:
    app = create_app(settings)
    engine = app.extensions["procure"].engine
    with writing(engine) as session:
        facts = canaried(make_facts(additional_information="A site visit."), "zqheron")
        first, second = (
            make_snapshot(outcomes=1, measures=1, facts=canaried(facts, bird), summary=f"Told {bird}")
            for bird in ("zqheron", "zqstork")
        )
        kept = [withheld_at(each, all_that_can_be_withheld(each)) for each in (first, second)]
        reference = make_listed_tender(
            session, facts=kept[0].facts, withheld=kept[0].withheld, summary="Told one"
        )
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        later = kept[1].model_copy(update={"reference": reference, "summary": "Told two"})
        make_complete_publication(session, tender, later, 2, PUBLISHED_AT)
    page = squeezed(CheckedClient(app).get(f"/published/{reference}/changes").text)
    assert "two" in page
    words = {
        form
        for each in kept
        for forms in needles(each, [row.item for row in each.withheld]).values()
        for form in map(squeezed, forms)
        if "zq" in form
    }
    assert len(words) > 10
    assert not [word for word in words if word in page]
    engine.dispose()
