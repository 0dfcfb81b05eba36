"""Releases in the shapes of the central platform, invented: places, people and numbers are of nobody."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
LEGAL_BASIS = {
    "id": "2023/54",
    "scheme": "UKPGA",
    "uri": "https://www.legislation.gov.uk/ukpga/2023/54/contents",
}
BUYER_ID = "GB-PPON-PQRS-1234-TVWX"


def value(gross: float | None, net: float | None, currency: str = "GBP") -> Json:
    found = {"amountGross": gross, "amount": net, "currency": currency}
    return {name: amount for name, amount in found.items() if amount is not None}


def item(number: str, *regions: str, cpv: str = "85312000") -> Json:
    label = {"85312000": "Social work services without accommodation", "60000000": "Transport services"}
    return {
        "id": number,
        "additionalClassifications": [{"scheme": "CPV", "id": cpv, "description": label[cpv]}],
        "deliveryAddresses": [
            {"region": region, "country": "GB", "countryName": "United Kingdom"} for region in regions
        ],
        "relatedLot": number,
    }


def buyer() -> Json:
    return {
        "name": "Northmoor Council",
        "id": BUYER_ID,
        "identifier": {"scheme": "GB-PPON", "id": "PQRS-1234-TVWX"},
        "address": {
            "streetAddress": "1 Civic Square",
            "locality": "Northmoor",
            "postalCode": "NM1 1AA",
            "country": "GB",
            "countryName": "United Kingdom",
            "region": "UKE42",
        },
        "contactPoint": {"name": "Ann Buyer", "email": "buying@northmoor.example"},
        "roles": ["buyer"],
        "details": {
            "classifications": [
                {
                    "scheme": "UK_CA_TYPE",
                    "id": "publicAuthoritySubCentralGovernment",
                    "description": "Public authority - sub-central government",
                }
            ]
        },
    }


def supplier() -> Json:
    return {
        "name": "Fernbrook House",
        "id": "GB-COH-01234567",
        "identifier": {"scheme": "GB-COH", "id": "01234567"},
        "roles": ["supplier"],
        "details": {"scale": "sme", "vcse": True},
    }


def notice(number: str, code: str, kind: str, date: str) -> Json:
    return {
        "id": number,
        "documentType": kind,
        "noticeType": code,
        "description": "A notice on Find a Tender",
        "url": f"https://www.find-tender.service.gov.uk/Notice/{number}",
        "datePublished": date,
        "format": "text/html",
    }


def release(number: str, tags: list[str], tender: Json, **parts: Any) -> Json:
    return {
        "ocid": "ocds-h6vhtk-0a1b2c",
        "id": f"{number}-2026",
        "tag": tags,
        "date": parts.pop("date", "2026-02-03T09:15:02Z"),
        "initiationType": "tender",
        "parties": [buyer(), *parts.pop("others", [])],
        "buyer": {"id": BUYER_ID, "name": "Northmoor Council"},
        "tender": {"id": "NM-2026-014", "legalBasis": LEGAL_BASIS, "title": "Homes that last", **tender},
        **parts,
        "language": "en",
    }


PERIOD = {
    "startDate": "2026-09-01T00:00:00+01:00",
    "endDate": "2029-08-31T23:59:59+01:00",
    "maxExtentDate": "2031-08-31T23:59:59+01:00",
}
CRITERIA = {
    "criteria": [
        {"type": "quality", "name": "Delivery model", "description": "How tenancies are held.",
         "numbers": [{"number": 60, "weight": "percentageExact"}]},
        {"type": "price", "name": "Outcome prices", "numbers": [{"number": 40, "weight": "percentageExact"}]},
    ]
}  # fmt: skip


def lot(number: str = "1", status: str = "active", **parts: Any) -> Json:
    return {
        "id": number,
        "status": status,
        "contractPeriod": PERIOD,
        "hasRenewal": True,
        "renewal": {"description": "Two extensions of one year, if outcomes are met"},
        "suitability": {"sme": True, "vcse": True},
        **parts,
    }


def uk1() -> Json:
    return release(
        "000101",
        ["planning"],
        {
            "description": "A supported housing contract.\nIt may be let in lots.",
            "items": [item("1", "UKE4")],
            "value": value(1440000, 1200000),
            "procurementMethod": "selective",
            "procurementMethodDetails": "Award under framework",
            "competitive": True,
            "mainProcurementCategory": "services",
            "aboveThreshold": True,
            "lots": [{"id": "1", "suitability": {"sme": True}, "contractPeriod": PERIOD, "hasRenewal": True,
                      "status": "planned"}],
            "communication": {"futureNoticeDate": "2026-05-01T23:59:59+01:00"},
            "status": "planned",
        },
        planning={"documents": [notice("000101-2026", "UK1", "plannedProcurementNotice", "2026-02-03T09:15:02Z")]},
    )  # fmt: skip


def uk2() -> Json:
    return release(
        "000102",
        ["planning"],
        {
            "description": "Two online workshops.",
            "items": [item("LOT-0000", "UKE4")],
            "value": value(500, None),
            "lots": [{"id": "LOT-0000", "status": "planning", "description": None}],
            "status": "planning",
        },
        buyerID=[],
        planning={
            "milestones": [
                {"id": "engagement", "type": "engagement", "description": "Workshops", "status": "scheduled",
                 "dueDate": "2026-03-27T23:59:59Z"}
            ],
            "documents": [notice("000102-2026", "UK2", "marketEngagementNotice", "2026-02-03T09:15:02Z")],
        },
    )  # fmt: skip


def uk3() -> Json:
    made = uk1()
    made["planning"]["documents"][0]["noticeType"] = "UK3"
    return made | {"id": "000103-2026", "tag": ["planning"]}


def uk4(**tender: Any) -> Json:
    """A competitive flexible procedure with nearly everything a tender notice may say."""
    return release(
        "012345",
        ["tender"],
        {
            "description": "Supported housing:\n- for 400 people\n- in *four* towns",
            "status": "active",
            "items": [item("1", "UKE4", "UKE42")],
            "value": value(1440000, 1200000),
            "procurementMethod": "open",
            "procurementMethodDetails": "Competitive flexible procedure",
            "procedure": {"features": "Stage 1 participation, stage 2 proposals, stage 3 negotiation."},
            "mainProcurementCategory": "services",
            "specialRegime": ["lightTouch"],
            "aboveThreshold": True,
            "coveredBy": ["GPA"],
            "submissionMethodDetails": "https://submit.example.org/tenders?id=1&lang=en",
            "submissionTerms": {"electronicSubmissionPolicy": "allowed", "languages": ["en"]},
            "enquiryPeriod": {"endDate": "2026-03-01T12:00:00Z"},
            "tenderPeriod": {"endDate": "2026-04-10T12:00:00+01:00"},
            "awardPeriod": {"endDate": "2026-06-30T23:59:59+01:00"},
            "lots": [lot(value=value(1440000, 1200000), awardCriteria=CRITERIA, selectionCriteria={
                "criteria": [{"type": "technical", "description": "Two years of supported housing"}]})],
            "lotDetails": {"noLotsDivisionRationale": "The need is one."},
            "contractTerms": {
                "financialTerms": "Payment on verified outcomes, 80% of the value.",
                "performanceTerms": "Outcomes evidenced by housing records.",
            },
            "riskDetails": "Rents may rise.",
            "documents": [
                {"id": "A-1001", "documentType": "biddingDocuments", "format": "application/pdf",
                 "url": "https://www.find-tender.service.gov.uk/Notice/Attachment/A-1001"},
                {"id": "L-1", "documentType": "biddingDocuments", "description": "Portal",
                 "url": "https://submit.example.org/documents"},
                {"id": "conflictOfInterest", "documentType": "conflictOfInterest",
                 "description": "Not published"},
                notice("012345-2026", "UK4", "tenderNotice", "2026-02-03T09:15:02Z"),
            ],
            **tender,
        },
    )  # fmt: skip


def uk4_with_lots() -> Json:
    return uk4(
        procurementMethodDetails="Open procedure",
        lots=[
            lot("1", title="North", value=value(960000, 800000), awardCriteria=CRITERIA),
            lot("2", title="South", description="By the sea.", value=value(480000, 400000),
                awardCriteria=CRITERIA),
        ],
        items=[item("1", "UKE4"), item("2", "UKE42", cpv="60000000")],
        lotDetails={"maximumLotsBidPerSupplier": 2, "maximumLotsAwardedPerSupplier": 1,
                    "awardCriteriaDetails": "The better price."},
    )  # fmt: skip


def awarded(code: str, number: str) -> Json:
    """UK5 and UK6."""
    status = {"UK5": "pending", "UK6": "active"}[code]
    return release(
        number,
        ["award", "contract"],
        {
            "description": "Supported housing",
            "status": "complete",
            "procurementMethod": "open",
            "procurementMethodDetails": "Open procedure",
            "lots": [{"id": "1", "status": "complete"}],
        },
        others=[supplier()],
        bids={"statistics": [{"id": "1", "measure": "bids", "value": 5, "relatedLot": "1"}]},
        awards=[
            {
                "id": "1",
                "title": "Fernbrook",
                "status": status,
                "date": "2026-07-01T00:00:00+01:00",
                "value": value(1416000, 1180000),
                "mainProcurementCategory": "services",
                "aboveThreshold": True,
                "suppliers": [{"id": "GB-COH-01234567", "name": "Fernbrook House"}],
                "items": [item("1", "UKE4")],
                "contractPeriod": PERIOD,
                "hasRenewal": True,
                "renewal": {"description": "2 x 12 months"},
                "relatedLots": ["1"],
                "documents": [notice(f"{number}-2026", code, "awardNotice", "2026-07-02T09:00:00+01:00")],
                "milestones": [{"id": "1", "type": "futureSignatureDate", "status": "scheduled",
                                "dueDate": "2026-08-01T23:59:59+01:00"}],
            }
        ],
    )  # fmt: skip


def uk5() -> Json:
    return awarded("UK5", "023456")


def uk6() -> Json:
    return awarded("UK6", "023457")


def uk7() -> Json:
    made = awarded("UK6", "034567")
    award = made["awards"][0]
    for name in ("value", "contractPeriod", "hasRenewal", "renewal", "documents", "milestones", "date"):
        del award[name]
    made["contracts"] = [
        {
            "id": "1",
            "awardID": "1",
            "title": "Fernbrook supported housing outcomes",
            "status": "active",
            "period": {"startDate": "2026-09-04T00:00:00Z", "endDate": "2029-08-31T23:59:59Z"},
            "value": value(1416000.5, 1180000.25),
            "aboveThreshold": True,
            "dateSigned": "2026-08-14T00:00:00+01:00",
            "agreedMetrics": [
                {"id": "1", "title": "Tenancy held for 26 weeks",
                 "observations": [{"id": "1-target", "measure": 75, "unit": {"name": "percent"}}]}
            ],
            "documents": [notice("034567-2026", "UK7", "contractNotice", "2026-08-15T09:00:00+01:00")],
        }
    ]  # fmt: skip
    return made


def uk10() -> Json:
    return release(
        "045678",
        ["contractAmendment"],
        {},
        contracts=[
            {
                "id": "1",
                "awardID": "1",
                "amendments": [{"id": "045678-2026", "date": "2027-08-21T00:00:00+01:00"}],
                "statusDetails": None,
                "period": PERIOD,
                "hasRenewal": True,
                "value": value(42000, 35000),
                "aboveThreshold": False,
                "documents": [notice("045678-2026", "UK10", "contractNotice", "2027-08-22T09:00:00+01:00")],
            }
        ],
    )


def uk12() -> Json:
    made = release(
        "056789",
        ["tenderCancellation"],
        {
            "status": "withdrawn",
            "lots": [{"id": "1", "status": "withdrawn"}],
            "documents": [
                notice("056789-2026", "UK12", "tenderCancellationNotice", "2026-05-01T09:00:00+01:00")
            ],
        },
        awards=[
            {
                "id": "1",
                "status": "cancelled",
                "finalStatusDate": "2026-05-01T00:00:00+01:00",
                "relatedLots": ["1"],
            }
        ],
    )
    del made["buyer"]
    return made


def uk15() -> Json:
    return release(
        "067890",
        ["award", "contract"],
        {
            "amendments": [{"id": "067890-2026", "date": "2026-05-01T00:00:00+01:00"}],
            "documents": [notice("067890-2026", "UK15", "awardNotice", "2026-05-01T09:00:00+01:00")],
        },
        awards=[{"id": str(number), "amendments": [{"id": "067890-2026"}]} for number in (1, 2)],
    )


EVERY = {make.__name__: make for make in (uk1, uk2, uk3, uk4, uk4_with_lots, uk5, uk6, uk7, uk10, uk12, uk15)}


def package(*releases: Json) -> Json:
    return {
        "uri": "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages/012345-2026",
        "version": "1.1",
        "extensions": ["https://example.org/extension.json"],
        "publishedDate": "2026-02-03T09:15:02Z",
        "publisher": {"name": "Cabinet Office", "scheme": "GB-GOR", "uid": "D2"},
        "releases": list(releases),
        "links": {"next": "https://example.org/next"},
    }
