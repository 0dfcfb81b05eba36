"""The tender of the main journey, as its officer would type it: each page's questions with their answers.

Everybody and everything in it is invented. Days are counted from today, so that the story stays in time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from procure.act.calendar import LONDON
from tests.journeys.answering import Answers, Choice, Found

TITLE = "Back in class: pupils of Marlbeck who come to school and stay"
REMIT = "Tenders that are to change how children start and get on in life."

TODAY = datetime.now(LONDON).date()


def day(days: int) -> date:
    """That many days from today."""
    return TODAY + timedelta(days=days)


def noon(days: int) -> datetime:
    """Noon in London, that many days from today."""
    return datetime.combine(day(days), time(12), LONDON)


NOTICE_ON = day(1)
QUESTIONS_BY = noon(21)
REQUESTS_BY = noon(40)
TENDERS_BY = noon(90)
AWARD_ON = day(130)
STARTS_ON, ENDS_ON, MAY_EXTEND_TO_ON = day(200), day(200 + 3 * 365), day(200 + 5 * 365)
TARGET_ON = day(200 + 2 * 365)
VALUE_NET, VALUE_GROSS = "2,415,000", "2,898,000"
CPV = "80310000"

QUESTIONS: dict[str, Answers] = {
    "title": {"What is this tender called?": TITLE},
    "summary": {
        "What should suppliers know first?": "Marlbeck wants children who have drifted away from school to come "
        "back, to stay, and to be glad that they did. We are buying that change, in every year group, and not "
        "a number of visits."
    },
    "who-is-affected": {
        "Who is affected, and how does it show in their lives?": "Children from 5 to 16 who miss a tenth or more "
        "of their lessons, and the families who cannot get them there.",
        "How many people, households or organisations is that?": "About 2,300 children, counted from the "
        "schools’ own registers last term.",
    },
    "where": {"Where are they, and where is it worst?": "Marlbeck. It is worst in the four northern wards."},
    "cause": {
        "What causes the problem, as far as you know?": "Worry, illness at home, and lessons that were lost and "
        "never caught up. We know the first two from families; the third is our guess."
    },
    "tried-before": {
        "What was tried before, and what came of it?": "Letters and fines. Attendance rose for a half-term each "
        "time, and fell back."
    },
    "if-nothing-is-done": {
        "What happens if nothing is done?": "Half of these children will miss more next year than this year."
    },
    "sources": {
        "Where do these facts come from?": "School registers: https://www.marlbeck.example/registers"
    },
    "equality-assessment": {
        "Was it assessed how the tender affects people who are protected from discrimination?": Choice(
            "It was made"
        ),
        "On which day was it made, or will it be?": date(2026, 10, 5),
    },
    "objectives": {"Break down barriers to opportunity": ["75% of children ready to learn at five"]},
    "frame": {
        "What else should suppliers know about the frame?": "Two things are fixed. All else is yours to propose."
    },
    "award-method": {
        "How will price and quality decide who wins?": Choice("Price and quality, weighted by percentage")
    },
    "award-methodology": {
        "How will tenders be assessed?": "Three people score each answer from 0 to 5 alone, and then agree. The "
        "lowest price gets all the marks for price, others in proportion. A tie goes to the better outcome score."
    },
    "failing-a-criterion": {"Does failing any award criterion disqualify a tender?": False},
    "arrangement": {"What will you award?": Choice("A contract")},
    "threshold": {"Is the estimated value below the threshold?": False},
    "procedure": {"Which procedure will you use?": Choice("Competitive flexible procedure")},
    "special-regimes": {},
    "dynamic-market": {"Will the contract be awarded by reference to a dynamic market?": False},
    "procedure-description": {
        "How will the procedure run, from this notice to the award?": "Requests to participate; first tenders; "
        "a term’s trial in two schools; final tenders."
    },
    "requests-to-participate": {"Will you first invite requests to participate?": True},
    "negotiation": {"Might there be negotiation at any stage?": True},
    "refining-criteria": {"Might you refine the award criteria during the procedure?": False},
    "supplier-numbers": {"Might you limit the number of suppliers at any stage?": True},
    "supplier-limits": {
        "Fewest suppliers you intend to invite": "3",
        "Most suppliers you will invite": "6",
        "How will you choose between those who qualify?": "By the score of one question on what they learnt from "
        "work like this, published with the documents.",
    },
    "reserved": {
        "Is it reserved to supported employment providers?": False,
        "Is it reserved to public service mutuals?": False,
    },
    "engagement": {"Was there preliminary market engagement?": True},
    "engagement-notice": {"Was a preliminary market engagement notice published?": True},
    "conflicts-assessment": {
        "Has a conflicts assessment been prepared and kept up to date?": True,
        "When was it last revised?": day(-3),
    },
    "category": {"What is mainly being bought?": Choice("Services")},
    "subject": {
        "Kinds of goods, services or works": "Help of any kind that brings children back to lessons: for the "
        "child, the family or the school.",
        "How will they be supplied?": "In schools, homes and community places in Marlbeck.",
    },
    "quantity": {"How much do you expect to be supplied?": "Enough for about 2,300 children in three years."},
    "cpv-codes": {
        "Which CPV codes describe what is bought?": Found(
            "youth education", "80310000-0 Youth education services"
        )
    },
    "value": {"Value without VAT": VALUE_NET, "VAT rate": "20"},
    "valuation": {
        "How did you estimate the value?": "From what three councils like ours paid, with both extensions counted."
    },
    "contract-dates": {
        "When will it start?": STARTS_ON,
        "When will it end, without any extension?": ENDS_ON,
    },
    "extensions": {"May the contract be extended?": True},
    "extension-details": {
        "By how long, how often, and on what grounds?": "Twice by a year, if the outcomes are on their path.",
        "What is the latest it could end?": MAY_EXTEND_TO_ON,
    },
    "options": {"Will the contract have options other than extending it?": False},
    "continuing-need": {"Will the need go on after the contract ends?": True},
    "later-direct-award": {"Do you intend to award similar supply directly later?": False},
    "later-tender-notice": {"When might the next tender notice be published?": day(3 * 365)},
    "place": {"Regions and areas": ["East Midlands (England) (UKF)"]},
    "lots-considered": {"Could the supply reasonably be divided into lots?": True},
    "using-lots": {"Will you use lots?": False},
    "no-lots": {
        "Why will you not use lots?": "One child’s causes cross every line that lots could be drawn by."
    },
    "notice-date": {"When do you plan to publish the tender notice?": NOTICE_ON},
    "enquiry-deadline": {"When must suppliers have sent their questions?": QUESTIONS_BY},
    "participation-deadline": {"When must requests to participate be in?": REQUESTS_BY},
    "tender-deadline": {"When must tenders be in?": TENDERS_BY},
    "shorter-period": {"Do you rely on a shorter tendering period?": False},
    "award-date": {"When do you expect to award the contract?": AWARD_ON},
    "submission": {
        "Are tenders submitted electronically?": True,
        "Where and how are tenders, and any requests to participate, submitted?": "At "
        "https://tenders.marlbeck.example, after free registration.",
    },
    "languages": {"In which languages may suppliers write to you?": ["English", "Welsh"]},
    "auction": {"Will there be an electronic auction?": False},
    "trade-agreements": {
        "Is it covered by the WTO Agreement on Government Procurement (GPA)?": False,
        "Is it covered by the Comprehensive and Progressive Agreement for Trans-Pacific Partnership (CPTPP)?": (
            False
        ),
    },
    "small-suppliers": {
        "May it particularly suit small and medium-sized enterprises (SMEs)?": True,
        "May it particularly suit voluntary, community and social enterprises (VCSEs)?": True,
    },
    "documents-now": {"Will tender documents be provided with the notice?": True},
    "documents-later": {"Might other tender documents follow after the notice?": True},
    "documents-later-access": {
        "Where will later documents be, or how will suppliers get them?": "At https://tenders.marlbeck.example."
    },
    "technical-specifications": {
        "Which technical specifications must be met, or where are they?": "Only what this specification says."
    },
    "payment-terms": {"Are there payment terms beyond 30 days?": "A fifth of the price follows outcome 1."},
    "known-risks": {
        "Are there known risks that the contract itself cannot deal with?": "A school may close or merge; the "
        "numbers of children would then be counted afresh."
    },
    "modifications": {
        "Which changes to the contract do you provide for?": "More schools, at the same rates."
    },
    "subcontracting": {},
    "contact": {
        "Name of a person or team": "Marlbeck Commissioning",
        "Email address": "commissioning@marlbeck.example",
        "Telephone number": "01632 960123",
        "Postal address": "Guildhall, 2 Tollgate Street, Marlbeck, HM7 3QP",
    },
    "agent": {"Does somebody else carry out the procurement for you?": False},
    "withholding": {"Do you withhold any information from the notice?": False},
    "other-information": {"Your own reference": "MBC-2210"},
}
"""By the page's address; an empty one is passed over."""

