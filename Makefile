# Two commands: `make run` shows the product at work, `make test` checks all of it.
# Both install into .venv from the locked, hashed list; nothing else on the machine is touched.

PYTHON ?= python3
BIN := .venv/bin
DATA ?= comptrol-data
PORT ?= 8420

.PHONY: run test check bench peers referees spark soak-caps coverage mutation trial malformed schemathesis docs screens lock reference audit sbom package changelog clean

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

# Load and faults against a served log, in a temporary folder on loopback: docs/trials/README.md.
TRIAL ?= --minutes 30 --share 0.7 --store both

trial: .venv/ready
	@$(BIN)/python -m benches.trial $(TRIAL)

malformed: .venv/ready
	@$(BIN)/python -m benches.malformed

# The served API against its own description, drawn at random for ten minutes.
schemathesis: .venv/ready .venv-referees/ready
	@TRIAL_SCHEMATHESIS_S=600 $(BIN)/pytest -n 0 tests/scenario/test_schemathesis.py

# How much of what is written the tests run, in this process and in those that they start (half as long again as make test).
coverage: .venv/ready .venv-referees/ready .venv-spark/ready
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/coverage run -m pytest -n auto --dist worksteal
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report --skip-covered --sort=cover

# Mutants of kernel, law and caps, and what the tests notice of a sample (half an hour; SEED draws another).
.venv-mutation/ready: requirements.lock requirements-mutation.lock
	@echo "Installing mutmut and what the tests need into .venv-mutation (once) ..."
	@$(PYTHON) -m venv .venv-mutation
	@.venv-mutation/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		-r requirements.lock
	@.venv-mutation/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		-r requirements-mutation.lock
	@touch $@

SEED ?= 13

mutation: .venv-mutation/ready
	@.venv-mutation/bin/python -m scripts.mutation $(SEED)

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

# Wheel and sdist of the last commit, in dist/: the same bytes wherever they are built (docs/packaging.md).
package: .venv/ready
	@$(BIN)/python -m scripts.package

# What the next release would say, from the fragments in changes/.
changelog: .venv/ready
	@$(BIN)/towncrier build --draft --version "$${VERSION:-next}"

COMPILE := UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links

# What a server in production is made of: the versions that are tested, without what only tests need.
SERVER_EXTRAS := $(addprefix --extra ,console exchange fast postgres report screening solver telemetry)

lock:
	$(COMPILE) --python-version 3.11 --extra dev pyproject.toml \
		--no-emit-package comptrol --no-emit-package pyspark-client -o requirements.lock
	$(COMPILE) --python-version 3.11 $(SERVER_EXTRAS) pyproject.toml -c requirements.lock -o requirements-server.lock
	$(COMPILE) --python-version 3.11 --no-deps requirements-connect.in -o requirements-connect.lock
	$(COMPILE) --python-version 3.12 requirements-referees.in -o requirements-referees.lock
	$(COMPILE) --python-version 3.11 requirements-mutation.in -o requirements-mutation.lock
	$(COMPILE) --python-version 3.11 requirements-spark.in --no-emit-package pyspark -o requirements-spark.lock
	$(COMPILE) --python-version 3.11 --no-deps requirements-spark.in \
		--no-emit-package pysail --no-emit-package setuptools -o requirements-spark-source.lock

# Is anything known against what is locked? It asks the index of packages; what could not be asked is told.
audit: .venv-referees/ready
	@.venv-referees/bin/python -m scripts.audit

# What is Comptrol made of? dist/comptrol.cdx.json: CycloneDX, the same bytes every time.
sbom: .venv/ready .venv-referees/ready
	@.venv-referees/bin/python -m scripts.bill_of_materials $(BIN)/python

clean:
	rm -rf .venv .venv-mutation .venv-referees .venv-spark $(DATA)
