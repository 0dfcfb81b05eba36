"""Fixtures that several tests of services share, each from the module that says what it is."""

from tests.services.administration import actor, administrator
from tests.services.publication_files import files_made_once, publication_id
from tests.services.review_cast import cast, review

__all__ = ["actor", "administrator", "cast", "files_made_once", "publication_id", "review"]
