"""Coming to the service as somebody in particular."""

from __future__ import annotations

from procure.services import demonstrating
from tests.journeys.service import Service, procure
from tests.journeys.visiting import Visitor

OWN_PASSWORD = "four quiet herons wading"


def first_administrator(service: Service, email: str, name: str, organisation: str) -> None:
    """Make the first account as an operator does, at the command line."""
    procure(
        service.data_dir, "user", "add", email, "--name", name, "--organisation", organisation,
        "--role", "administrator", "--password-stdin", typed=f"{OWN_PASSWORD}\n",
    )  # fmt: skip


def sign_in(visitor: Visitor, email: str, password: str = OWN_PASSWORD) -> Visitor:
    """Sign in; what comes next depends on the person."""
    visitor.open("/sign-in").fill({"Email address": email})
    visitor.page.locator("input[name=password]").fill(password)
    return visitor.press("Sign in")


def sign_in_first_time(visitor: Visitor, email: str, first_password: str) -> Visitor:
    """Sign in with the password that an administrator passed on, and choose one's own."""
    sign_in(visitor, email, first_password)
    assert visitor.heading == "Change your password"
    visitor.page.locator("input[name=current_password]").fill(first_password)
    visitor.page.locator("input[name=password]").fill(OWN_PASSWORD)
    return visitor.press("Change password")


def demonstrate_as(visitor: Visitor, email: str) -> Visitor:
    """Sign in with an account of the demonstration."""
    return sign_in(visitor, email, demonstrating.PASSWORD)
