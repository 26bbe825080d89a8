.PHONY: help demo test setup lint format type unit coverage release-check fuzz soak growth lowest audit sbom bench evaluate docs site messages address manifest clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TORCH ?= 2.13.0
MEASUREMENTS ?= build/measurements
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 0
SOAK_FILES ?= 1000
COVERED ?= tests

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: $(VENV)/.installed  ## check a real machine-translated article, offline
	@$(BIN)/checker check seeds/voi-otan-trump.fr.txt --fail-on never

test: $(VENV)/.developing  ## install, lint, check types, run all tests
	@$(MAKE) --no-print-directory lint type unit

setup: $(VENV)/.developing  ## make .venv with everything for development

lint: $(VENV)/.developing  ## style, format, import direction
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

format: $(VENV)/.developing  ## lay the code out, mend what Ruff can mend
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

type: $(VENV)/.developing  ## mypy --strict
	@$(BIN)/mypy

# A process a core, four at most, since each loads models and a parser; files stay whole, so that each makes its models
# once. In the order of the folders the long ones come first.
unit: $(VENV)/.developing  ## the tests alone
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

coverage: export COVERAGE_FILE = build/.coverage
coverage: $(VENV)/.developing  ## branches of checker/ that the tests run; the page is build/coverage/index.html
	@rm -f build/.coverage build/.coverage.*
	@$(BIN)/coverage run -m pytest -q -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(COVERED)
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage html --quiet -d build/coverage
	@$(BIN)/coverage report --skip-covered --sort cover

release-check: $(VENV)/.developing test  ## all that `make test` runs, and what only a release must have: translations
	@$(BIN)/python -m pytest -m release
	@$(BIN)/python docs/address.py

fuzz: $(VENV)/.developing  ## hostile input for FUZZ_SECONDS of the processor
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

soak: $(VENV)/.developing  ## a thousand files of all kinds, half of them hostile, in one run
	@$(BIN)/python -m tests.fuzz.soak --files $(SOAK_FILES) --seed $(FUZZ_SEED)

growth: $(VENV)/.developing  ## hostile shapes at doubling sizes: what takes more than in proportion (half an hour)
	@$(BIN)/python -m tests.fuzz.growth

# All but torch, whose builds for processors alone are not in every index: that stays the number above.
lowest: $(VENV)/.developing  ## all tests with the lowest versions that pyproject.toml allows, in build/lowest
	@$(PIP) -e '.[audit]' && $(PYTHON) -m venv --clear build/lowest
	@echo "torch; python_version < '3'" > build/without-torch.txt
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --override build/without-torch.txt --extra dev --extra evaluate \
		--python build/lowest/bin/python --output-file build/lowest.txt pyproject.toml
	@build/lowest/bin/python -m pip install --quiet --disable-pip-version-check torch==$(TORCH)
	@build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r build/lowest.txt -e .
	@build/lowest/bin/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		-W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning

audit: $(VENV)/.developing  ## Bandit, then known advisories of what is installed (asks the network)
	@$(PIP) -e '.[audit]'
	@$(BIN)/bandit -q -c pyproject.toml -r checker models/update_manifest.py
	@$(BIN)/python -m tests.advisories

sbom: $(VENV)/.installed  ## build/sbom.json: what is installed with the package, in CycloneDX's form
	@$(PIP) -e '.[audit]' && mkdir -p build
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json $(BIN)/python

bench: $(VENV)/.developing  ## speed and memory, beside their rivals, as Markdown
	@$(BIN)/python benchmarks/engines.py && $(BIN)/python benchmarks/commands.py

evaluate: $(VENV)/.developing  ## write docs/evaluation.md anew from the labelled sets in $CHECKER_EVAL
	@$(BIN)/python benchmarks/evaluation.py --measurements-dir $(MEASUREMENTS) --cross-validate --leave-one-set-out

docs: $(VENV)/.developing  ## write docs/rules.md and docs/configuration.md anew
	@$(BIN)/python docs/generate.py

site: $(VENV)/.site  ## build the documentation as a site that needs no server: build/site/index.html
	@$(BIN)/python docs/pages.py
	@$(BIN)/zensical build --strict --config-file build/zensical.toml
	@$(BIN)/python docs/pages.py --check

messages: $(VENV)/.developing  ## bring checker/locale/ up to date with the messages and docstrings in the code
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F pyproject.toml --omit-header --no-location --sort-output -o build/messages.pot checker
	@$(BIN)/python docs/messages.py build
	@for name in messages:fr help:help.fr rules:rules.fr; do \
		$(BIN)/pybabel -q update -l fr -i build/$${name%:*}.pot -o checker/locale/$${name#*:}.po --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

address:  ## say where the project lives, or write it everywhere: make address URL=https://github.com/...
	@$(PYTHON) docs/address.py $(URL)

manifest: $(VENV)/.installed  ## write sizes and checksums of the embedded models into their manifest
	@$(BIN)/python models/update_manifest.py

clean:  ## remove what make and the tools left
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Torch comes first and by number, so that both engines are those the figures in README.md were made with.
$(VENV)/.torch:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "checker needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making $(VENV): a few minutes, once." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) torch==$(TORCH) || { echo "torch $(TORCH) cannot be installed here: take a version that exists for your platform, make TORCH=2.6.0 ..." >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml
	@$(PIP) -e . && touch $@

$(VENV)/.developing: $(VENV)/.torch pyproject.toml
	@$(PIP) -e '.[dev,evaluate]' && touch $(VENV)/.installed $@

$(VENV)/.site: $(VENV)/.developing
	@$(PIP) -e '.[docs]' && touch $@
