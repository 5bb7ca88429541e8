# `make demo` and `make test` do all of their own set-up on a bare Debian or Ubuntu with python3 and make.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALLED := $(VENV)/.installed
LIBRARIES := $(VENV)/.libraries
POSTGRESQL := $(VENV)/.postgresql

# The first Python that is new enough, under whichever name; only looked for when there is no environment yet.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

.PHONY: demo test test-slow lint fuzz bench docs pictures setup clean
.DELETE_ON_ERROR:

demo: $(READY)
	@$(BIN)/hframes render compositions/title-sequence -o out/title-sequence.mp4 --force

test: lint $(POSTGRESQL)
	$(BIN)/pytest -m "not slow"

test-slow: $(READY) $(LIBRARIES)
	$(BIN)/pytest -m slow

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint --deny-warnings --allow no-unused-vars runtime_js hframes/differing/look

# Ten minutes of spoilt pages and scripts for `hframes lint`.
fuzz: $(INSTALLED)
	$(BIN)/python -m tests.lint.fuzzing 600

bench: $(READY)
	$(BIN)/python -m tests.bench

setup: $(READY)

clean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One stamp for each step, so that a second run has nothing to do.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "hframes needs Python 3.11 or later, and no python3 on PATH is that new." \
		"Install it, or say which one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Making the virtual environment in $(VENV)"
	@$(PYTHON) -I hframes/machine/bootstrap.py $(VENV)
	@touch $@

$(INSTALLED): $(VENV)/.made pyproject.toml
	@echo "Installing hframes and its dependencies into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(READY): $(INSTALLED)
	@echo "Getting the browser, the virtual screen and the fonts"
	@$(BIN)/hframes setup
	@touch $@

# What the slow tests film: libraries from npm, which comes from the system's packages where it is missing.
$(LIBRARIES): $(INSTALLED) tests/libraries/package-lock.json
	@echo "Getting the JavaScript libraries that the tests film"
	@$(BIN)/python -m tests.libraries.install
	@touch $@

# A database server for the tests to start and stop themselves; the package's own cluster is not made.
$(POSTGRESQL): $(INSTALLED) tests/batch/install.py
	@echo "Getting the PostgreSQL server that the tests start"
	@$(BIN)/python -m tests.batch.install
	@touch $@

# What is generated in the docs: the command line's reference, the linter's rules, and the README's pictures.
docs: $(READY)
	@$(BIN)/python -m typer hframes.cli.app utils docs --name hframes --title "Command line" --output docs/cli.md
	@$(BIN)/python docs/make_rules.py

pictures: $(READY)
	@$(BIN)/python docs/make_pictures.py
