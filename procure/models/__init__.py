"""Tables only: no rules, no URLs, no settings. Import models from here so that all are registered."""

from procure.models.accounts import Board, BoardMember, Organisation, RoleGrant, User
from procure.models.asking import AnswerBatch, QuestionAnswer, TenderQuestion
from procure.models.audit import AuditEvent
from procure.models.briefing import BoardPaper, VersionReading
from procure.models.content import (
    ARRANGED,
    ArrangedRow,
    AwardCriterion,
    Contribution,
    DataShare,
    FixedRequirement,
    FundingParty,
    Lot,
    Measure,
    ObjectiveLink,
    Outcome,
    ParticipationCondition,
    Stage,
    StageGate,
    TenderDocument,
    WithheldItem,
)
from procure.models.conversion import SourceDocument, SourceStatement, TriageStep
from procure.models.curation import LibraryProposal, ProposalTurn
from procure.models.deciding import ChairHandover, Delegation, WrittenAnswer, WrittenProcedure
from procure.models.engaging import (
    EngagementQuestion,
    EngagementResponse,
    MarketEngagement,
    RequirementChallenge,
)
from procure.models.following import FollowNote, Happening, Letter, Subscription
from procure.models.funding import AgreementSignature, LedgerLine, MoneyAgreement
from procure.models.joining import JointApproval, JointAuthority, JointComment
from procure.models.judgement import ResultDecision, ResultsBriefing, SeriesJudgement
from procure.models.library import LibraryOutcomeRow, LibraryTag, ObjectiveRow, SearchWord
from procure.models.meeting import AgendaItem, Attendance, Meeting, MeetingFile, MeetingMinutes
from procure.models.noticing import NoticeDraft, NoticeFile
from procure.models.open_data import ImportSource, PublishedRelease
from procure.models.overlaps import NeedToken, OverlapDecision, VisibleNeed
from procure.models.planning import TenderTimetable
from procure.models.portfolio import PortfolioBriefing, PortfolioLink, PortfolioRow, PortfolioSum
from procure.models.publication import Artefact, Notice, Publication, PublishedFacet, PublishedTender
from procure.models.recording import ResultsKey, ResultsUpload, SeriesMapping
from procure.models.remapping import FrameworkChange, ObjectiveSuccession
from procure.models.results import (
    Kpi,
    MeasureSeries,
    Observation,
    ObservationBatch,
    ResultsChange,
    SeriesCount,
    SeriesLink,
    SeriesStanding,
    TenderResults,
)
from procure.models.review import (
    CommentReply,
    EndorsementCondition,
    InterestDeclaration,
    LinkJudgement,
    Review,
    ReviewComment,
    SeenVersion,
    SpecificationVersion,
    Verdict,
)
from procure.models.shaping import (
    GrownTender,
    OutcomeAdviser,
    OutcomeOption,
    TargetOutcome,
    TargetOutcomeVersion,
)
from procure.models.sharing import DataPaper, DatasetLine
from procure.models.submission import Exchange, HandEntry, Submission
from procure.models.tender import ProcurementFactsRow, Specification, Tender

__all__ = [
    "ARRANGED",
    "AgendaItem",
    "AgreementSignature",
    "AnswerBatch",
    "ArrangedRow",
    "Artefact",
    "Attendance",
    "AuditEvent",
    "AwardCriterion",
    "Board",
    "BoardMember",
    "BoardPaper",
    "ChairHandover",
    "CommentReply",
    "Contribution",
    "DataPaper",
    "DataShare",
    "DatasetLine",
    "Delegation",
    "EndorsementCondition",
    "EngagementQuestion",
    "EngagementResponse",
    "Exchange",
    "FixedRequirement",
    "FollowNote",
    "FrameworkChange",
    "FundingParty",
    "GrownTender",
    "HandEntry",
    "Happening",
    "ImportSource",
    "InterestDeclaration",
    "JointApproval",
    "JointAuthority",
    "JointComment",
    "Kpi",
    "LedgerLine",
    "Letter",
    "LibraryOutcomeRow",
    "LibraryProposal",
    "LibraryTag",
    "LinkJudgement",
    "Lot",
    "MarketEngagement",
    "Measure",
    "MeasureSeries",
    "Meeting",
    "MeetingFile",
    "MeetingMinutes",
    "MoneyAgreement",
    "NeedToken",
    "Notice",
    "NoticeDraft",
    "NoticeFile",
    "ObjectiveLink",
    "ObjectiveRow",
    "ObjectiveSuccession",
    "Observation",
    "ObservationBatch",
    "Organisation",
    "Outcome",
    "OutcomeAdviser",
    "OutcomeOption",
    "OverlapDecision",
    "ParticipationCondition",
    "PortfolioBriefing",
    "PortfolioLink",
    "PortfolioRow",
    "PortfolioSum",
    "ProcurementFactsRow",
    "ProposalTurn",
    "Publication",
    "PublishedFacet",
    "PublishedRelease",
    "PublishedTender",
    "QuestionAnswer",
    "RequirementChallenge",
    "ResultDecision",
    "ResultsBriefing",
    "ResultsChange",
    "ResultsKey",
    "ResultsUpload",
    "Review",
    "ReviewComment",
    "RoleGrant",
    "SearchWord",
    "SeenVersion",
    "SeriesCount",
    "SeriesJudgement",
    "SeriesLink",
    "SeriesMapping",
    "SeriesStanding",
    "SourceDocument",
    "SourceStatement",
    "Specification",
    "SpecificationVersion",
    "Stage",
    "StageGate",
    "Submission",
    "Subscription",
    "TargetOutcome",
    "TargetOutcomeVersion",
    "Tender",
    "TenderDocument",
    "TenderQuestion",
    "TenderResults",
    "TenderTimetable",
    "TriageStep",
    "User",
    "Verdict",
    "VersionReading",
    "VisibleNeed",
    "WithheldItem",
    "WrittenAnswer",
    "WrittenProcedure",
]
