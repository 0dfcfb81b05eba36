"""Letters through GOV.UK Notify, by its own client."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import APIError, InvalidResponse

from procure.config import Settings
from procure.mailing.mail import TIMEOUT, Mail, NeverSent, NotSentYet

#: Answers that are about our key, about how much is sent, and from where on the fault is Notify's.
REFUSES_US, TOO_MANY, ITS_OWN_FAULT = (401, 403), 429, 500


class NotifySender:
    """One template with ((subject)) and ((body)) carries every letter. Our key of a letter is its reference there, by
    which it is found again."""

    def __init__(self, client: NotificationsAPIClient, template_id: str) -> None:
        self._client, self._template_id = client, template_id

    def send(self, mail: Mail) -> str:
        with _notify_errors():
            sent = self._client.send_email_notification(
                email_address=mail.to,
                template_id=self._template_id,
                personalisation={"subject": mail.subject, "body": mail.body},
                reference=mail.key,
                **({"one_click_unsubscribe_url": mail.stop_address} if mail.stop_address else {}),
            )
        return str(sent["id"])

    def find(self, mail: Mail) -> str | None:
        with _notify_errors():
            found = self._client.get_all_notifications(reference=mail.key)
        return next((str(each["id"]) for each in found.get("notifications", [])), None)

    def close(self) -> None:
        return None


def open_sender(settings: Settings) -> NotifySender:
    """The service of ``NOTIFY_API_KEY``, with the template that ``MAIL_URL`` names: ``notify:TEMPLATE-ID``."""
    client = NotificationsAPIClient(
        settings.notify_api_key.get_secret_value(), base_url=settings.notify_url, timeout=TIMEOUT
    )
    return NotifySender(client, urlsplit(settings.mail_url.get_secret_value()).path)


@contextlib.contextmanager
def _notify_errors() -> Iterator[None]:
    """Notify's errors as ours. Its client says 503 where it could not be reached."""
    try:
        yield
    except APIError as error:
        code, said = error.status_code, f"GOV.UK Notify said {error.status_code}: {error.message}"[:300]
        if (
            code in REFUSES_US
            or code == TOO_MANY
            or code >= ITS_OWN_FAULT
            or isinstance(error, InvalidResponse)
        ):
            raise NotSentYet(said, is_general=True) from error
        raise NeverSent(said) from error
