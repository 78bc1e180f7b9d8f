"""`python -m channels.asyncapi`: print the document as YAML."""

import sys

from channels.asyncapi.document import document, to_yaml

sys.stdout.write(to_yaml(document()))
