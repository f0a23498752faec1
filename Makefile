# Every command of the project, one line each: the same here and in .ci/run.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
EACH := $(MAKE) --no-print-directory --output-sync=target --keep-going
QUICK := format lint types imports templates words bundled secrets
# The longest first, so that none is left over at the end; the walk late, as it shares its database.
LONG := suite-postgres suite browser-suite browser-pages migrations wheel browser-walk
# Only these files are read for the browser: to collect all tests takes as long as many of its tests do.
DRIVING = $(shell grep -rl --include='test_*.py' 'mark\.browser' tests)
LOOKING := tests/browser/test_pages.py
PAIR := 2
SAY = echo "== $@" &&
.DEFAULT_GOAL := help
.PHONY: help run test check fix docs faults weak bench messages bundles environment browser peers $(QUICK) $(LONG) faults-suite faults-postgres

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile
run: environment ## set everything up and serve the demonstration; it prints what to open and how to sign in
	@.venv/bin/zhubo demo
test: environment browser ## set everything up and run every test, the browser included
	@$(PYTEST)
check: environment browser ## everything that must hold before a change lands (two at a time: what is quick, what takes long, the faults)
	@$(EACH) --jobs=$(PAIR) $(QUICK) && $(EACH) --jobs=$(PAIR) $(LONG) && $(EACH) --jobs=$(PAIR) faults-suite faults-postgres
faults: environment browser ## kill servers under load at full length, on both databases (ZHUBO_FAULTS_TAPS, _NOTES, _SCREENS, _KILLS, _SEED)
	@ZHUBO_FAULTS=long $(EACH) --jobs=1 faults-suite faults-postgres
weak: environment browser ## walk all that stands over a weak network, a table at the end (root and /dev/net/tun; ARGS="--loads 1")
	@$(PY) -m tests.faults.weak $(ARGS)
fix: environment ## put the format right and mend what ruff can mend by itself
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .
docs: environment ## draw every workflow table as a diagram, into docs/
	@$(PY) .ci/draw.py
bench: environment peers ## measure beside the peers, into docs/measured.md (QUICK=1: a look; ONLY=pages; RECORDINGS=folder)
	@$(PY) -m tests.bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(RECORDINGS),--recordings "$(RECORDINGS)")
messages: environment ## gather the words of code and templates and add the new ones to the English catalogue
	@$(PY) .ci/messages.py && $(PY) -m zhubo_web.translations.compiling
bundles: ## after a change of a script or style: make the bundles that pages load (needs Node)
	@.ci/bundles

# Set-up, each of them done only where something is missing.
environment:
	@.ci/environment
browser:
	@.ci/browser
peers: browser
	@.ci/peers

# The parts of `make check`; each can be made alone.
format: environment ## part of check: the format of the code
	@$(SAY) .venv/bin/ruff format --check --quiet . || { echo "make fix puts the format right"; exit 1; }
lint: environment ## part of check: ruff
	@$(SAY) .venv/bin/ruff check --quiet .
types: environment ## part of check: mypy, strict
	@$(SAY) .venv/bin/mypy
imports: environment ## part of check: who may import whom
	@$(SAY) .venv/bin/lint-imports --no-logo
templates: environment ## part of check: the content rules of the templates
	@$(SAY) $(PY) .ci/checks/templates.py
words: environment ## part of check: full-width punctuation, and every message in English
	@$(SAY) $(PY) .ci/checks/words.py
bundled: ## part of check: the bundles are what is made of the scripts and styles
	@$(SAY) .ci/checks/bundles
migrations: environment ## part of check: the migrations make what the models say, on both databases
	@$(SAY) $(PY) .ci/checks/migrations.py
secrets: ## part of check: no key, password or machine's path in a file
	@$(SAY) .ci/checks/secrets
suite: environment ## part of check: the tests without a browser, on SQLite
	@$(SAY) ZHUBO_TEST_DATABASE_URL= $(PYTEST) -q -m "not browser and not postgres and not faults"
suite-postgres: environment ## part of check: the same tests on PostgreSQL (ZHUBO_TEST_DATABASE_URL_PG)
	@$(SAY) .ci/on-postgres $(PYTEST) -q -m "not browser and not faults and (postgres or not redis)"
browser-pages: environment browser ## part of check: every page in the browser, at every size, light and dark
	@$(SAY) ZHUBO_TEST_DATABASE_URL= $(PYTEST) -q $(LOOKING)
browser-suite: environment browser ## part of check: the browser's other tests, on SQLite
	@$(SAY) ZHUBO_TEST_DATABASE_URL= $(PYTEST) -q -m "browser and not faults" $(filter-out $(LOOKING),$(DRIVING))
browser-walk: environment browser ## part of check: one walk through the browser on PostgreSQL
	@$(SAY) .ci/on-postgres $(PYTEST) -q -m "browser and walk" $(DRIVING)
faults-suite: environment browser ## part of check: kill the server under load, on SQLite
	@$(SAY) ZHUBO_TEST_DATABASE_URL= $(PYTEST) -q -m "faults and not postgres"
faults-postgres: environment browser ## part of check: the same with two web processes over PostgreSQL and Redis
	@$(SAY) .ci/on-postgres $(PYTEST) -q -m "faults$(if $(ZHUBO_FAULTS),, and not once)"
wheel: environment ## part of check: a built wheel installs into an empty environment and runs there
	@$(SAY) .ci/checks/wheel
