# Everything is a target here; `make help` lists them. Only python3.11 (or newer) is needed.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK   := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
          --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help env run test unit lint eval train bench fuzz picture lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP) ## make .venv with everything that is locked, and the command `rapport` in it
	@:

# Made anew when the lock or pyproject.toml changes; the mark comes last, so that a broken-off run is taken up again.
$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rapport needs Python 3.11 or newer: make env PYTHON=/path/to/python3.11")'
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo "$(PYTHON) cannot make a virtual environment: install its venv package (Debian: apt-get install python3-venv)"; exit 1; }
	@echo "installing what requirements-dev.lock names into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: env ## start Neo4j, API and workers, load the sample, print the first card, go on serving
	@$(BIN)/rapport demo --serve

test: lint ## lint, then every test, on a real Neo4j (NEO4J_URI, else one of its own)
	@$(BIN)/pytest -q

unit: env ## the pure tests alone, in seconds
	@$(BIN)/pytest -q tests/unit

lint: env ## ruff, mypy --strict, import contracts, guards over cypher/ and the generated files
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m graph_schema.picture
	@$(BIN)/pytest -q tests/unit/test_cypher_files.py tests/unit/test_layers.py

eval: env ## how well conversations are read: figures to tests/eval/RESULTS.md
	@$(BIN)/python -m tests.eval

train: env ## learn from the annotated conversations anew (tests/data), and keep it in engine/extraction/data
	@$(BIN)/python -m tests.eval.train

bench: env ## figures of ingest, identity and briefs (never a pass or a fail)
	@$(BIN)/python -m tests.bench

fuzz: env ## property tests again and again with new examples: make fuzz HOURS=2
	@end=$$(( $$(date +%s) + $(or $(HOURS),1) * 3600 )); while [ $$(date +%s) -lt $$end ]; do \
	  HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -q -m hypothesis --timeout 0 || exit 1; done

picture: env ## draw the schema's picture and table anew
	@$(BIN)/python -m graph_schema.picture --write

lock: env ## resolve the dependencies anew into both locks, with hashes and without any registry's address
	@$(LOCK) -o requirements.lock pyproject.toml
	@$(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove what was made here (not the data of rapport's own Neo4j)
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
