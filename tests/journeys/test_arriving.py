"""What somebody sees who comes to the service for the first time."""

from __future__ import annotations

from tests.journeys.visiting import Visitor


def test_the_first_page_says_what_the_service_is_and_how_to_sign_in(visitor: Visitor):
    visitor.open("/")
    assert visitor.heading
    visitor.follow("Sign in")
    assert visitor.heading == "Sign in"


def test_a_page_that_is_not_there_says_so_in_the_same_clothes(visitor: Visitor):
    visitor.open("/no-such-page")
    assert visitor.heading == "Page not found"
