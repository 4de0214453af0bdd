# Two commands do all the set-up: `make demo` and `make test`.
# They need Python 3.11+ with venv, make and git, and write nothing outside this folder.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# uv from PATH where there is one, else the one that pip puts into .venv.
UV := VIRTUAL_ENV=$(CURDIR)/.venv $(or $(shell command -v uv),$(BIN)/uv) pip

.PHONY: install demo desk test browsers month lint format docs vendor bench screenshots lock clean

install: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Điểm Báo needs Python 3.11 or newer. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing into .venv (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(UV) sync --quiet --compile-bytecode --require-hashes requirements/dev.txt
	@$(UV) install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: install
	@$(BIN)/python -m replica.demo

# The desk on what `make demo` has collected.
desk: install
	@DIEMBAO_DATA_DIR=data/demo $(BIN)/diembao desk

# In CI the tests in a browser are never skipped.
test: lint $(if $(CI),browsers)
	@$(BIN)/pytest

browsers: install
	@bash tests/browsers.sh

# Thirty nights on the replica with what goes wrong in them: about twenty minutes. Six are tests.
month: install
	@$(BIN)/python -m bench.month

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

format: install
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The pages that are written from the code; a test holds them to it.
docs: install
	@$(BIN)/python -m spiders.describe
	@$(BIN)/python -m health.describe

# The scripts and styles of others that the desk serves, anew from npm's packages.
vendor: install
	@$(BIN)/python -m desk.vendor

# Every page of the desk, for a screen and a phone, light and dark: build/screenshots.
screenshots: install browsers
	@$(BIN)/python -m tests.screenshots

bench: install
	@$(BIN)/python bench/crawl.py

# Pins every dependency, with hashes, for every platform.
LOCK = $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade pyproject.toml
lock: install
	@$(LOCK) --output-file requirements/base.txt
	@$(LOCK) --group dev --output-file requirements/dev.txt

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache
