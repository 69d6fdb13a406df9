# Two commands: `make run` shows the product at work, `make test` checks all of it.
# Both install into .venv from the locked, hashed list; nothing else on the machine is touched.

PYTHON ?= python3
BIN := .venv/bin
DATA ?= comptrol-data
PORT ?= 8420

.PHONY: run test check bench peers referees spark soak-caps docs screens lock reference clean

# There are no wheels of Spark: its archive is hashed, and built by the setuptools that is locked too.
FROM_SOURCE := --require-hashes --no-deps --no-build-isolation

.venv/ready: requirements.lock requirements-connect.lock pyproject.toml
	@echo "Installing into .venv (once; about half a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		-r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check $(FROM_SOURCE) -r requirements-connect.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Programs of others that check what we write and answer, in an environment of their own.
.venv-referees/ready: requirements-referees.lock
	@echo "Installing the referees into .venv-referees (once) ..."
	@$(PYTHON) -m venv .venv-referees
	@.venv-referees/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		--ignore-requires-python -r requirements-referees.lock
	@touch $@

referees: .venv-referees/ready

# Engines that roll up usage over the network: Spark (half a gigabyte, and Java 17) and Sail. Never in .venv.
.venv-spark/ready: requirements-spark.lock requirements-spark-source.lock
	@echo "Installing Spark and Sail into .venv-spark (once; about a minute) ..."
	@$(PYTHON) -m venv .venv-spark
	@.venv-spark/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		-r requirements-spark.lock
	@.venv-spark/bin/pip install --quiet --disable-pip-version-check $(FROM_SOURCE) -r requirements-spark-source.lock
	@touch $@

spark: .venv-spark/ready

# A peer of the screening bench, and the second opinion; needs ICU (libicu-dev, pkg-config, a compiler).
peers: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check "nomenklatura==4.17.4"

run: .venv/ready
	@$(BIN)/comptrol --help
	@test -f $(DATA)/comptrol.db || $(BIN)/comptrol demo --data $(DATA)
	@$(BIN)/comptrol serve --data $(DATA) --port $(PORT)

test: .venv/ready .venv-referees/ready .venv-spark/ready check
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/ready
	@$(BIN)/ruff format --check --quiet src tests benches scripts
	@$(BIN)/ruff check --quiet src tests benches scripts
	@$(BIN)/mypy
	@$(BIN)/python -m scripts.build_docs --check
	@$(BIN)/lint-imports > .venv/lint-imports.txt || (cat .venv/lint-imports.txt; exit 1)

bench: .venv/ready .venv-referees/ready .venv-spark/ready
	@$(BIN)/python benches/run.py

bench-lake: .venv-spark/ready

bench-%: .venv/ready .venv-referees/ready
	@$(BIN)/python benches/run.py $*

# Sixteen writers, a hundred thousand orders, a server killed in between (some ten minutes).
soak-caps: .venv/ready
	@$(BIN)/python -m benches.soak_caps

docs: .venv/ready
	@$(BIN)/python -m scripts.build_docs

# Every page of the console photographed by its tests, for docs/console-pages.md.
screens: .venv/ready
	@rm -rf build/screens && mkdir -p build/screens
	@COMPTROL_SCREENSHOTS=build/screens $(BIN)/pytest tests/console/test_every_page.py -k browser
	@$(BIN)/python -m scripts.screens build/screens

reference: .venv/ready
	@$(BIN)/python scripts/build_reference.py
	@$(BIN)/python -m scripts.reference.screening_list

COMPILE := UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links

lock:
	$(COMPILE) --python-version 3.11 --extra dev pyproject.toml \
		--no-emit-package comptrol --no-emit-package pyspark-client -o requirements.lock
	$(COMPILE) --python-version 3.11 --no-deps requirements-connect.in -o requirements-connect.lock
	$(COMPILE) --python-version 3.12 requirements-referees.in -o requirements-referees.lock
	$(COMPILE) --python-version 3.11 requirements-spark.in --no-emit-package pyspark -o requirements-spark.lock
	$(COMPILE) --python-version 3.11 --no-deps requirements-spark.in \
		--no-emit-package pysail --no-emit-package setuptools -o requirements-spark-source.lock

clean:
	rm -rf .venv .venv-referees .venv-spark $(DATA)