CONFIRMED: Answers = {
    "What the law asks of every criterion": ["It relates to the subject-matter of the contract"],
    "Clarity": ["It is sufficiently clear, measurable and specific"],
    "Technical specifications": ["It follows the rules on technical specifications (section 56)"],
    "Proportion": ["It is proportionate to the nature, complexity and cost of the contract"],
}
ADOPTED, WRITTEN = "More pupils in school more of the time", "Glad to be there"
ROWS: dict[str, list[Answers]] = {
    "fixed-requirements": [
        {
            "What must be so, whatever is proposed?": "Everyone who works alone with a child has an enhanced check.",
            "Why is it fixed?": Choice("Safety"),
            "What exactly requires it?": "The council’s rules on keeping children safe.",
            "May suppliers propose to meet the reason in another way?": False,
            "Who approved fixing it?": "Director of Children’s Services",
        },
        {
            "What must be so, whatever is proposed?": "Attendance is read from the schools’ own registers.",
            "Why is it fixed?": Choice("It must work with other systems"),
            "What exactly requires it?": "Schools send one return, and will not send two.",
            "May suppliers propose to meet the reason in another way?": True,
            "Who approved fixing it?": "Head of Data",
        },
    ],
    "award-criteria": [
        {
            "What is the criterion called?": "More children in lessons",
            "What does it judge?": Choice("Quality"),
            "Weight": "40",
            "What will be assessed, and what is a good answer?": "How the change will come about, and for whom.",
            "What will you ask suppliers?": "What will you do in the first term, and how will you know it works?",
            "Which outcomes does it assess?": [f"1. {ADOPTED}"],
            **CONFIRMED,
        },
        {
            "What is the criterion called?": "Children who are glad to come",
            "What does it judge?": Choice("Quality"),
            "Weight": "30",
            "What will be assessed, and what is a good answer?": "How children will be heard.",
            "What will you ask suppliers?": "How will children shape what you do?",
            "Which outcomes does it assess?": [f"2. {WRITTEN}"],
            **CONFIRMED,
        },
        {
            "What is the criterion called?": "Price",
            "What does it judge?": Choice("Price"),
            "Weight": "30",
            "What will be assessed, and what is a good answer?": "The whole price for three years.",
            **CONFIRMED,
        },
    ],
    "stages": [
        {
            "What is the stage called?": "Requests to participate",
            "What kind of stage is it?": Choice("Request to participate"),
            "What happens in it?": "Conditions are checked, and six suppliers at most are invited.",
            "Most suppliers in this stage": "6",
            "How is it decided who goes on from it?": "By the published question.",
        },
        {
            "What is the stage called?": "Trial in two schools",
            "What kind of stage is it?": Choice("Demonstration or test"),
            "What happens in it?": "Each supplier works in two schools for a term.",
            "How is it decided who goes on from it?": "All who finish go on.",
        },
        {
            "What is the stage called?": "Final tenders",
            "What kind of stage is it?": Choice("Final tenders"),
            "What happens in it?": "Tenders are assessed for the award.",
        },
    ],
    "conditions": [
        {
            "What must a supplier satisfy?": "Has kept children safe in work like this in the last three years.",
            "What does it make sure of?": Choice("Technical ability"),
            "Why is it proportionate?": "Children are alone with those who work here; the work is as large.",
            "What evidence will you ask for?": "A description on one page, with a name to call.",
        }
    ],
    "documents": [
        {
            "What is the document called?": "Draft contract",
            "Where is it?": "https://tenders.marlbeck.example/draft-contract.pdf",
            "What is in it?": "The terms, and how payment follows outcomes.",
        }
    ],
}

