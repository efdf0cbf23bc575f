"""What the renderers of Great Expectations say of a rule and of what it saw, as HTML.

Of what they return only the words are taken: templates with their values, never styles, HTML or
tables. A renderer that is missing, that raises, or that leaves a value open gives no words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from cleaner.validation import engine
from cleaner.validation.results import RuleResult
from cleaner.validation.signs import shortened, shown, visible

_NAME = re.compile(r"\$(?:(\w+)|\{(\w+)\})", re.ASCII)  # what string.Template calls a placeholder
# Values that are HTML, and the two by which a class without words of its own prints its call.
_NO_WORDS = {"formatted_json", "html_success_icon", "expectation_type", "kwargs"}


def wording(type_: str, kwargs: Mapping[str, Any]) -> Markup | None:
    """Return a rule in the words of Great Expectations, without its column; None where it has none.

    >>> wording("expect_column_values_to_be_between", {"column": "pages", "min_value": 1})
    Markup('values must be greater than or equal to <code><bdi dir="auto">1</bdi></code>.')
    >>> wording("expect_column_distinct_values_to_be_odd", {"column": "pages"})
    """
    # a share of 1 demands what no share demands; given, it leaves the percentage open
    given = {name: value for name, value in kwargs.items() if name != "mostly" or value != 1}
    try:
        parts = _rendered(type_, "prescriptive", shortened(given), result=None)
        return Markup(" ").join(map(_filled, parts)) if parts else None
    except Exception:  # a renderer may raise anything; the rule is then told in words of our own
        return None


def observed(result: RuleResult) -> Markup:
    """Return what a rule saw: a value, or the share of its rows, in the words of Great Expectations."""
    if result.status == "error":
        return Markup("–")
    if result.observed or not result.evaluated or not judges_values(result.type):
        return shown(result.observed)
    percent = 100 * result.unexpected / result.evaluated
    try:
        return shown(_rendered(result.type, "diagnostic.observed_value", {}, {"unexpected_percent": percent}))
    except Exception:  # as above
        return shown(f"{percent:.5g}% unexpected")


def judges_values(type_: str) -> bool:
    """Return whether a rule judges values one by one, so that rows that break it can be counted."""
    registry = engine._gx().expectations.registry
    known = type_ in registry.list_registered_expectation_implementations()
    return known and getattr(registry.get_expectation_impl(type_), "map_metric", None) is not None


def _rendered(type_: str, what: str, kwargs: dict[str, Any], result: dict[str, Any] | None) -> Any:
    """Return what a renderer makes of a rule; None where there is none."""
    gx = engine._gx()
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    found = gx.expectations.registry.get_renderer_impl(type_, f"renderer.{what}")
    if found is None:
        return None
    rule = ExpectationConfiguration(type=type_, kwargs=kwargs)
    if result is None:
        return found.renderer(configuration=rule, runtime_configuration={"include_column_name": False})
    return found.renderer(result=ExpectationValidationResult(expectation_config=rule, result=result))


def _filled(part: Any) -> Markup:
    """Return a template with its values in place; a value is never read as a template again."""
    content = part["string_template"] if isinstance(part, dict) else part.string_template
    template, params = content["template"], content.get("params", {})
    done, at = Markup(""), 0
    for found in _NAME.finditer(template):
        name = found[1] or found[2]
        if name in _NO_WORDS:
            raise KeyError(name)
        value = Markup("<code>{}</code>").format(shown(params[name], limit=None))
        done += visible(template[at : found.start()]) + value
        at = found.end()
    return done + visible(template[at:])
