# Everything calls .venv/bin/...; `uv run` and `uv sync` would write a lock full of registry addresses.
.DEFAULT_GOAL := help
.PHONY: help setup base libraries lock demo run worker work test test-browser test-fast test-long \
	test-services test-postgresql test-races bare cov bench fmt lint types imports templates migrations deploy docs docs-check check ci clean

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
CODE := core suppliers scoring offline procurement tests docs manage.py
SERVICE_TESTS ?= 3# at once: each starts processes of its own and waits for them
RACES := tests/bids/submitting/test_races.py tests/bids/submitting/test_races_of_changes.py
PORT ?=
QUEUES ?=
# Where an image forbids bytecode, each process would compile a thousand files again: 1.5 seconds of every start.
unexport PYTHONDONTWRITEBYTECODE
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --no-strip-extras --quiet

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name words; do printf '%-14s %s\n' "$$name" "$$words"; done

# --- set up -----------------------------------------------------------------------------------------------------------
setup: ## the locked environment with tests and tools, and the libraries for PDF
	@scripts/setup.sh dev
	@scripts/system-libraries.sh pdf

base:
	@scripts/setup.sh base
	@scripts/system-libraries.sh pdf

lock: ## resolve requirements/*.txt anew (needs uv)
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group dev -c requirements/base.txt -o requirements/dev.txt

# --- run --------------------------------------------------------------------------------------------------------------
demo: base ## the demo city: loads it, makes the review PDF, serves the site (DEMO_SERVE=0: stops after the PDF)
	@EVENHAND_DEMO=1 EVENHAND_DATA=var/demo $(MANAGE) serve --demo $(if $(PORT),--port $(PORT))

run: base ## broker, worker and web together
	@$(MANAGE) serve $(if $(PORT),--port $(PORT))

worker: base ## one more Celery worker on CELERY_BROKER_URL; QUEUES=reports: that queue alone
	$(BIN)/celery --app procurement worker --loglevel INFO --hostname $(or $(QUEUES),all)@%h $(if $(QUEUES),--queues $(QUEUES))

work: base ## background jobs without a broker; QUEUES=reports: that queue alone
	$(MANAGE) work $(if $(QUEUES),--queues $(QUEUES))

# --- test -------------------------------------------------------------------------------------------------------------
test: setup ## the whole default suite but for the browser
	$(PYTEST) -n auto -m "not service and not bench and not browser" $(ARGS)

test-browser: setup ## pages and walks in Chromium
	@scripts/system-libraries.sh browser
	$(PYTEST) -n auto --dist worksteal -m browser $(or $(ARGS),tests/browser tests/flow)

test-fast: setup ## without slow and browser tests
	$(PYTEST) -n auto $(ARGS)

test-services: setup ## PostgreSQL, Redis and real workers, started here
	@scripts/system-libraries.sh services
	$(PYTEST) -n $(SERVICE_TESTS) --dist worksteal -rs -m "service and not long" $(ARGS)

test-postgresql: setup ## the database tests on PostgreSQL
	@scripts/system-libraries.sh services
	$(BIN)/python -m tests.services.servers $(PYTEST) -n auto --ignore=tests/architecture -m "database and not slow and not service and not browser and not bench" $(ARGS)

test-races: setup ## races of bids on PostgreSQL, each first without the lock
	@scripts/system-libraries.sh services
	$(BIN)/python -m tests.services.servers $(PYTEST) -n0 -rs -m "slow and not long" $(RACES) $(ARGS)

test-long: export LONG_SCALE := $(or $(LONG_SCALE),1)
test-long: setup ## kills, races and every law on 2000 cases; LONG_SCALE=0.1: a tenth
	@scripts/system-libraries.sh services
	$(PYTEST) -n0 -rs -m "long and not database" $(ARGS)
	$(BIN)/python -m tests.services.servers $(PYTEST) -n0 -rs -s -m "long and database" tests/bids $(ARGS)
	@folder=$$(mktemp -d) && TEST_SQLITE=$$folder/races.sqlite3 $(PYTEST) -n0 -rs -s -m "long and database" tests/bids $(ARGS); code=$$?; rm -rf $$folder; exit $$code
	$(PYTEST) -n auto -m "hypothesis and not long" $(ARGS)

bare: ## the demonstration and tests in Chromium on a bare Debian (root; debootstrap and chroot)
	@scripts/bare.sh

cov: setup ## branch coverage of the default suite
	$(PYTEST) -n auto -m "not service and not browser and not bench" --cov --cov-report=term-missing:skip-covered $(ARGS)
	$(BIN)/coverage report --include='scoring/*' --fail-under=100

bench: setup ## times against peers; answers are compared first; writes bench.json
	$(PYTEST) -n0 -s -m bench tests/bench $(ARGS)

# --- check ------------------------------------------------------------------------------------------------------------
fmt: setup ## format and mend what can be mended
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

lint: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: setup
	$(BIN)/mypy scoring offline core suppliers procurement

imports: setup
	$(BIN)/lint-imports

templates: setup
	$(BIN)/djlint --lint --quiet templates

migrations: setup
	$(MANAGE) makemigrations --check --dry-run

deploy: setup
	@EVENHAND_MODE=production ALLOWED_HOSTS=city.example SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		$(MANAGE) check --deploy --fail-level WARNING

docs: setup ## write the generated tables
	$(MANAGE) docs

docs-check: setup
	$(MANAGE) docs --check

check: lint types imports templates migrations docs-check deploy ## everything that reads and runs nothing

ci: ## what .ci/run runs
	DEMO_SERVE=0 $(MAKE) demo
	$(MAKE) test
	$(MAKE) test-browser
	$(MAKE) check
	$(MAKE) test-services
	LONG_SCALE=0.1 $(PYTEST) -n0 -rs -m "long and not database"
	$(MAKE) test-races
	$(MAKE) bare

clean: ## remove the environment, caches and local data
	rm -rf .venv var staticfiles htmlcov .coverage bench.json .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
