"""What readings say of a measure: the series as known on a day, the path, chance, status, forecast, ratings, and what
changed. Figures and days in, plain words out; no database and no page.
"""

from procure.domain.results.bands import RATED, Band, Bands, bands_at, bands_of, counts, effect, suggested
from procure.domain.results.chance import Chance, chance_of
from procure.domain.results.contribution import Contribution, contribution_of, delivered_in_all
from procure.domain.results.forecasting import Forecast, NoForecast, forecast
from procure.domain.results.judging import Judgement, Rhythm, Status, interval_of, judge
from procure.domain.results.notable import Change, ChangeKind, changes_between, importance
from procure.domain.results.path import Path, path_between
from procure.domain.results.readings import Point, Reading, Revision, VintageRule, known_on, revisions

__all__ = [
    "RATED",
    "Band",
    "Bands",
    "Chance",
    "Change",
    "ChangeKind",
    "Contribution",
    "Forecast",
    "Judgement",
    "NoForecast",
    "Path",
    "Point",
    "Reading",
    "Revision",
    "Rhythm",
    "Status",
    "VintageRule",
    "bands_at",
    "bands_of",
    "chance_of",
    "changes_between",
    "contribution_of",
    "counts",
    "delivered_in_all",
    "effect",
    "forecast",
    "importance",
    "interval_of",
    "judge",
    "known_on",
    "path_between",
    "revisions",
    "suggested",
]
