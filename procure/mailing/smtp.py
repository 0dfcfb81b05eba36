"""Letters through a mail server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from urllib.parse import parse_qs, unquote, urlsplit

from procure.config import Settings
from procure.mailing.mail import TIMEOUT, Mail, NeverSent, NotSentYet, message_of


class SmtpSender:
    """A mail server. It cannot be asked for a letter again; a copy that had to be sent again bears the same
    Message-ID, by which mail systems drop it."""

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        user: str = "",
        password: str = "",
        is_tls: bool = False,
        starts_tls: bool = True,
    ) -> None:
        self._host, self._port, self._from = host, port, sender
        self._user, self._password = user, password
        self._is_tls, self._starts_tls = is_tls, starts_tls
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> str:
        message = message_of(mail, self._from)
        try:
            self._open().send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reason = next(iter(refusal.recipients.values()))
            self._reset()
            raise _refused(code, reason) from refusal
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            self._reset()
            raise _refused(refusal.smtp_code, refusal.smtp_error) from refusal
        except smtplib.SMTPAuthenticationError as refusal:
            self.close()
            raise NotSentYet("The mail server refused our name and password", is_general=True) from refusal
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotSentYet(f"The mail server: {error}"[:300], is_general=True) from error
        return str(message["Message-ID"])

    def find(self, mail: Mail) -> str | None:
        return None

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection = None

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            trusted = ssl.create_default_context()
            if self._is_tls:
                made: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=TIMEOUT, context=trusted
                )
            else:
                made = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
            try:
                if not self._is_tls and self._starts_tls:
                    made.starttls(context=trusted)
                if self._user:
                    made.login(self._user, self._password)
            except BaseException:
                made.close()
                raise
            self._connection = made
        return self._connection

    def _reset(self) -> None:
        try:
            if self._connection is not None:
                self._connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()


def open_sender(settings: Settings) -> SmtpSender:
    """The server that ``MAIL_URL`` names: ``smtp://user:password@host:587``, which starts TLS unless the address ends
    in ``?tls=never``, or ``smtps://host:465``."""
    address = urlsplit(settings.mail_url.get_secret_value())
    is_tls = address.scheme == "smtps"
    return SmtpSender(
        address.hostname or "localhost",
        address.port or (465 if is_tls else 587),
        settings.mail_from,
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
        is_tls=is_tls,
        starts_tls=parse_qs(address.query).get("tls") != ["never"],
    )


def _refused(code: int, reason: bytes | str) -> Exception:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    said = f"The mail server said {code} {words}"[:300]
    return NeverSent(said) if 500 <= code < 600 else NotSentYet(said)
