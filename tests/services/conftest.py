"""Fixtures that several tests of services share, each from the module that says what it is."""

from tests.services.administration import actor, administrator
from tests.services.question_scene import here
from tests.services.review_cast import cast, review

__all__ = ["actor", "administrator", "cast", "here", "review"]
