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

from procure.languages import gettext, is_welsh

Params = dict[str, Any]


def component(name: str, macro: str, params: Params) -> Markup:
    """A GOV.UK component rendered by its macro: ``component("input", "govukInput", {...})``."""
    template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    rendered: Markup = getattr(template.module, macro)(params)
    return rendered


def _counted_in_welsh() -> Params:
    """What the count of characters says: the script that counts speaks English unless it is told otherwise."""
    more = gettext("%(count)s characters too many", count="%{count}")
    left = gettext("You have %(count)s characters remaining", count="%{count}")
    forms = ("zero", "one", "two", "few", "many", "other")
    return {
        "textareaDescriptionText": gettext("You can enter up to %(count)s characters", count="%{count}"),
        "charactersUnderLimitText": dict.fromkeys(forms, left),
        "charactersAtLimitText": gettext("You have 0 characters remaining"),
        "charactersOverLimitText": dict.fromkeys(forms, more),
    }


class _Direct(GovFormBase):
    """Renders through the component's own macro, with what the field itself asks for merged in."""

    component = ""
    macro = ""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        heading = kwargs.pop("heading", "")
        params: Params = {**field.params, **kwargs.pop("params", {})}
        rendered: Markup = super().__call__(field, params=params | self._labelled(field, heading), **kwargs)
        return rendered

    def _labelled(self, field: Any, heading: str) -> Params:
        """The label or legend: the page's heading, or bold, so that questions on one page stand apart."""
        kind = "fieldset__legend" if self.is_group else "label"
        part: Params = {"text": heading, "isPageHeading": True} if heading else {"text": field.label.text}
        part["classes"] = f"govuk-{kind}--{'l' if heading else 's'}"
        params: Params = {"fieldset": {"legend": part}} if self.is_group else {"label": part}
        if field.goes_on:
            part["classes"] = "govuk-visually-hidden"
            params["formGroup"] = {"classes": "app-goes-on"}
        return params

    is_group = False

    def render(self, params: Params) -> Markup:
        if not (params.get("hint") or {}).get("text"):
            params.pop("hint", None)
        params.get("attributes", {}).pop("required", None)
        if params.get("errorMessage"):
            params["errorMessage"]["visuallyHiddenText"] = gettext("Error")
        if is_welsh() and self.component == "character-count":
            params |= _counted_in_welsh()
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
