# Every task of this repository. Longer work is a script; the tools come from the virtual environment.
VENV ?= .venv
# The interpreter of a new virtual environment.
PYTHON3 ?= python3
PORT ?= 8000
SEED ?= 1
CLOCK ?= auto
PLAN ?= standard
DIALECT ?= documented
BASE ?= HEAD
TESTS ?= contract_tests
# One process: the few tests that compare speeds are most reliable when nothing else runs.
WORKERS ?= 0
# The options of `make contract`; the recipe is not printed, so the key is not either.
SUITE = $(if $(BASE_URL),--base-url=$(BASE_URL)) $(if $(API_KEY),--api-key=$(API_KEY)) $(if $(BUDGET),--budget=$(BUDGET)) \
	$(if $(filter 1,$(LIVE)),--live) $(if $(PACE),--pace=$(PACE)) $(if $(filter 1,$(SEEDED)),--seeded) $(if $(OPERATIONS),--operations=$(OPERATIONS)) \
	$(if $(PROFILE),--hypothesis-profile=$(PROFILE)) $(if $(REPORT),--junitxml=$(REPORT)/junit.xml \
	--html=$(REPORT)/report.html --self-contained-html --seen=$(REPORT)/seen.txt --findings=$(REPORT)/findings.json)
SHELL := /bin/bash
PYTHON := $(VENV)/bin/python
# Written when the virtual environment is complete; every target that runs Python depends on it.
INSTALLED := $(VENV)/.installed
# The generator starts ruff by name: it must find the pinned one.
export PATH := $(abspath $(VENV))/bin:$(PATH)
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-16s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: $(INSTALLED) ## install the locked tools and this project in .venv (1 to 2 minutes; other targets do it when needed)

$(INSTALLED): requirements.lock pyproject.toml
	@echo "Installing the locked tools in $(VENV): 1 to 2 minutes, once." >&2
	@$(PYTHON3) -m venv $(VENV)
	@$(PYTHON) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	@$(PYTHON) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: bundle
bundle: $(INSTALLED) ## join the contract's files into openapi/dist, and count its facts in openapi/README.md
	$(PYTHON) -m openapi.tools.bundle
	$(PYTHON) -m openapi.tools.provenance

.PHONY: lint-spec
lint-spec: $(INSTALLED) ## check the contract: bundle fresh, rules, examples, provenance
	$(PYTHON) -m openapi.tools.bundle --check
	$(PYTHON) -m openapi.tools.lint
	$(PYTHON) -m openapi.tools.provenance --check

.PHONY: diff-spec
diff-spec: $(INSTALLED) ## list the contract's breaking changes since BASE= (a git ref)
	$(PYTHON) -m openapi.tools.diff --base $(BASE)

.PHONY: generate
generate: bundle ## generate generated_client/aimusic_client from the contract, and check its types
	$(PYTHON) -m openapi.tools.generate
	mypy --strict generated_client/aimusic_client
	pyright generated_client/aimusic_client

.PHONY: check-generated
check-generated: $(INSTALLED) ## check that the committed client equals the generated one, byte for byte
	$(PYTHON) -m openapi.tools.generate --check

.PHONY: mock
mock: $(INSTALLED) ## serve the mock on 127.0.0.1, with PORT= SEED= CLOCK= PLAN= DIALECT=
	aimusic-mock serve --port $(PORT) --seed $(SEED) --clock $(CLOCK) --plan $(PLAN) --dialect $(DIALECT)

.PHONY: drift
drift: $(INSTALLED) ## compare recordings of the service with the contract, offline; CASSETTES=DIR, or a HAR file
	aimusic-mock drift $(CASSETTES)

.PHONY: test
test: $(INSTALLED) ## run every test, or those in TESTS=; WORKERS=2 runs them in two processes, with the same checks
	pytest -n $(WORKERS) --dist loadgroup $(TESTS)

.PHONY: test-pythons
test-pythons: $(INSTALLED) ## run the tests of the SDK and the plugin on the other Pythons of this machine, from 3.11 up
	VENV=$(VENV) .ci/test-pythons

.PHONY: cover
cover: $(INSTALLED) ## measure the branch coverage of the SDK by its own tests; fails below 95 %
	coverage run -m pytest -q contract_tests/sdk
	coverage report

.PHONY: contract
contract: $(INSTALLED) ## run the contract suite against the mock in process, or against any server: BASE_URL= API_KEY= (contract_tests/README.md)
	@pytest contract_tests/conformance $(SUITE)

.PHONY: mutants
mutants: $(INSTALLED) ## plant faults in server, contract and client, and print which the suite finds; FAULTS= for some
	$(PYTHON) -m contract_tests.mutants $(FAULTS)

.PHONY: fuzz
fuzz: $(INSTALLED) ## try thousands of new invalid inputs of every kind: HTTP, bodies, snapshots, recordings, webhooks, files
	pytest -m fuzz --hypothesis-profile=fuzz $(TESTS)

.PHONY: hostile
hostile: $(INSTALLED) ## send 200,000 requests of hostile sizes to a mock; fails if memory or honest clients suffer
	$(PYTHON) -m contract_tests.bench.hostile

.PHONY: same-replies
same-replies: $(INSTALLED) ## compare the API's replies with those of BASE= (a git ref), byte for byte
	$(PYTHON) -m contract_tests.matrix.same_replies $(BASE)

.PHONY: matrix
matrix: $(INSTALLED) ## print every operation, status and task state, and how to get it from the mock; fails on a gap
	$(PYTHON) -m contract_tests.matrix

.PHONY: bench
bench: $(INSTALLED) ## measure the SDK's import, hanging clients, a whole song, and memory over 200,000 requests; fails over its limits
	set -e; for name in importing head_of_line journey memory; do $(PYTHON) -m contract_tests.bench.$$name; done

.PHONY: pages
pages: $(INSTALLED) ## run the programs of the README and of the other pages, and rewrite the output that they show
	$(PYTHON) -m contract_tests.journeys.pages

.PHONY: lint
lint: $(INSTALLED) ## check the Python code's style and form
	ruff check .
	ruff format --check .

.PHONY: fmt
fmt: $(INSTALLED) ## fix what `make lint` reports, as far as ruff can
	ruff check --fix-only .
	ruff format .

.PHONY: typecheck
typecheck: $(INSTALLED) ## check the types: mypy on the code written by hand, mypy and pyright on the client
	mypy
	mypy --strict generated_client/aimusic_client
	pyright

.PHONY: imports
imports: $(INSTALLED) ## check the rules of imports between packages
	lint-imports --no-logo

.PHONY: check
check: lint-spec check-generated lint imports typecheck test cover ## run all gates in the order of CI

.PHONY: build
build: $(INSTALLED) ## build the wheel into dist/
	$(PYTHON) -m build --wheel --no-isolation

.PHONY: check-wheel
check-wheel: $(INSTALLED) ## build the wheel, check its contents, and use it in a clean environment
	pytest contract_tests/openapi/test_wheel.py

.PHONY: lock
lock: $(INSTALLED) ## resolve pyproject.toml into requirements.lock; UPGRADE=--upgrade to raise all pins (needs a package index)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --quiet $(UPGRADE) -o requirements.lock

.PHONY: clean
clean: ## remove generated files, except .venv and what is committed
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis .coverage
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
