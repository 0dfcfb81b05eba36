"""Lines that a rule is for, and lines that only look like them."""

from __future__ import annotations

import pytest

from procure.coach import Code, Kind, read
from procure.coach.makes import names_make
from procure.coach.naming import named
from procure.coach.parsing import Parse
from procure.coach.wording import compound, fixed, missing_actor, vague


@pytest.mark.parametrize(
    "line",
    [
        "Fewer people sleep rough.",
        "By 2028, 80% of tenants feel safe in their homes.",
        "Reduction in emergency admissions of older people",
        "Tenants live in warm, dry homes.",
        "More children walk to school.",
        "Residents report feeling less lonely",
    ],
)
def test_a_state_or_a_change_for_somebody_is_an_outcome(line: str) -> None:
    assert read(line).kind is Kind.OUTCOME


@pytest.mark.parametrize(
    "line",
    [
        "More information is available on the portal.",
        "% of repairs completed first time",
        "Two supervisors on site at all times",
        "Supply, service and repair all lifts",
        "The supplier must carry insurance of £5 million",
    ],
)
def test_what_a_supplier_does_or_brings_is_no_outcome(line: str) -> None:
    assert read(line).kind is not Kind.OUTCOME


@pytest.mark.parametrize(
    ("line", "is_compound"),
    [
        ("Wear gloves where necessary and report any injuries", True),
        ("The Provider will assess each referral and arrange a first visit", True),
        ("Sweep the car park. Empty the bins.", True),
        ("Install and test the pumps.", False),
        ("Supply, service and repair all lifts", False),
        ("Clean the windows, doors and floors", False),
    ],
)
def test_two_verbs_with_objects_of_their_own_are_two_requirements(line: str, is_compound: bool) -> None:
    assert bool(list(compound(Parse(line)))) is is_compound


@pytest.mark.parametrize(
    ("line", "is_make"),
    [
        ("Supply of 60 Zebra ZD421 label printers", True),
        ("Consumables must fit the existing Tork dispensers.", True),
        ("Supply of Zebra ZD421 label printers or equivalent", False),
        ("Office software such as Microsoft Word", False),
        ("Repair of zebra crossings across the borough", False),
    ],
)
def test_a_make_counts_only_where_nothing_else_would_do(line: str, is_make: bool) -> None:
    assert (Code.BRAND_WITHOUT_EQUIVALENT in read(line).flags) is is_make


@pytest.mark.parametrize(
    ("line", "is_limited"),
    [
        ("All beef must be from farms in the county.", True),
        ("Only firms with a permanent office inside the county boundary need apply.", True),
        ("The clinic must be open within ten days of award.", False),
        ("Training must be held in the community hall.", False),
    ],
)
def test_where_a_supplier_or_its_goods_come_from_is_not_where_the_work_is_done(
    line: str, is_limited: bool
) -> None:
    assert (Code.ORIGIN_OR_PRODUCER in read(line).flags) is is_limited


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Service user avoids harmful relationships.", Kind.OUTCOME),
        ("Cleaner air and safer streets around the school", Kind.OUTCOME),
        ("Prevent or delay the need for residential care among older people", Kind.OUTCOME),
        ("Participants must attend every session.", Kind.ACTIVITY),
        ("Supply of agency nurses to cover vacancies at short notice", Kind.INPUT),
        ("The contractor must be in a position to mobilise quickly.", Kind.INPUT),
        ("Supply of office furniture to cover the new building", Kind.OUTPUT),
    ],
)
def test_who_changes_and_who_only_comes_to_work(line: str, kind: Kind) -> None:
    assert read(line).kind is kind


@pytest.mark.parametrize(
    ("line", "is_missing"),
    [
        ("Old kerbs are to be broken out and carted away.", True),
        ("Residents’ views are sought and recorded.", True),
        ("The surface to be vibration rolled.", True),
        ("Old kerbs are to be broken out by the contractor.", False),
        ("The bench must be designed to seat three people.", False),
        ("The path may be closed at dusk.", False),
    ],
)
def test_something_done_with_nobody_named_to_do_it(line: str, is_missing: bool) -> None:
    assert bool(list(missing_actor(Parse(line)))) is is_missing


@pytest.mark.parametrize(
    "line",
    [
        "Health and Safety at Work etc. Act 1974, Environmental Protection Act 1990 and Equality Act 2010, as amended.",
        "Children and Families Act 2014",
        "In accordance with: the Control of Asbestos Regulations 2012; the Building Regulations 2010",
    ],
)
def test_a_list_of_acts_is_no_outcome_and_lacks_nothing(line: str) -> None:
    reading = read(line)
    assert reading.kind in (Kind.OTHER, Kind.ACTIVITY)
    assert not reading.flags


