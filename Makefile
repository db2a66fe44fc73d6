# Everything from a fresh clone: Python 3.11 or newer, git and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE) pyproject.toml
PYTEST ?= -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help demo test lint types imports format lock clean

help:
	@echo "make demo     start 工驿 with a sample union and print where to click"
	@echo "make test     install what the tests need and run them (PYTEST='-x tests/core' to choose)"
	@echo "make lint types imports    what CI checks besides the tests"
	@echo "make format   lay out the code"
	@echo "make lock     pin the dependencies of pyproject.toml again (UPGRADE=--upgrade for newer ones)"
	@echo "make clean    remove what make has made"

demo: $(VENV)/ready-to-run
	$(BIN)/gongyi demo

test: $(VENV)/ready-to-test
	$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-to-test
	$(BIN)/mypy

imports: $(VENV)/ready-to-test
	$(BIN)/lint-imports

format: $(VENV)/ready-to-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/made
	$(PIP) uv
	$(LOCK) --extra build --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage dist build

# Stamps: each says that its step is done, so that a second run starts at once.

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "工驿 needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/ready-to-run: requirements.lock pyproject.toml | $(VENV)/made
	$(PIP) --require-hashes --requirement requirements.lock
	$(install-project)

$(VENV)/ready-to-test: requirements-dev.lock pyproject.toml | $(VENV)/made
	$(PIP) --require-hashes --requirement requirements-dev.lock
	$(install-project)

# Byte-code first: the imports take 1.2 s with it and up to four times as long without.
define install-project
	$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot webhook.py
	@touch $@
endef
