"""The outcome coach: what each line of a tender is, what is missing from it, and a way to mend it.

Pure, offline and deterministic: the same words always get the same answer, which says why. It prompts and never
decides; a finding is something to check, not a fault.

    reading = read("The supplier shall provide 12 nurses.")
    reading.kind, reading.in_words, reading.findings

``segment`` cuts a document into statements with their places; ``read_document`` reads them together, so that a
level or an equivalence stated elsewhere is taken into account.
"""

from .catalogue import Entry, entry
from .coaching import read
from .identity import version
from .reading import Alternative, Code, Finding, Kind, Reading, Settled, Severity, Statement
from .segmenting import segment
from .settling import read_document

__all__ = [
    "Alternative",
    "Code",
    "Entry",
    "Finding",
    "Kind",
    "Reading",
    "Settled",
    "Severity",
    "Statement",
    "entry",
    "read",
    "read_document",
    "segment",
    "version",
]
