"""llama.cpp in a process of its own: `python -m adapters.models.llama_process`, settings on stdin.

Prints its address once the model is loaded, and ends when its standard input does, so it never
outlives the service, and a crash in native code does not take the service along. Nobody else on
this machine may use it or look into it: it wants a key, and its page, its slots and its
cross-origin headers are off.
"""

import os
import sys
from pathlib import Path

import xllamacpp
from pydantic import BaseModel, ConfigDict


class Serving(BaseModel):
    """One line of JSON on standard input: not on the command line, which everybody can read."""

    model_config = ConfigDict(frozen=True)

    path: Path
    key: str
    port: int
    """0 for any free one."""
    context: int
    """Tokens that one conversation can see."""
    slots: int
    """Answers that are written at the same time."""
    threads: int
    """0 for as many as there are physical cores."""
    cache_mib: int
    """Memory for prompts that were read before, so that a known beginning is not read again."""

    def params(self) -> xllamacpp.CommonParams:
        params = xllamacpp.CommonParams()
        params.model.path = str(self.path)
        params.port = self.port
        params.api_keys = [self.key]
        params.n_ctx = self.context * self.slots
        params.n_parallel = self.slots
        if self.threads:
            params.cpuparams.n_threads = self.threads
        params.cache_ram_mib = self.cache_mib
        params.ui = params.endpoint_slots = False
        params.cors_origins = ""
        params.verbosity = 1  # errors: they say why a file cannot be loaded
        return params


def main() -> None:
    serving = Serving.model_validate_json(sys.stdin.readline())
    server = xllamacpp.Server(serving.params())
    print(f"listening {server.listening_address}", flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):  # nobody reads on, and an error while answering may quote a prompt
        os.dup2(nowhere, output)
    sys.stdin.read()


if __name__ == "__main__":
    main()
