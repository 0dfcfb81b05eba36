"""GOV.UK widgets from govuk-frontend-wtf, mended in one place.

Mended: an empty hint on radios and checkboxes; ``required`` on a ``div``; error links of dates that point at
no field; and each field rendering a template of its own, which costs more than the rest of the page. A field
that stands alone on its page carries the page's heading in its label or legend.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from govuk_frontend_wtf.gov_form_base import GovFormBase
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from markupsafe import Markup

Params = dict[str, Any]


def component(name: str, macro: str, params: Params) -> Markup:
    """A GOV.UK component rendered by its macro: ``component("input", "govukInput", {...})``."""
    template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    rendered: Markup = getattr(template.module, macro)(params)
    return rendered


class _Direct(GovFormBase):
    """Renders through the component's own macro, with what the field itself asks for merged in."""

    component = ""
    macro = ""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        heading = kwargs.pop("heading", "")
        own: Params = dict(field.params)
        given: Params = kwargs.pop("params", {})
        rendered: Markup = super().__call__(field, params={**own, **given}, **kwargs)
        return rendered if not heading else self._with_heading(field, heading, {**own, **given}, kwargs)

    def _with_heading(self, field: Any, heading: str, params: Params, kwargs: Params) -> Markup:
        part = {"text": heading, "isPageHeading": True}
        if self.is_group:
            params = params | {"fieldset": {"legend": part | {"classes": "govuk-fieldset__legend--l"}}}
        else:
            params = params | {"label": part | {"classes": "govuk-label--l"}}
        rendered: Markup = super().__call__(field, params=params, **kwargs)
        return rendered

    is_group = False

    def render(self, params: Params) -> Markup:
        if not (params.get("hint") or {}).get("text"):
            params.pop("hint", None)
        params.get("attributes", {}).pop("required", None)
        return component(self.component, self.macro, params)


class TextInput(_Direct, GovTextInput):
    """One line."""

    component, macro = "input", "govukInput"


class TextBox(_Direct, GovCharacterCount):
    """Several lines, with a count of the characters left once most are used."""

    component, macro = "character-count", "govukCharacterCount"


class Radios(_Direct, GovRadioInput):
    component, macro, is_group = "radios", "govukRadios", True


class Checkboxes(_Direct, GovCheckboxesInput):
    component, macro, is_group = "checkboxes", "govukCheckboxes", True


class Select(_Direct, GovSelect):
    component, macro = "select", "govukSelect"