GAPS: Answers = {
    "Which group of people": "Marlbeck’s primary and secondary schools",
    "Level to reach": "14",
    "Level today": "21.6",
    "By when": TARGET_ON,
}
SENTENCE = (
    "Pupils in Marlbeck’s primary and secondary schools are in class far more often. Persistent absence comes "
    "down to 14% from 21.6% by"
)
WHO_GAINS: Answers = {
    "What changes for them?": "They are in lessons, with their friends, most days of most weeks",
    "How much must change?": "At most 14% miss a tenth of lessons",
    "By when?": TARGET_ON,
    "Where?": "All schools of Marlbeck",
}
FAIRNESS: Answers = {
    "What will the result be compared with?": "The same schools three years before, and the rest of the region",
    "Which groups will the result be shown for?": "Free school meals, special needs, sex, ethnic group, ward",
}
LINK: Answers = {
    "Does this outcome move the objective?": True,
    "How far is it from the objective?": Choice("Two causal steps away"),
    "What has to be true for the one to lead to the other?": "Brothers and sisters under five see school as "
    "somewhere to go.",
    "How well is it known that the change can be caused?": Choice("A reasoned theory"),
}
TARGET: Answers = {"Figure to reach": "14", "By when?": TARGET_ON}
OWNER: Answers = {"Who holds the data?": "The schools, through the council’s attendance team"}

