# Every verb people and CI use. Everything is installed inside this folder, from the lock files; nothing else is
# needed but Python >= 3.11, make and git.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

# Resolved before PATH changes, so that an environment is never rebuilt with its own Python.
PYTHON := $(or $(PYTHON),$(shell command -v python3))

export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/frontend/node_modules/.bin:$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

# A stamp lives inside what it stamps: deleting the folder undoes the step.
PY := .venv/.synced
JS := frontend/node_modules/.synced
EXAMPLE := docs/examples/typescript/node_modules/.synced
WEB := frontend/dist/.built

API := specs/001-temporal-bff-system/contracts/api.openapi.yaml
ANSWER := docs/schemas/workflow-answer.schema.json
WORDS := frontend/src/types/vocabulary.gen.ts
CLIENT_WORDS := backend/src/releasewatch/client/words.py
TREES := frontend/tests/support/samples.gen.json
COMPARED := frontend/tests/support/comparison.gen.json
WEB_SOURCES := $(shell find frontend/src frontend/public frontend/scripts -type f 2>/dev/null) \
  $(wildcard frontend/*.html frontend/*.ts frontend/tsconfig*.json)
PARALLEL := -j2 --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: $(PY) $(JS) $(WEB) ## Install everything from the lock files and build the dashboard.

.PHONY: run
run: $(WEB) ## Start Temporal, the demo, the API and the dashboard; Ctrl-C stops them.
	@exec .venv/bin/python scripts/devstack.py

.PHONY: check
check: $(PY) $(JS) ## Check format, lint, types, layers, generated files and licences.
	@$(MAKE) --no-print-directory $(PARALLEL) check-frontend check-types check-format check-lint check-layers \
	  check-api check-openapi check-locks check-licences

# Two at a time: those that wait much beside each other, then the one that only computes beside what is left.
.PHONY: test
test: $(WEB) $(EXAMPLE) ## Run every test: back end, front end, and a browser against the real stack.
	@echo "The tests of the back end run beside the dashboard's. Each part is shown when it has ended."
	@$(MAKE) --no-print-directory $(PARALLEL) test-backend test-browser test-frontend

.PHONY: dist
dist: $(WEB) ## Build the wheel and the sdist into dist/, with checksums.
	python scripts/dist.py

.PHONY: examples
examples: $(PY) ## Run or check what the documentation has for Go, Java, proxies and deployments, where the tools are installed.
	cd backend && pytest -m toolchain

.PHONY: browsers
browsers: $(WEB) ## Walk the main journeys in Firefox and WebKit, where they are installed; says what it left out.
	cd frontend && npm run --silent browsers

.PHONY: coverage
coverage: $(WEB) $(EXAMPLE) ## Run the back end's tests under coverage, which doubles their time, and hold it at 95 %.
	cd backend && pytest --cov --numprocesses 3

.PHONY: bench
bench: $(PY) ## Measure what reading costs, and write docs/performance.md.
	cd backend && $(if $(ROWS),ROWS=$(ROWS) )python -m benchmarks

.PHONY: soak
soak: MINUTES ?= 10
soak: WORKFLOWS ?= 5000
soak: $(PY) ## For MINUTES (10) each: a hundred viewers of a failing Temporal, and WORKFLOWS (5000) that change; judges both.
	cd backend && PYTHONPATH=.:tests python -m benchmarks.soak --minutes $(MINUTES)
	cd backend && PYTHONPATH=.:tests python -m benchmarks.churn --minutes $(MINUTES) --workflows $(WORKFLOWS)

.PHONY: screenshots
screenshots: $(WEB) ## Take docs/images from the demo: every page, light, dark and on a phone.
	cd frontend && npm run --silent screenshots

.PHONY: audit
audit: $(PY) ## Ask the advisory databases, which need the network, about every locked package.
	python scripts/audit.py

.PHONY: lock
lock: $(PY) ## Bring both lock files in line with backend/pyproject.toml and frontend/package.json.
	cd backend && uv pip compile pyproject.toml --extra demo --extra otel --group dev --universal \
	  --generate-hashes --no-header --quiet --output-file requirements.lock
	cd frontend && npm install --package-lock-only

.PHONY: openapi
openapi: $(PY) $(JS) ## Write what is generated: the API description, types, words, schema of answers, sample trees.
	python scripts/openapi.py $(API)
	python scripts/schema.py $(ANSWER)
	python scripts/vocabulary.py $(WORDS)
	python scripts/offline_words.py $(CLIENT_WORDS)
	python scripts/sample_trees.py $(TREES)
	python scripts/sample_comparison.py $(COMPARED)
	python scripts/cli_screens.py docs/cli.md
	cd frontend && npm run --silent api:generate

.PHONY: test-backend test-frontend test-browser
test-backend: $(WEB) $(EXAMPLE)
	cd backend && pytest --numprocesses 3 --durations 20

test-frontend: $(WEB)
	cd frontend && npm run --silent test
	cd frontend && npm run --silent size

test-browser: $(WEB)
	cd frontend && npm run --silent e2e

.PHONY: check-format check-lint check-types check-layers check-api check-openapi check-frontend check-locks check-licences
check-format:
	cd backend && ruff format --check . ../scripts

check-lint:
	cd backend && ruff check . ../scripts

check-types:
	cd backend && mypy

check-layers:
	cd backend && lint-imports --no-logo

check-api:
	python scripts/openapi.py --check $(API)
	python scripts/schema.py --check $(ANSWER)
	python scripts/vocabulary.py --check $(WORDS)
	python scripts/offline_words.py --check $(CLIENT_WORDS)
	python scripts/sample_trees.py --check $(TREES)
	python scripts/sample_comparison.py --check $(COMPARED)
	python scripts/cli_screens.py --check docs/cli.md

# The recommended rules of two linters, neither of which is to ask the network anything.
check-openapi:
	@said=$$(cd frontend && REDOCLY_SUPPRESS_UPDATE_NOTICE=true npm run --silent api:lint 2>&1) || { \
	  echo "$$said" >&2; exit 1; }

check-frontend:
	cd frontend && npm run --silent check

# A lock file that names a host works only where that host answers.
check-locks:
	@! grep -nE '"resolved"|^--|://' backend/requirements.lock || exit 1
	@! grep -n '"resolved"' frontend/package-lock.json docs/examples/typescript/package-lock.json || exit 1

check-licences:
	python scripts/licences.py

# Another path inside the stamp means that the folder was moved or copied: the environment's own paths are then wrong.
ifneq ($(shell cat $(PY) 2>/dev/null),$(CURDIR))
.PHONY: $(PY)
endif

$(PY): backend/requirements.lock backend/pyproject.toml scripts/bootstrap.py
	@[[ -n "$(PYTHON)" ]] || { echo "Python 3.11 or newer is needed, and there is no python3 here." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; this is $$("$(PYTHON)" -V 2>&1). Name another: make PYTHON=python3.13" >&2; \
	  exit 1; }
	@"$(PYTHON)" scripts/bootstrap.py python

# The order-only prerequisite brings Node; a newer one needs no other packages, because none has a native part.
$(JS): frontend/package-lock.json frontend/.npmrc | $(PY)
	@python scripts/bootstrap.py node

$(EXAMPLE): docs/examples/typescript/package-lock.json docs/examples/typescript/.npmrc | $(PY)
	@python scripts/bootstrap.py example

$(WEB): $(WEB_SOURCES) frontend/package.json | $(PY) $(JS)
	@echo "Building the dashboard ..."
	@cd frontend && npm run --silent build >../.run/build.log 2>&1 || { cat ../.run/build.log >&2; exit 1; }
	@touch $@
