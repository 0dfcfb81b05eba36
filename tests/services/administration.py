"""Who administers, in tests of administration."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, User
from procure.services.access import actor_of
from tests.factories.people import make_user

ORGANISATION = {
    "name": "Borough of Elsewhere", "ppon": "PBCD-1234-GHJL",
    "authority_type": "publicAuthoritySubCentralGovernment",
    "devolved_regime": "", "street": "1 High Street", "locality": "Elsewhere", "postcode": "ZZ1 1AA",
    "region": "UKG", "email": "buying@elsewhere.example", "website": "https://elsewhere.example",
}  # fmt: skip


@pytest.fixture
def administrator(session: Session) -> User:
    return make_user(session, None, Role.ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def actor(administrator: User) -> Actor:
    return actor_of(administrator)


def last_event(session: Session, action: str) -> AuditEvent:
    return session.exec(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)).all()[
        -1
    ]
