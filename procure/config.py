"""Settings, each read from the environment. A default must be sensible in production and safe to publish,
or there is none."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: How letters may be sent: the scheme of ``MAIL_URL``, and the module that does it.
MAIL_WAYS = {"outbox": "outbox", "smtp": "smtp", "smtps": "smtp", "notify": "notify"}
#: This machine itself, which plain HTTP does not leave.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    #: Where the database, the published files and the secret key live unless told otherwise.
    data_dir: Path = Path("var")
    #: SQLAlchemy URL. Empty: SQLite in ``data_dir``. ``postgresql+psycopg://…`` moves to PostgreSQL.
    database_url: str = ""
    #: ``file:`` under ``data_dir`` unless it names a bucket: ``s3://bucket/prefix?endpoint=…``.
    storage_url: str = ""
    #: Signs sessions and forms. Empty: made once and kept in ``data_dir/secret_key``.
    secret_key: SecretStr = SecretStr("")
    port: int = Field(default=8000, ge=0, le=65535)
    host: str = "127.0.0.1"
    #: Address that published files and open data print; empty: taken from host and port.
    public_base_url: str = ""
    #: Load the demonstration: 0 starts with the library alone.
    demo: bool = True
    #: Prefix of identifiers of our own, until the central platform gives its own.
    local_id_prefix: str = "procure-local"
    #: A notice goes to the central platform first. ``refuse``: it is published here only once that is recorded;
    #: ``label``: it may be, and says until then that the platform is not known to have it.
    platform_first: Literal["label", "refuse"] = "label"
    #: Where notices are sent: ``https://www.find-tender.service.gov.uk/api``. Empty: they are entered by hand.
    platform_url: str = ""
    #: The hosts that ``platform_url`` may name, with spaces between.
    platform_hosts: str = "www.find-tender.service.gov.uk www-tpp.find-tender.service.gov.uk"
    #: As JSON: the platform's key of each organisation by its PPON; ``"*"`` for any that is not named.
    platform_api_keys: dict[str, SecretStr] = {}
    #: The path under ``platform_url`` that finds a notice by our reference. Empty: officers look for themselves.
    platform_search_path: str = ""
    #: Name of the body that runs this service, printed as the publisher of its open data.
    publisher_name: str = "Procure (local installation)"
    service_name: str = "Procure"
    #: Cookies only over HTTPS. Off by default because the embedded service speaks plain HTTP on loopback.
    secure_cookies: bool = False
    #: How many trusted proxies stand in front (their X-Forwarded-* headers are believed).
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    rate_limit_storage_url: str = "memory://"
    sign_in_rate_limit: str = "10 per minute"
    #: How often one address may ask for open data, and for files of all of it.
    api_rate_limit: str = "240 per minute"
    bulk_rate_limit: str = "12 per minute"
    #: How often another system may record results, by its key.
    results_rate_limit: str = "120 per minute"
    #: How often one address may respond to early engagement or challenge a requirement.
    response_rate_limit: str = "20 per hour"
    #: How letters are sent: ``outbox:`` (files in ``data_dir/outbox``), ``smtp://user:password@host:587``,
    #: ``smtps://host:465`` or ``notify:TEMPLATE-ID`` (GOV.UK Notify, with a template of ((subject)) and ((body))).
    mail_url: SecretStr = SecretStr("outbox:")
    #: Whom letters come from; with Notify, its service says that.
    mail_from: str = "Procure <no-reply@procure.invalid>"
    notify_api_key: SecretStr = SecretStr("")
    notify_url: str = "https://api.notifications.service.gov.uk"
    #: Days after which the address and the words of a letter that was sent are erased.
    letters_kept_days: int = Field(default=30, ge=1, le=365)
    testing: bool = False

    @field_validator("public_base_url")
    @classmethod
    def without_trailing_slash(cls, value: str) -> str:
        """``https://example.gov.uk/`` and ``https://example.gov.uk`` mean the same."""
        return value.rstrip("/")

    @model_validator(mode="after")
    def _platform_is_one_we_may_send_to(self) -> Settings:
        if not self.platform_url:
            return self
        address = urlsplit(self.platform_url)
        host = address.hostname or ""
        if host not in self.platform_hosts.split():
            raise ValueError(f"PLATFORM_URL names {host or 'no host'}, which is not among PLATFORM_HOSTS")
        if address.scheme != "https" and not (address.scheme == "http" and host in LOOPBACK):
            raise ValueError("PLATFORM_URL must begin with https://")
        if address.username or address.query or address.fragment:
            raise ValueError("PLATFORM_URL holds more than a host and a path")
        if self.platform_search_path and not self.platform_search_path.startswith("/"):
            raise ValueError("PLATFORM_SEARCH_PATH must begin with /")
        return self

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> Settings:
        way, _, rest = self.mail_url.get_secret_value().partition(":")
        if way not in MAIL_WAYS:
            raise ValueError(f"MAIL_URL begins with {way!r}: it should be one of {', '.join(MAIL_WAYS)}")
        if way == "notify" and not (rest and self.notify_api_key.get_secret_value()):
            raise ValueError("MAIL_URL=notify:TEMPLATE-ID also needs NOTIFY_API_KEY")
        if "@" not in self.mail_from or not self.mail_from.isprintable():
            raise ValueError("MAIL_FROM must be an email address, like Procure <no-reply@example.gov.uk>")
        return self

    def platform_key(self, ppon: str) -> str:
        """The platform's key of the organisation with this PPON, empty where there is none."""
        found = self.platform_api_keys.get(ppon) or self.platform_api_keys.get("*")
        return found.get_secret_value() if found else ""

    @property
    def resolved_database_url(self) -> str:
        """The database URL in force."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data_dir / 'procure.db').absolute()}"

    @property
    def resolved_base_url(self) -> str:
        """The address printed in published files, without a trailing slash."""
        return self.public_base_url or f"http://{self.host}:{self.port}"

    def resolved_secret_key(self) -> str:
        """The signing key: from the environment, or made once and kept readable by its owner alone."""
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value()
        path = self.data_dir / "secret_key"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:  # another worker was first
                return path.read_text().strip()
            with os.fdopen(descriptor, "w") as file:
                key = secrets.token_urlsafe(48)
                file.write(key)
            return key
