# Two commands: `make run` shows the product at work, `make test` checks all of it.
# Both install into .venv from the locked, hashed list; nothing else on the machine is touched.

PYTHON ?= python3
BIN := .venv/bin
DATA ?= comptrol-data
PORT ?= 8420

.PHONY: run test check bench peers referees soak-caps docs lock reference clean

.venv/ready: requirements.lock pyproject.toml
	@echo "Installing into .venv (once; about half a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --no-deps \
		-r requirements.lock
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

# A peer of the screening bench, and the second opinion; needs ICU (libicu-dev, pkg-config, a compiler).
peers: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check "nomenklatura==4.17.4"

run: .venv/ready
	@$(BIN)/comptrol --help
	@test -f $(DATA)/comptrol.db || $(BIN)/comptrol demo --data $(DATA)
	@$(BIN)/comptrol serve --data $(DATA) --port $(PORT)

test: .venv/ready .venv-referees/ready check
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/ready
	@$(BIN)/ruff format --check --quiet src tests benches scripts
	@$(BIN)/ruff check --quiet src tests benches scripts
	@$(BIN)/mypy
	@$(BIN)/python -m scripts.build_docs --check
	@$(BIN)/lint-imports > .venv/lint-imports.txt || (cat .venv/lint-imports.txt; exit 1)

bench: .venv/ready .venv-referees/ready
	@$(BIN)/python benches/run.py

bench-%: .venv/ready .venv-referees/ready
	@$(BIN)/python benches/run.py $*

# Sixteen writers, a hundred thousand orders, a server killed in between (some ten minutes).
soak-caps: .venv/ready
	@$(BIN)/python -m benches.soak_caps

docs: .venv/ready
	@$(BIN)/python -m scripts.build_docs

reference: .venv/ready
	@$(BIN)/python scripts/build_reference.py
	@$(BIN)/python -m scripts.reference.screening_list

lock:
	UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-package comptrol --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock
	UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --universal --generate-hashes --python-version 3.12 \
		--no-emit-index-url --no-emit-find-links requirements-referees.in -o requirements-referees.lock

clean:
	rm -rf .venv .venv-referees $(DATA)
