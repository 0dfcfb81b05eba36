"""Names that come from data, so that no code says them: gathered here to be translated.

Each is what the data says, to the letter: what differs is shown in English.
"""

from __future__ import annotations

from procure.languages import later

#: The regions and nations of the first level of the International Territorial Levels.
REGIONS = (
    later("North East (England)"),
    later("North West (England)"),
    later("Yorkshire and The Humber"),
    later("East Midlands (England)"),
    later("West Midlands (England)"),
    later("East of England"),
    later("London"),
    later("South East (England)"),
    later("South West (England)"),
    later("Wales"),
    later("Scotland"),
    later("Northern Ireland"),
)
#: What exports.notices.definitions calls each notice.
NOTICES = (
    later("Pipeline notice"),
    later("Preliminary market engagement notice"),
    later("Planned procurement notice"),
    later("Tender notice"),
    later("Transparency notice"),
    later("Contract award notice"),
    later("Contract details notice"),
    later("Contract change notice"),
    later("Contract payment notice"),
    later("Contract performance notice"),
    later("Contract termination notice"),
    later("Procurement termination notice"),
    later("Dynamic market intention notice"),
    later("Dynamic market establishment notice"),
    later("Dynamic market modification notice"),
    later("Dynamic market cessation notice"),
    later("Payments compliance notice"),
)
#: The five ratings of an indicator, in English in the Regulations' own words (reg 39(5)).
RATINGS = (
    later("Good"),
    later("Approaching target"),
    later("Requires improvement"),
    later("Inadequate"),
    later("Other"),
)
#: Kinds of change between two versions.
CHANGES = (later("Added"), later("Removed"), later("Changed"))
