# Partner Directory: the commands of every day. `make help` lists them.
# Needs Python 3.11 or newer, make and git; everything else is installed into .venv from hashed locks.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The sample's situations (docs/sample.md) are arranged for this day.
AS_OF ?= 2026-11-22

.PHONY: help site serve check test test-all lint clean bench faults screenshots audit messages
.DEFAULT_GOAL := help

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/.site: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Set PYTHON=… to another one.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

site: $(VENV)/.site ## build the sample site into output/
	@$(BIN)/python build.py --as-of $(AS_OF)
	@echo
	@echo "The customers' site:  output/customers/index.html"
	@echo "The partners' site:   output/partners/index.html"
	@echo "To browse with search and live reload: make serve"

serve: $(VENV)/.site ## serve the customers' site on 127.0.0.1:8000, rebuilt on every change
	@$(BIN)/python build.py serve --as-of $(AS_OF)

test: $(VENV)/.dev ## install what the tests need and run them
	@sh tests/browser/install_chromium.sh
	$(BIN)/python -m pytest -q -n auto --dist loadfile

test-all: $(VENV)/.dev ## the slow tests too
	@sh tests/browser/install_chromium.sh
	$(BIN)/python -m pytest -q -m ""

N ?= 10000
bench: $(VENV)/.site ## build N partners beside Hugo and Pagefind, and compare: make bench N=10000
	$(BIN)/python bench/build.py $(N) --nights

faults: $(VENV)/.dev ## the full fault campaign: kills, failing disks, damaged exports (an hour)
	$(BIN)/python -m pytest -q -s -m "" tests/faults

lint: $(VENV)/.dev ## format, lint and types, without tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test ## everything that must hold before a commit

screenshots: $(VENV)/.dev site ## pictures of every page type, phone and desktop, light and dark
	@sh tests/browser/install_chromium.sh
	$(BIN)/python -m tests.browser.screenshots output/customers output/screenshots

audit: $(VENV)/.dev site ## axe and the W3C Nu checker over both sites (needs npm and Java)
	@sh tests/browser/install_chromium.sh
	$(BIN)/python -m tests.browser.audit output/customers
	$(BIN)/python -m tests.browser.audit output/partners

messages: $(VENV)/.dev ## collect the interface's strings for translators
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --omit-header --sort-output -k gettext -k ngettext:1,2 \
		-o generator/locale/partner_directory.pot .

clean: ## remove what was built and installed
	rm -rf $(VENV) output .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
