"""Compile every template beforehand, for the pages and for the documents: ``python -m procure.compile_templates``.

Set-up does so whenever a template or our Python has changed. What it leaves is read by ``exports.compiled``.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, TemplateError
from pydantic import SecretStr

from exports.compiled import FOLDER, CompiledTemplates
from exports.environment import document_environment
from procure.app import create_app
from procure.config import Settings

#: Folders of templates that ``render_document`` is asked for, and no page.
DOCUMENTS = ("documents/", "print/")


def compile_all() -> int:
    """Compile each template for whoever shows it, and keep that; those of releases before go. How many there are."""
    for old in FOLDER.glob("*.jinja"):
        old.unlink()
    with TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder), secret_key=SecretStr("a key that signs nothing"), testing=True
        )
        pages = create_app(settings).jinja_env
    return _compile("pages", pages) + _compile("documents", document_environment())


def _compile(purpose: str, environment: Environment) -> int:
    environment.bytecode_cache = CompiledTemplates(purpose, writes=True)
    are_documents = purpose == "documents"
    names = [
        each for each in environment.list_templates(["html"]) if each.startswith(DOCUMENTS) == are_documents
    ]
    for name in names:
        with suppress(TemplateError):  # said to whoever is shown it, as without set-up
            environment.get_template(name)
    return len(names)


if __name__ == "__main__":
    compile_all()
