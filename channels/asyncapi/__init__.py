"""The protocol as an AsyncAPI 3.1 document, made from the wire models so that it cannot be wrong.

`python -m channels.asyncapi` prints it; `make docs` writes it to docs/asyncapi.yaml.
Source: https://www.asyncapi.com/docs/reference/specification/v3.1.0
"""
