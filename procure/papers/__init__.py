"""Papers that people bring: Word, OpenDocument, PDF, Markdown, HTML and plain text, read into passages with their
places.

Whatever somebody uploads is taken for hostile. ``read_within`` reads it in a process of its own with little
memory, little
time and no way out; nothing else of this package touches the bytes in the calling process.

    paper = read_within(data, "specification.docx")
    paper.passages[0].headings, paper.passages[0].text, paper.passages[0].place_in_words
"""

from .bounded import read_within
from .passages import LIMITS, Form, Limits, Paper, Passage, Refused, Unit

__all__ = ["LIMITS", "Form", "Limits", "Paper", "Passage", "Refused", "Unit", "read_within"]
