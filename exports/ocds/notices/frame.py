"""What the releases of all notices share: identity, tags, the people in them, the notice as a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from exports.notices.definition import ResolvedNotice
from exports.notices.stamp import NoticeStamp
from exports.ocds.documents import notice_document, statements
from exports.ocds.lots import ONLY_LOT, item_of, money
from exports.ocds.model import Release
from exports.ocds.parties import NAME_WITHHELD, buyer_reference, parties
from exports.ocds.plain import (
    compact,
    date_time,
    end_of,
    joined,
    labelled,
    plain_line,
    plain_lines,
    start_of,
)
from exports.ocds.release import LEGAL_BASIS, amendments
from procure.domain.notice_facts.parts import Money, Party, Supplier, Supply, Term

Json = dict[str, Any]


class Frame:
    """A notice being written as a release: asks the notice what it says, and gathers the people it names."""

    def __init__(self, notice: ResolvedNotice, stamp: NoticeStamp) -> None:
        self.notice, self.stamp, self.says = notice, stamp, notice.says
        self._people: dict[str, Json] = {}

    def given(self, item: str, value: Any) -> Any:
        """``value`` if the notice says the item, else None."""
        return value if self.says(item) else None

    def contract_title(self, title: str) -> str | None:
        """The contract's title. It goes the way of the procurement's: a notice that keeps that back tells neither."""
        return self.given("procurement_title", plain_line(title))

    def words(self, item: str, text: str) -> str | None:
        """Authored text in plain lines, if the notice says the item."""
        return self.given(item, plain_lines(text))

    def amount(self, item: str, value: Money) -> Json | None:
        return self.given(item, money(value.net, value.gross))

    def document(self) -> Json:
        return notice_document(self.notice, self.stamp)

    def statements(self) -> list[Json]:
        """Statements that are told as documents: a conflicts assessment was made."""
        return statements(self.notice)

    def amendments(self) -> list[Json]:
        """That this notice changes an earlier one, and what changed."""
        return amendments(self.notice, self.stamp)

    def people(
        self, found: Iterable[Party], role: str, *, prefix: str, named_by: str = "", flags: str = ""
    ) -> list[Json]:
        """References to the parties, who are gathered with this role. ``prefix`` begins the names of the items
        that tell of them: ``suppliers`` for ``suppliers_is_sme``; ``named_by`` is an item that tells name and
        identifier at once; ``flags`` begins the items about what kind of supplier they are, if ``prefix`` does not.
        """
        references = []
        for number, party in enumerate(found, start=1):
            whole = self._party(party, f"{role}-{number}", prefix, named_by, flags or prefix)
            known = self._people.setdefault(whole["id"], {**whole, "roles": []})
            if role not in known["roles"]:
                known["roles"].append(role)
            references.append({"id": whole["id"], "name": whole["name"]})
        return references

    def _party(self, party: Party, label: str, prefix: str, named_by: str, flags: str) -> Json:
        """One party; an identifier is used as given and never made up."""
        number = plain_line(party.identifier)
        is_told = bool(number) and self.says(f"{prefix}_identifier", named_by)
        name = plain_line(party.name) if self.says(f"{prefix}_name", named_by) else ""
        whole: Json = {
            "name": name or NAME_WITHHELD,
            "id": f"{party.scheme}-{number}" if is_told else f"{self.stamp.local_procurement_id}-{label}",
            "identifier": {"scheme": party.scheme, "id": number} if is_told else None,
            "address": {
                "streetAddress": plain_line(party.address)
                if self.says(f"{prefix}_contact", f"{prefix}_address")
                else None
            },
            "contactPoint": {"email": plain_line(party.email) if self.says(f"{prefix}_contact") else None},
        }
        return {**whole, **self._size(party, flags)} if isinstance(party, Supplier) else whole

    def _size(self, party: Supplier, prefix: str) -> Json:
        scale = None if party.is_sme is None else "sme" if party.is_sme else "large"
        connected = joined(*party.connected_persons)
        return {
            "details": {
                "scale": self.given(f"{prefix}_is_sme", scale),
                "vcse": self.given(f"{prefix}_is_vcse", party.is_vcse),
                "shelteredWorkshop": self.given(
                    f"{prefix}_is_supported_employment", party.is_supported_employment
                ),
                "publicServiceMissionOrganization": self.given(
                    f"{prefix}_is_public_service_mutual", party.is_public_service_mutual
                ),
            },
            "control": {"description": self.given(f"{prefix}_connected_persons", connected)},
        }

    def supply(self, supply: Supply) -> Json:
        """Main category and items of what is supplied as one lot."""
        codes = supply.cpv_codes if self.says("cpv_codes") else ()
        regions = supply.regions if self.says("geographical_classification") else ()
        return {
            "mainProcurementCategory": self.given("main_category", supply.main_category),
            "items": [item_of(ONLY_LOT, codes, regions)] if codes or regions else None,
        }

    def description(self, supply: Supply) -> str:
        """What is supplied, how and how much, as one text."""
        method, quantity = plain_lines(supply.supply_method), plain_lines(supply.supply_quantity)
        return joined(
            self.words("subject_description", supply.subject_description) or "",
            labelled("How it will be supplied", method) if self.says("supply_method") else "",
            labelled("Estimated amount", quantity) if self.says("supply_quantity") else "",
        )

    def release(self, tender: Json, **sections: Any) -> Release:
        """The release. Raises ``pydantic.ValidationError``, with paths, if it would break our model."""
        notice, stamp, facts = self.notice, self.stamp, self.notice.facts
        tags = notice.definition.ocds
        own = {
            "id": plain_line(notice.snapshot.facts.buyer_reference) or stamp.procurement_id,
            "legalBasis": LEGAL_BASIS,
            "title": plain_line(notice.words("procurement_title", "market_title")),
        }
        said = joined(
            self.words("additional_information", facts.additional_information) or "",
            self.words("withheld_information_statement", facts.withheld_statement) or "",
            sections.pop("also", ""),
        )
        everybody = {party["id"]: party for party in parties(notice, stamp)}
        for identity, party in self._people.items():
            known = everybody.setdefault(identity, party)
            known["roles"] = list(dict.fromkeys([*known["roles"], *party["roles"]]))
        data = {
            "ocid": stamp.procurement_id,
            "id": stamp.notice_id,
            "date": date_time(stamp.published_at),
            "tag": (tags.update_tags or tags.tags) if facts.is_amendment else tags.tags,
            "description": said,
            "initiationType": "tender",
            "language": notice.snapshot.language,
            "parties": list(everybody.values()),
            "buyer": buyer_reference(notice, stamp),
            "tender": {**own, **tender},
            **sections,
        }
        return Release.model_validate(compact(data))


def period(term: Term) -> Json:
    """A term as the standard has it: from the first second of its first day to the last of its last."""
    return {
        "startDate": start_of(term.starts_on),
        "endDate": end_of(term.ends_on),
        "maxExtentDate": end_of(term.may_extend_to_on),
    }
