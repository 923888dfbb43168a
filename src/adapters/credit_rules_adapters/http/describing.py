"""The description of the API in OpenAPI 3.1: what the core's own classes look like as JSON, and who may ask."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, get_args

import attrs
from litestar import Request
from litestar._openapi.schema_generation import SchemaCreator
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Schema, SecurityScheme
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from credit_rules import Money
from credit_rules.rejection import AmountExceedsCreditable
from credit_rules_adapters.http.bodies.examples import EXAMPLES
from credit_rules_adapters.http.bodies.parts import Body
from credit_rules_adapters.http.paths import root_of
from credit_rules_adapters.http.problems import Problem, of_refusal
from credit_rules_adapters.text.json_form import EFFECTS, REJECTIONS, form_of

_TAGS = {kind: ("effect", name) for name, kind in EFFECTS.items()} | {
    kind: ("code", code) for code, kind in REJECTIONS.items()
}


_REFUSED = AmountExceedsCreditable(Money(5000, "GBP"), Money(4000, "GBP"))

DESCRIPTION = "/openapi.json"
"""Where the description is found, by everyone."""


class FormsOfTheCore(OpenAPISchemaPlugin):
    """Describes an attrs class as it is written: every field there, and of an effect or a refusal its kind."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Tell whether it is such a class."""
        return isinstance(value, type) and attrs.has(value)

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Tell whether a field is of such a class."""
        return self.is_plugin_supported_type(field_definition.origin or field_definition.annotation)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Describe the class."""
        kind = field_definition.origin or field_definition.annotation
        hints = field_definition.get_type_hints(include_extras=True, resolve_generics=True)
        names = [each.name for each in attrs.fields(kind)]
        schema = schema_creator.create_component_schema(
            field_definition,
            required=sorted(names),
            property_fields={name: FieldDefinition.from_kwarg(_described(hints[name]), name) for name in names},
        )
        if kind in _TAGS and schema.properties is not None:
            key, name = _TAGS[kind]
            schema.properties = {key: Schema(type=OpenAPIType.STRING, const=name), **schema.properties}
            schema.required = [key, *(schema.required or ())]
        if kind is Problem:
            schema.examples = [form_of(of_refusal(_REFUSED))]
        return schema


class StrictBodies(StructSchemaPlugin):
    """Describes a body as it is read: no key but those it names; with an example."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Tell whether a field is a body, or a part of one."""
        return not field_definition.is_union and field_definition.is_subclass_of(Body)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Describe the body."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        schema.additional_properties = False
        if field_definition.annotation in EXAMPLES:
            schema.examples = [EXAMPLES[field_definition.annotation]]
        return schema


class FromHere(JsonRenderPlugin):
    """Names as the server the place where the description was asked for, wherever the application is mounted."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Render the description."""
        return super().render(request, {**openapi_schema, "servers": [{"url": root_of(request.scope) or "/"}]})


def _described(hint: Any) -> Any:
    """Name the values of several enumerations, of which Litestar takes one alone."""
    members = get_args(hint)
    if members and all(isinstance(member, type) and issubclass(member, Enum) for member in members):
        return Literal[tuple(each.value for member in members for each in member)]
    return hint


def description(version: str) -> OpenAPIConfig:
    """Return how the API is described, at `DESCRIPTION`."""
    bearer = SecurityScheme(type="http", scheme="bearer", description="made by `credit-rules token create`")
    return OpenAPIConfig(
        title="credit-rules",
        version=version,
        summary="What raising a credit against an invoice does, and which credit pays which invoice",
        components=Components(security_schemes={"token": bearer}),
        security=[{"token": []}],
        path="/",
        render_plugins=[FromHere(path=DESCRIPTION)],
        use_handler_docstrings=True,
    )
