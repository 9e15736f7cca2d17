# Everything starts here. PYTHON=python3.13 picks an interpreter, VENV=… another environment.
PYTHON ?= python3
VENV ?= .venv
IN = $(VENV)/bin
# Tests that need no process of the product; they may run side by side.
FAST = not slow and not browser and not live
# Those with a browser run apart: its event loop stays in their process, and other tests want one of their own.

help:              ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*##/make \1\t/p' Makefile | expand -t 16

run: env-base      ## the whole product, in the foreground
	@$(IN)/python manage.py dev

test: env-test     ## all tests, a browser included
	@$(IN)/python scripts/browser.py
	$(IN)/python -m pytest -n 2 -m "$(FAST)"
	$(IN)/python -m pytest -n 3 --dist loadfile -m "not ($(FAST)) and not browser"
	$(IN)/python -m pytest -n 3 --dist loadfile -m browser

test-fast: env-test ## the tests that need no process of the product, in under a minute
	$(IN)/python -m pytest -n 2 -m "$(FAST)"

check: env-dev     ## format, lint, types, imports, migrations, templates, catalogues, generated docs
	$(IN)/ruff format --check .
	$(IN)/ruff check .
	$(IN)/mypy
	$(IN)/lint-imports
	$(IN)/djlint --check --lint --quiet .
	$(IN)/python scripts/catalogues.py --check
	$(IN)/python manage.py makemigrations --check --dry-run
	$(IN)/python manage.py check --fail-level WARNING
	$(IN)/python -m pytest -q -m "not slow" tests/docs

format: env-dev    ## mend what `make check` says about format
	$(IN)/ruff check --fix .
	$(IN)/ruff format .
	$(IN)/djlint --reformat --quiet .

messages: env-dev  ## collect the texts into the catalogues and compile them
	$(IN)/python scripts/catalogues.py

lock: env-dev      ## pin the requirements anew
	$(IN)/python scripts/lock.py

docs: env-test     ## write docs/events.md anew
	$(IN)/python -m scripts.events_doc

screenshots: env-test ## take the README's pictures from the running product
	@$(IN)/python scripts/browser.py
	$(IN)/python scripts/screenshot.py

bench: VENV = .venv-bench
bench: env-bench   ## what it costs, beside others; ROWS=… QUICK=1 PROFILE=1, see docs/performance.md
	@$(if $(BUSY),BENCH_OTHERS_SHARE=9) $(IN)/python -m tests.load $(if $(QUICK),--quick) $(if $(PROFILE),--profile) $(if $(ROWS),--rows $(ROWS))

loss: env-test     ## what arrives where connections are cut, beside the tutorial; see docs/loss.md
	@$(IN)/python -m tests.load.loss

autobahn: env-test ## the Autobahn test suite, by WSTEST=…/bin/wstest; see docs/websocket.md
	@$(IN)/python -m tests.autobahn --wstest "$(WSTEST)"

env-%:
	@$(PYTHON) scripts/environment.py $(VENV) $*

.PHONY: help run test test-fast check format messages lock docs screenshots bench loss autobahn
