# Procure: `make run` starts a service with a demonstration in it; `make test` proves the whole.
# Both work on a fresh clone with Python 3.11 or later: set-up installs what is missing, once.

PYTHON ?= python3
BIN := .venv/bin
# Two at once is what the smallest machine we test on has room for: each starts a browser and services besides.
# TEST_JOBS=0 runs them one by one.
TEST_JOBS ?= 2
TEST ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check types lint imports format styles words bench clean

help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install everything that running and testing need
	@$(PYTHON) .ci/set_up.py test

run: ## start the service (PORT=8000, DATA_DIR=var; DEMO=0 leaves the demonstration out)
	@$(PYTHON) .ci/set_up.py run
	@$(BIN)/procure init
	@$(BIN)/procure library load
	@if [ "$$DEMO" != "0" ]; then $(BIN)/procure demo; fi
	@exec $(BIN)/procure serve

test: setup ## run every test (TEST=tests/domain for some of them)
	@$(BIN)/python -m pytest --numprocesses $(TEST_JOBS) --dist loadgroup $(TEST)

check: lint types imports ## style, types and the direction of imports

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports --config setup.cfg

format: ## put the Python into the house's layout
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

styles: ## compile the stylesheet again after a change to procure/static/styles
	@$(PYTHON) .ci/set_up.py styles

words: setup ## bring the catalogues of translations up to date with what pages say
	@$(BIN)/python -m procure.languages.gathering

bench: setup ## measure, and write what was measured into bench/
	@$(BIN)/python -m bench

clean: ## remove what set-up and tests made; the service's data in var/ stays
	rm -rf .venv node_modules .setup procure/static/build build dist *.egg-info \
	  .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results htmlcov .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
