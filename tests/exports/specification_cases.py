"""Stamps and hostile texts that the tests of the specification share."""

from __future__ import annotations

from datetime import UTC, datetime

from exports.artefact import PublicationStamp

PUBLISHED = PublicationStamp(
    version_number=2,
    published_at=datetime(2027, 1, 11, 9, 30, tzinfo=UTC),
    status_label="Published",
    url="https://procure.example.org/tenders/WCA-2027-0014/versions/2",
    sha256="0f" * 32,
)
DRAFT = PublicationStamp(version_number=None, published_at=None, status_label="Draft")

HOSTILE = (
    "<script>alert(1)</script> ![passwords](file:///etc/passwd) ![inside](http://169.254.169.254/latest/meta-data) "
    "<img src=file:///etc/passwd onerror=alert(1)> [press](javascript:alert(1)) [data](data:text/html,x) "
    "</textarea></style>{{ 7 * 7 }}{% raw %}\x00\x07\u202etxet\u202c\u2066\u2069\ufeff\ud800"
)
WELSH = "Llanfairpwllgwyngyll: ŵ ŷ Ŵ Ŷ â ê î ô û ẃ ẁ ẅ"
HEBREW, ARABIC = "שלום עולם", "مرحبا بالعالم"
EMOJI = "😀🏡👩🏽‍🚒❤️"
BEYOND_OUR_FONTS = "中文"