GLAD = (
    "In the last year of the contract, seven children in ten who had missed a tenth of their lessons say that "
    "they are glad to be at school."
)
SENTENCE_OF_OURS: Answers = {
    "Short title": WRITTEN,
    "The outcome": GLAD,
    "How much of the tender turns on it?": Choice("Primary"),
}
MEASURE: list[Answers] = [
    {
        "Name of the measure": "Children who say they are glad to be at school",
        "Unit": "% of children asked",
        "Which way is better?": Choice("Should rise"),
        "What kind of measure is it?": Choice("Outcome: the change itself"),
    },
    {
        "Source": "A short talk with a person the child knows, twice a year",
        "Who publishes it?": "Marlbeck Borough Council",
        "How often?": "Each March and October",
        "How long after the period is it published?": "Four weeks",
    },
    {
        "If it is not known, how and when will it be set?": "From the first round of talks, before final tenders."
    },
    {"Figure to reach": "70", "By when?": ENDS_ON},
    {"Step 1: by when?": TARGET_ON, "Step 1: figure": "55"},
    {
        "What sort of figure is it?": Choice("A share: how many of all, such as a percentage"),
        "How many people does one reading describe?": "600",
        "How many people does the starting figure describe?": "600",
    },
    {
        "Who holds the data?": "The council’s attendance team",
        "What would show this measure being gamed?": "How many children were asked, of those who could have been.",
    },
]
"""Page by page, in their order."""
