"""The journey under /tenders/<reference>/converter, and what its pages share."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, request

from procure.coach import Code
from procure.coach.catalogue import entry
from procure.models import SourceDocument, Tender
from procure.papers import LIMITS
from procure.services import converting
from procure.web.access import current_actor
from procure.web.forms.question import lower_first
from procure.web.sessions import current_session

converter = Blueprint("converter", __name__, url_prefix="/tenders/<reference>/converter")
#: Room for what a form sends around the file itself.
ENVELOPE = 64 * 1024
TOO_LARGE = (
    f"The document must be smaller than {LIMITS.size // 1024**2} MB. Take out its pictures, or split it"
)
Page = tuple[str, int]


@converter.app_template_filter("label_of_finding")
def label_of_finding(code: str) -> str:
    """What people call a finding of the coach inside a sentence; the code itself for one that it no longer makes."""
    return lower_first(entry(Code(code)).label) if code in set(Code) else code


@dataclass(frozen=True)
class Refusal:
    """What is wrong on a page, as the error summary wants it."""

    error_list: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, message: str, field_id: str) -> Refusal:
        return cls([{"text": message.rstrip("."), "href": f"#{field_id}"}])


@converter.url_value_preprocessor
def let_files_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """A document may be larger than any other form; whoever is not signed in may send nothing large."""
    if endpoint == "converter.bring" and request.method == "POST" and current_actor().is_signed_in:
        request.max_content_length = LIMITS.size + ENVELOPE


def document_of(tender: Tender, key: str) -> SourceDocument:
    """The paper of the address. Raises NotFound."""
    return converting.document_of(current_session(), current_actor(), tender, key)
