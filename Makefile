# Everything a developer or CI does here. `make help` lists it.
SHELL := /bin/bash
MODEL ?=
UV := .uv/bin/uv
PY := .venv/bin/python
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup run test test-rasa check bench screens docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV):
	@python3 -m venv .uv && .uv/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync -q --frozen --extra embedded --extra images --extra encoder --python-preference only-system && touch $@

setup: .venv/.ready ## make .venv with everything that running and testing need

run: setup ## open a chat at http://localhost:8000 (MODEL=none skips the model)
	@$(PY) -m fireside up $(if $(MODEL),--model $(MODEL))

test: setup ## run all tests
	@$(PY) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

test-rasa: setup ## install Rasa 3.6.21 in build/rasa, train the front desk and test over real processes
	@UV=$(UV) docker/rasa/install.sh build/rasa && $(PY) -m pytest -q tests/rasa_server

check: setup ## ruff, mypy, import rules, container files
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports
	@.venv/bin/hadolint docker/Dockerfile docker/rasa/Dockerfile
	@.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker/compose.yaml

bench: setup ## measure speed, start-up and memory into build/bench.json
	@$(PY) -m tests.benchmarks

screens: setup ## photograph every state of the widget into build/screens
	@$(PY) -m pytest -q tests/browser -k screens

docs: setup ## write docs/asyncapi.yaml from the code
	@$(PY) -m channels.asyncapi > docs/asyncapi.yaml

clean: ## remove what was made here
	@rm -rf .venv .uv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
