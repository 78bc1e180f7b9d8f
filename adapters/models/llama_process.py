"""llama.cpp in a process of its own: `python -m adapters.models.llama_process MODEL.gguf CONTEXT`.

Prints its address once the model is loaded, and ends when its standard input does, so it never
outlives the service, and a crash in native code does not take the service along.
"""

import sys

import xllamacpp


def main(path: str, context: str) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = int(context)
    params.n_parallel = 1
    params.port = 0
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(f"listening {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
