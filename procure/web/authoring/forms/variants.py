"""What kind of award this is: a contract or a framework, above or below the threshold, by a dynamic market."""

from __future__ import annotations

from procure.domain.vocabulary import Arrangement, ReservedKind, ReservedPlace
from procure.web.forms import Line, ManyOf, OneOf, Paragraphs, QuestionForm, YesNo


class ArrangementForm(QuestionForm):
    why = "A framework settles terms now under which contracts are awarded later. Its notice says more."
    arrangement = OneOf(
        "What will you award?",
        Arrangement,
        called="What is awarded",
        hint="Unless you choose, it is a contract",
    )


class ThresholdForm(QuestionForm):
    why = (
        "Below the threshold a shorter notice is asked for, and no procedure of the Act. It is needed where the "
        "contract is advertised and worth £12,000 or more for central government, £30,000 or more for others."
    )
    is_below_threshold = YesNo(
        "Is the estimated value below the threshold?",
        called="whether it is below the threshold",
        hint="With VAT, options and extensions. Unless you say so, it is not.",
    )


class DynamicMarketForm(QuestionForm):
    why = "Only members of the market, or of a part of it, may then tender, and the notice says so."
    uses_dynamic_market = YesNo(
        "Will the contract be awarded by reference to a dynamic market?",
        called="whether a dynamic market is used",
    )


class QualifyingMarketForm(QuestionForm):
    why = (
        "Where the notice of a utilities dynamic market said that only its members will be told of tenders, a shorter "
        "tender notice is given to them alone."
    )
    is_qualifying_utilities_market = YesNo(
        "Is it a qualifying utilities dynamic market?", called="whether it is a qualifying utilities market"
    )


class DynamicMarketDetailsForm(QuestionForm):
    heading = "Which dynamic market?"
    dynamic_market_identifier = Line(
        "Dynamic market identifier", hint="As the platform gave it when the market was established"
    )
    dynamic_market_part_title = Line(
        "Title of the part of the market", hint="Leave it empty if its whole membership may tender"
    )
    dynamic_market_part_number = Line("Number of that part")


class ReservedKindsForm(QuestionForm):
    why = "Below the threshold a contract may be kept for these. The notice says whether it is."
    reserved_to_kinds = ManyOf(
        "Is it reserved to kinds of supplier?",
        ReservedKind,
        called="Reserved to kinds of supplier",
        hint="Select none if anybody may tender",
    )


class ReservedPlaceForm(QuestionForm):
    why = (
        "English councils, police and other best value authorities, and parish councils, may reserve by place. Central "
        "government follows its own policy note."
    )
    reserved_place = OneOf(
        "Is it reserved to suppliers based in a place?",
        ReservedPlace,
        called="Where suppliers must be based",
        hint="Leave it open if suppliers may be anywhere",
    )


class ReservedAreasForm(QuestionForm):
    reserved_place_areas = Paragraphs(
        "Which areas make up the local area?",
        called="The local area",
        hint="Your own area, with bordering counties or London boroughs if you include them",
        rows=3,
    )


FORMS: dict[str, type[QuestionForm]] = {
    "arrangement": ArrangementForm,
    "threshold": ThresholdForm,
    "dynamic-market": DynamicMarketForm,
    "qualifying-market": QualifyingMarketForm,
    "dynamic-market-details": DynamicMarketDetailsForm,
    "reserved-kinds": ReservedKindsForm,
    "reserved-place": ReservedPlaceForm,
    "reserved-areas": ReservedAreasForm,
}