def test_an_outcome_that_names_an_act_is_still_one() -> None:
    assert (
        read("Fewer people lose their home, as the Homelessness Reduction Act 2017 intends.").kind
        is Kind.OUTCOME
    )


@pytest.mark.parametrize(
    "line",
    [
        "Offer training to priority groups; ie apprentices under 25",
        "Keep to the Care Act 2014; the Equality Act 2010; the Housing Act 1996",
    ],
)
def test_what_only_explains_or_lists_is_not_a_second_requirement_of_itself(line: str) -> None:
    assert not list(compound(Parse(line)))


@pytest.mark.parametrize(
    ("line", "is_vague"),
    [
        (
            "The Council is seeking a suitably qualified and experienced contractor to clear the ditches.",
            False,
        ),
        ("Provide professional development for teaching assistants", False),
        ("High level cleaning of gutters, and an evaluation of the effectiveness of last year's", False),
        ("Materials must be suitable and of good quality.", True),
        ("Provide an experienced and responsive service at all times.", True),
    ],
)
def test_words_that_only_describe_whom_a_buyer_looks_for_are_not_soft(line: str, is_vague: bool) -> None:
    assert bool(list(vague(Parse(line)))) is is_vague


@pytest.mark.parametrize(
    ("line", "is_fixed"),
    [
        ("Handrails of stainless steel along both ramps", True),
        ("A cloud-based system for bookings", True),
        ("Legal advice under an annual membership model", True),
        ("Two waking night staff, and three visits per week to each flat", True),
        ("Concrete proposals for the new year", False),
        ("Advice on how to model demand", False),
        ("Visit each flat whenever a tenant asks", False),
    ],
)
def test_a_material_a_technology_a_model_or_a_frequency_fixes_how(line: str, is_fixed: bool) -> None:
    assert bool(list(fixed(Parse(line)))) is is_fixed


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("Renewal of Quillmark licences and support", True),
        ("A two-year licence for Quillmark Software", True),
        ("Servicing of the Harrowby SaaS case system", True),
        ("Drivers must hold a Private Hire licence and support passengers", False),
        ("Library Management System and Reading List software", False),
        ("A system to replace the Oracle database that staff use now", False),
        ("Replace the present till system with Oracle", True),
        ("Replacement of the Xerox copier with the same model", True),
        ("Applications that need Docker will be rejected", False),
        ("Oracle support that must be answered within a day", True),
        ("A path 1.3m wide and cabinets drawing 3250W", False),
    ],
)
def test_what_is_licensed_by_name_is_a_make(line: str, is_named: bool) -> None:
    assert names_make(Parse(line)) is is_named


@pytest.mark.parametrize(
    ("line", "is_of_the_country"),
    [
        ("Windows fitted by a firm registered with F.E.N.S.A.", True),
        ("Installation to the British Plastics Federation Code of Practice", True),
        ("Weekly ROSPA inspections of both play areas", True),
        ("Follow the code of practice for parking in private car parks", False),
    ],
)
def test_codes_and_marks_of_the_country_are_seen(line: str, is_of_the_country: bool) -> None:
    assert any(each.code is Code.UK_ONLY_STANDARD for each in named(Parse(line))) is is_of_the_country


@pytest.mark.parametrize(
    ("line", "is_soft"),
    [
        ("A slide suitable for children aged 3 to 6", False),
        ("Ramps suitable for wheelchair users", False),
        ("A suitable slide is wanted for the park.", True),
        ("The slide must be in a suitable place.", True),
    ],
)
def test_suitable_for_somebody_is_a_test_and_suitable_alone_is_not(line: str, is_soft: bool) -> None:
    assert bool(list(vague(Parse(line)))) is is_soft


@pytest.mark.parametrize(
    ("line", "is_sought"),
    [
        ("The Trust wishes to carry out a survey of its visitors.", True),
        ("We would like to refurbish the pavilion.", True),
        ("The Trust wishes its visitors well.", False),
        ("Visitors carry out a survey each year.", False),
    ],
)
def test_what_a_buyer_wishes_to_have_done_is_sought(line: str, is_sought: bool) -> None:
    assert any(layer.startswith("seek") for layer in Parse(line).layers) is is_sought
