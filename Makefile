# Everything a person or CI does with the project. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: audit bench check e2e faults format frontend help lock messages run sbom setup test

export HOST ?= 127.0.0.1
export PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
JOBS ?= auto
ROUNDS ?= 20
SEED ?= 1

BIN := .venv/bin
fingerprint = $(shell cksum < $(1) | tr ' ' '-')
RUNTIME := .venv/.runtime-$(call fingerprint,requirements.txt)
TOOLS := .venv/.tools-$(call fingerprint,requirements-dev.txt)

# pip writes its progress for terminals; what went wrong is printed either way.
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

LOCK = uv pip compile pyproject.toml --extra word $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --quiet

SCRIPTS := $(wildcard documents/locale/*/LC_MESSAGES/djangojs.po)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(RUNTIME) $(TOOLS) ## Install what the project and its tools need into .venv

run: $(RUNTIME) ## Set everything up on first use and serve on HOST and PORT (127.0.0.1:8000)
	@exec $(BIN)/python manage.py quickstart --host "$(HOST)" --port "$(PORT)"

test: $(TOOLS) ## Run the tests that need nothing else installed (COLLAB_CI=1: all of them)
	$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

e2e: $(TOOLS) ## Run the browser tests (needs Chromium)
	$(BIN)/pytest -m browser $(ARGS)

faults: $(TOOLS) ## Break servers, databases and networks on purpose, ROUNDS times each (needs PostgreSQL and Redis)
	$(BIN)/pytest -m server --rounds $(ROUNDS) --seed $(SEED) tests/faults tests/nodes tests/hostile $(ARGS)

check: $(TOOLS) ## Lint, check types, layers, migrations and production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	env -u DEBUG PUBLIC_URL=https://docs.example.org SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(32))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	if [ -d frontend/node_modules ]; then npm --prefix frontend run check; fi
	$(BIN)/python -m tests.audit

audit: $(TOOLS) ## Ask the registries for known vulnerabilities in what is installed
	$(BIN)/python -m tests.audit

bench: $(TOOLS) ## Measure speed and size, of one process and of several (needs PostgreSQL and Redis)
	$(BIN)/python -m tests.bench.nodes
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m tests.bench.growth docs/images/growth.svg
	$(BIN)/python -m tests.bench.others

frontend: ## Build the committed browser bundle (needs Node)
	npm --prefix frontend ci
	npm --prefix frontend run build

lock: ## Pin what pyproject.toml names, by hash (needs uv; UPGRADE=-U for newer versions)
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt

sbom: ## Write down what is shipped, as CycloneDX in dist/ (needs uv and Node)
	mkdir -p dist
	uvx --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt --output-reproducible -o dist/sbom-server.json
	npm --prefix frontend sbom --package-lock-only --omit dev --sbom-format cyclonedx > dist/sbom-browser.json

messages: $(TOOLS) ## Collect the sentences to translate and compile what is translated (needs gettext)
	cd documents && ../$(BIN)/django-admin makemessages --all --no-obsolete --add-location file
	for language in $(SCRIPTS); do \
		find frontend/src -name '*.ts' | sort | xgettext --files-from=- --from-code=UTF-8 --language=JavaScript \
			--keyword=ngettext:1,2 --add-location=file --output=$$language.new; \
		msgmerge --quiet --update --backup=none --no-fuzzy-matching $$language $$language.new; \
		msgattrib --no-obsolete --output-file=$$language $$language; \
		rm $$language.new; \
	done
	cd documents && ../$(BIN)/django-admin compilemessages

format: $(TOOLS) ## Format the Python code and fix what can be fixed by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "collab needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv

$(RUNTIME): | $(BIN)/python
	@echo "Installing the server (once)"
	$(PIP_INSTALL) -r requirements.txt
	@rm -f .venv/.runtime-* && touch $@

$(TOOLS): | $(BIN)/python
	@echo "Installing the server and its tools (once)"
	$(PIP_INSTALL) -r requirements-dev.txt
	@rm -f .venv/.tools-* .venv/.runtime-* && touch $@ $(RUNTIME)
