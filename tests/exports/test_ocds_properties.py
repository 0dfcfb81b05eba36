"""Whatever may be published gives sound open data and a sound page: properties over random specifications."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings

from exports.notices.definition import missing_items, resolve, unknown_items
from exports.notices.html import notice_html
from exports.ocds.model import ReleasePackage
from exports.ocds.package import to_json_bytes
from exports.ocds.release import release_json, tender_release
from exports.ocds.validate import problems, release_problems
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.publishable import snapshots
from tests.factories.notices import make_stamp

any_specification = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
STAMP = make_stamp(tender_reference="7K3M-9Q2X-4D")


@any_specification
@given(snapshots())
def test_whatever_may_be_published_gives_sound_open_data(snapshot: SpecificationSnapshot) -> None:
    assert release_problems(snapshot, STAMP) == []
    made = release_json(snapshot, STAMP)
    data = json.loads(made)
    assert problems(data) == []
    assert to_json_bytes(ReleasePackage.model_validate(data)) == made


@any_specification
@given(snapshots())
def test_open_data_never_says_what_the_notice_does_not(snapshot: SpecificationSnapshot) -> None:
    tender = tender_release(snapshot, STAMP).tender
    notice = resolve(snapshot, STAMP)
    assert (tender.value is not None) == notice.says("estimated_value")
    assert (tender.risk_details is not None) == notice.says("known_risks")
    assert (tender.tender_period is not None) == notice.says("tender_deadline", "first_tender_deadline")
    assert (len(tender.lots or ()) > 1) <= notice.says("lots")


@any_specification
@given(snapshots())
def test_what_is_missing_is_exactly_what_the_page_marks_as_missing(snapshot: SpecificationSnapshot) -> None:
    reader = Reader()
    reader.feed(str(notice_html(snapshot)))
    assert reader.texts.count("Not given yet") == len(missing_items(snapshot))
    assert reader.texts.count("Not known when this notice was made") == len(unknown_items(snapshot))


@any_specification
@given(snapshots())
def test_a_page_holds_no_element_attribute_or_address_of_somebody_elses_making(
    snapshot: SpecificationSnapshot,
) -> None:
    reader = Reader()
    reader.feed(str(notice_html(snapshot, STAMP)))
    assert reader.elements <= {
        *("div", "section", "h2", "h3", "dl", "dt", "dd", "p", "ul", "ol", "li", "a", "br", "bdi"),
        *("strong", "em", "blockquote"),
    }
    assert reader.attributes <= {"id", "class", "aria-labelledby", "href", "dir", "start"}
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in reader.addresses)
    assert len(reader.ids) == len(set(reader.ids))


class Reader(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "href":
                self.addresses.append(value or "")
            elif name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())
