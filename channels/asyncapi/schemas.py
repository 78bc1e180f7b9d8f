"""JSON schemas of the frames as they are on the wire, with the words that stand beside the fields.

Pydantic's own schemas say what a Python caller may leave out. A frame differs in two things: a
client must send `t`, and a server sends every field but those that are not set, never `null`.
"""

import ast
import inspect
import textwrap
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import pairwise
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

Schema = dict[str, Any]

PLACE = "#/components/schemas/"


def schemas(
    heard: Sequence[type[BaseModel]], told: Sequence[type[BaseModel]], classes: Mapping[str, type]
) -> dict[str, Schema]:
    """By class name: what a server hears, what it tells, and all that these are made of.

    `classes` finds a class by the name of its schema, for its words.
    """
    hears, tells = _made(heard, told=False), _made(told, told=True)
    return {
        name: _explained(schema, classes[name]) for name, schema in sorted((hears | tells).items())
    }


def words_beside(thing: type | ModuleType) -> dict[str, str]:
    """The text below each name that is set in a class or a module."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    first = tree.body[0]
    body = first.body if isinstance(first, ast.ClassDef) else tree.body
    words = {}
    for before, after in pairwise(body):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                words[name] = " ".join(text.split())
            case _:
                pass
    return words


def _made(models: Sequence[type[BaseModel]], *, told: bool) -> dict[str, Schema]:
    mode = "serialization" if told else "validation"
    wanted = [(model, mode) for model in models]
    _, made = models_json_schema(wanted, ref_template=f"{PLACE}{{model}}")  # type: ignore[arg-type]
    found = made.get("$defs", {})
    return {name: _on_the_wire(_bare(schema), told) for name, schema in found.items()}


def _bare(node: Any) -> Any:
    """Without titles made of field names, and OpenAPI's discriminators, which mean nothing here."""
    if isinstance(node, list):
        return [_bare(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _bare(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and key != "discriminator"
    }


def _on_the_wire(schema: Schema, told: bool) -> Schema:
    fields = schema.get("properties", {})
    required = {*schema.get("required", ()), *({"t"} & {*fields})}
    for name, field in fields.items():
        optional = field.get("default", ...) is None
        if optional or name == "t":
            field.pop("default", None)
        if "patternProperties" in field:
            field["additionalProperties"] = False  # pydantic refuses other keys and does not say so
        if told and optional:
            [kind] = [each for each in field.pop("anyOf") if each != {"type": "null"}]
            field.update(kind)
        elif told:
            field.pop("default", None)
            required.add(name)
    schema.pop("required", None)
    return schema | ({"required": [n for n in fields if n in required]} if required else {})


def _explained(schema: Schema, cls: type) -> Schema:
    words = words_beside(cls)
    if issubclass(cls, Enum):
        values = [f"- `{each.value}`: {words[each.name]}" for each in cls if each.name in words]
        return schema | {"description": "\n".join([inspect.getdoc(cls) or "", "", *values]).strip()}
    for name, text in words.items():
        field = schema["properties"][name]
        if "$ref" in field:  # what stands beside a reference is passed over (JSON schema draft 7)
            field = {"allOf": [field]}
        schema["properties"][name] = field | {"description": text}
    return schema
