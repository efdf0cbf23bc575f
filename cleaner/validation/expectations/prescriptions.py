"""What Great Expectations prints of an expectation of our own, in its Data Docs and elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import render_suite_parameter_string
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import RendererValueType

_MOSTLY = ", at least $mostly_pct % of the time."


class Prescribed:
    """Words for an expectation, with `$` before what its kwargs hold, for both ways they are asked for."""

    words: ClassVar[str] = ""
    words_alone: ClassVar[str] = ""  # under a heading that names the column
    told: ClassVar[tuple[str, ...]] = ("column",)  # kwargs that the words hold

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: Any) -> Any:
        given = {**cls._defaults(), **renderer_configuration.kwargs}
        for name in cls.told:
            kind = RendererValueType.STRING if name.startswith("column") else RendererValueType.NUMBER
            renderer_configuration.add_param(name=name, param_type=kind, value=given.get(name))
        renderer_configuration.add_param(name="mostly", param_type=RendererValueType.NUMBER)
        mostly = renderer_configuration.params.mostly
        end = "."
        if mostly and mostly.value < 1:
            renderer_configuration = cls._add_mostly_pct_param(  # type: ignore[attr-defined] # of Expectation
                renderer_configuration=renderer_configuration
            )
            end = _MOSTLY
        is_whole = renderer_configuration.include_column_name or not cls.words_alone
        renderer_configuration.template_str = (cls.words if is_whole else cls.words_alone) + end
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(
        cls,
        configuration: Any = None,
        result: Any = None,
        runtime_configuration: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> list[Any]:
        runtime = runtime_configuration or {}
        given = {**cls._defaults(), **configuration.kwargs}
        params = {name: given.get(name) for name in (*cls.told, "mostly")}
        end = "."
        if params["mostly"] is not None and params["mostly"] < 1:
            params["mostly_pct"] = f"{params['mostly'] * 100:g}"
            end = _MOSTLY
        is_whole = runtime.get("include_column_name") is not False or not cls.words_alone
        template = (cls.words if is_whole else cls.words_alone) + end
        content = {"template": template, "params": params, "styling": runtime.get("styling")}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=content)]

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        fields = getattr(cls, "__fields__", {})  # of pydantic's first version, which the engine uses
        return {name: fields[name].default for name in cls.told if name in fields}
