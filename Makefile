# Each target is a few plain lines that can be typed by hand as well.
PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin

.PHONY: run test test-all tools lint bench clean

# Serve on http://127.0.0.1:8000; `make run PORT=8001` for another port.
run: .venv/run
	$(BIN)/python manage.py migrate --verbosity 0
	-$(BIN)/python manage.py ingest seeds
	@exec $(BIN)/python manage.py serve --port $(PORT)

# Minutes; what needs a server or browser that is missing skips and says so.
test: .venv/dev
	$(BIN)/python -m pytest -n auto

# With what is slow: full-size inputs, kill series, fresh installs, sweeps of all pages.
# Where CI is set, `make test` does the same.
test-all: .venv/dev
	$(BIN)/python -m pytest -n auto --all

# axe-core, Lighthouse and the Nu HTML checker, which some tests of the pages ask.
# Debian's npm 9 stumbles over a module of Lighthouse, hence a newer one for this.
tools:
	cd tests/web/tools && npx --yes npm@10.8.2 ci

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check

# CORPUS: a folder of articles to measure with.
bench: .venv/dev
	$(BIN)/python bench/search.py --corpus $(or $(CORPUS),seeds)
	$(BIN)/python bench/http.py

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dayi needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv || { $(PYTHON) -m venv --without-pip .venv && \
	  $(PYTHON) -m pip --python .venv/bin/python install --quiet pip; }

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run
