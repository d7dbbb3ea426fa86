# Every target does its own set-up; only Python 3.11 or newer and a package registry are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# What an installer says matters only where it fails.
LOG    := $(VENV)/install.log
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(1) \
          >$(LOG) 2>&1 || { cat $(LOG) >&2; exit 1; }
# Most of a test is waiting for processes, so more run side by side than there are cores. The tests
# of a file share what they start, and the longest files come first.
JOBS  ?= 4
PYTEST := $(BIN)/python -m pytest -q --dist loadfile --no-loadscope-reorder -n $(JOBS)

# CTranslate2 and torch: more than one thread a process is slower at these sizes.
export OMP_NUM_THREADS ?= 1
# Tests start hundreds of processes, and each would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: check demo test quick lint types imports wheel bench models clean help
.DEFAULT_GOAL := check

check: lint types imports test wheel ## everything below, as CI sees it

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(call PIP,-e .)
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(call PIP,-e '.[dev]')
	touch $@ $(VENV)/.run

demo: $(VENV)/.run ## publish the example listings through a real worker and a real server
	$(BIN)/haiyi models convert starter-zh-en
	$(BIN)/python -m tasks.cli.demo

test: $(VENV)/.dev ## the whole test suite
	$(PYTEST)

quick: $(VENV)/.dev ## the tests that need no processes
	$(PYTEST) -m "not integration and not quality"

lint: $(VENV)/.dev ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev ## tasks → pipeline → models, never back
	$(BIN)/lint-imports

wheel: $(VENV)/.dev ## build the wheel and use it with the sources out of the way
	$(BIN)/python tests/wheel.py

bench: $(VENV)/.dev ## speed, memory and cost, beside the obvious way; BENCH="--devset TSV --record"
	$(BIN)/python tests/benchmarks/bench.py $(BENCH)

models: $(VENV)/.run ## fetch and convert the catalog's models where a network allows
	$(BIN)/haiyi models fetch
	$(BIN)/haiyi models convert

clean: ## remove what was built
	rm -rf $(VENV) build dist *.egg-info

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
