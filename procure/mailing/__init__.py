"""Sending e-mail, one way of several, chosen by ``MAIL_URL``: a local outbox unless told, SMTP, or GOV.UK Notify.

A sender is handed one letter at a time, and says whether it went out, may go out later, or never will.
"""

from __future__ import annotations

from importlib import import_module

from procure.config import MAIL_WAYS, Settings
from procure.mailing.mail import Mail, NeverSent, NotSentYet, Sender

__all__ = ["Mail", "NeverSent", "NotSentYet", "Sender", "open_sender"]


def open_sender(settings: Settings) -> Sender:
    """The way to send that ``MAIL_URL`` names. Each brings libraries of its own, so only one is loaded."""
    way = settings.mail_url.get_secret_value().partition(":")[0]
    sender: Sender = import_module(f"procure.mailing.{MAIL_WAYS[way]}").open_sender(settings)
    return sender
