# make demo    install, load the demo county, serve on http://127.0.0.1:8000
# make test    install what the tests need, run them on SQLite and on PostgreSQL
# make test-engines   the same integers on DuckDB, ClickHouse and Spark
# make check   format, lint, types, floors, migrations, catalogue, diagrams
# make fix     repair what can be repaired by itself
# make train   rebuild the screening models; CALLS=FILE LINKS=FILE: those of its card
# make bench   the figures of docs/benchmarks.md, measured here and now

PYTHON ?= python3
BIN := .venv/bin
DJANGO := PYTHONPATH=src DJANGO_SETTINGS_MODULE=wuzha.config.settings $(BIN)/django-admin
APT := chromium-headless-shell fonts-noto-cjk poppler-utils libreoffice-writer-nogui \
       libreoffice-calc-nogui postgresql libgomp1 default-jre-headless

PURE := lib detection reading

.PHONY: demo test test-areas test-whole test-postgresql test-pure test-engines check fix \
        bench train diagrams lock messages system clean

demo: .venv/app
	$(BIN)/wuzha demo

# The environment is made once and again whenever the pins change.
.venv/app: requirements/app.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/app.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@ .venv/app

# Spark and ClickHouse, apart from what all other tests see.
.venv/engines: .venv/dev requirements/engines.txt
	rm -rf $@
	$(BIN)/pip install --quiet --require-hashes --no-deps --no-build-isolation \
	    --target $@ -r requirements/engines.txt
	touch $@

# What the browser, paper and PostgreSQL tests need from the system (as root, Debian).
system:
	tools/system.sh $(APT)

# Three at a time, so that while one waits (for a browser, a lock, a clock) two cores work;
# the long ones first.
test: .venv/dev system
	$(MAKE) --jobs=3 --keep-going --output-sync=target \
	    test-areas test-whole test-postgresql test-pure test-engines check

# Each area on SQLite, then what holds across all of them.
test-areas: .venv/dev
	$(BIN)/pytest src $(PURE:%=--ignore=src/wuzha/%)

test-whole: .venv/dev
	$(BIN)/pytest tests

# What can be otherwise on PostgreSQL: conftest.py says which tests.
test-postgresql: .venv/dev
	WUZHA_TEST_ONLY_DATABASE=1 $(BIN)/python tests/postgres.py $(BIN)/pytest

# The pure floors in an environment without Django.
test-pure: .venv/dev
	$(BIN)/python tools/pure.py -m "not engines" $(PURE:%=src/wuzha/%)

# One answer on DuckDB, ClickHouse and a Spark of two executors.
test-engines: .venv/engines system
	PYTHONPATH=.venv/engines SPARK_LOCAL_IP=127.0.0.1 $(BIN)/pytest -m engines \
	    src/wuzha/detection/tests/test_engines.py

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run
	$(BIN)/python tools/messages.py --check
	$(DJANGO) diagrams --check
	! grep -nE 'https?://' requirements/*.txt package-lock.json

fix: .venv/dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(DJANGO) diagrams

diagrams: .venv/dev
	$(DJANGO) diagrams

bench: .venv/dev
	$(BIN)/python -m bench

train: .venv/dev
	PYTHONPATH=src $(BIN)/python tools/train_screening.py $(if $(CALLS),--calls $(CALLS)) \
	    $(if $(LINKS),--links $(LINKS))

messages: .venv/dev
	$(BIN)/python tools/messages.py

# Pins with hashes and without addresses.
lock: .venv/dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate pyproject.toml --group build -o requirements/app.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate pyproject.toml --group build --group dev \
	    -c requirements/app.txt -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --group engines -c requirements/dev.txt \
	    --no-emit-package numpy --no-emit-package pyarrow -o requirements/engines.txt

clean:
	rm -rf .venv var
