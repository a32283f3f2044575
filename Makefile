# `make help` lists what there is. Each target makes .venv and installs what it needs, once.

VENV := .venv
PIP := $(VENV)/bin/python -m pip --quiet --quiet --disable-pip-version-check --no-input
RUN := $(VENV)/bin
# Three processes for two cores: tests wait for browsers, servers and databases part of their time.
WORKERS := $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))

.DEFAULT_GOAL := help
.PHONY: help demo test test-long check lint format types imports dockerfile unit migrate bench bench-long \
	pictures image-check constraints

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name does; do \
		printf 'make %-13s %s\n' "$$name" "$$does"; done

demo: $(VENV)/installed  ## a site with a real programme at http://127.0.0.1:8000, nothing to configure
	@$(RUN)/events-service demo

test: $(VENV)/installed-test needs lint types imports dockerfile unit  ## bring what the tests need, check everything

check: test  ## the same under another name: what has to pass before a change lands

test-long: $(VENV)/installed-test needs  ## the tests that take minutes: kills, a full disk, random acts
	$(RUN)/pytest -n auto --dist worksteal -m long --hypothesis-profile=long

lint: $(VENV)/installed-test  ## ruff: rules and format
	$(RUN)/ruff check
	$(RUN)/ruff format --check

format: $(VENV)/installed-test  ## let ruff mend what it can
	$(RUN)/ruff check --fix
	$(RUN)/ruff format

types: $(VENV)/installed-test  ## mypy --strict
	$(RUN)/mypy

imports: $(VENV)/installed-test  ## import-linter: slices import downwards only
	$(RUN)/lint-imports

dockerfile: $(VENV)/installed-test  ## hadolint
	$(RUN)/hadolint Dockerfile

unit: $(VENV)/installed-test  ## pytest alone, on all cores
	$(RUN)/pytest -n $(WORKERS) --dist worksteal -m "not long"

migrate: $(VENV)/installed  ## bring the database of .env to the newest revision
	$(RUN)/events-service migrate

bench: $(VENV)/installed-test needs  ## figures beside the reference, into docs/figures.md
	$(RUN)/python -m bench

bench-long: $(VENV)/installed-test needs  ## the same, and three minutes of steady registering
	$(RUN)/python -m bench --long

pictures: $(VENV)/installed-test needs  ## make the pictures of the README anew
	PYTHONPATH=. $(RUN)/python scripts/pictures

image-check: $(VENV)/installed-test  ## build the container image, start it and ask it whether it is well
	$(RUN)/python scripts/image-check

constraints: $(VENV)/installed-test  ## write constraints.txt from what is installed
	@$(PIP) install -c constraints.txt -e '.[dev]'
	$(RUN)/python -m pip freeze --disable-pip-version-check --exclude-editable > constraints.txt

.PHONY: needs
needs:
	@scripts/test-needs

# Editable, so that both commands share one environment and a changed file needs no installation.
$(VENV)/installed: pyproject.toml constraints.txt
	@scripts/python-environment
	@echo "Installing Events Service into $(VENV) (the first time takes about a minute)."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt
	@scripts/python-environment
	@echo "Installing Events Service and its tests into $(VENV) (the first time takes about two minutes)."
	@$(PIP) install -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/installed
