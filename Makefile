# Python writes bytecode: importing Great Expectations and Prefect takes twice as long without.
unexport PYTHONDONTWRITEBYTECODE
export DO_NOT_TRACK = 1

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ROOMS := schemas workbooks commentary judging ledger expectations reports flows

.PHONY: demo install test test-all mutants check format lock docs bench train evaluate clean

demo: $(STAMP)  ## build a round of 38 organisations in demo/, run everything, say what to open
	@$(BIN)/esep demo demo

install: $(STAMP)  ## set up .venv and nothing more

$(STAMP): requirements.lock bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("esep needs Python 3.11 or newer; say which with: make PYTHON=python3.12 demo" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) (once; some minutes on a slow line) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 3; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

test: $(STAMP)  ## the fast tests
	@$(BIN)/pytest -n 2 -m "not slow"

test-all: $(STAMP)  ## with the slow ones: browser, LibreOffice, Prefect, killed processes, fuzzing
	@$(BIN)/pytest -n 2

mutants: $(STAMP)  ## small wrong changes that the tests do not notice: make mutants ROOM=schemas/repair N=40
	@$(BIN)/python -m tests.mutants $(if $(ROOM),--room $(ROOM)) $(if $(N),--sample $(N))

check: $(STAMP)  ## ruff, mypy, import-linter, docs up to date, sound rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m flows.documentation --check
	@$(BIN)/esep rules --check | tail -n 1
	@$(BIN)/python -m tests.house.indicator_names

format: $(STAMP)
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

docs: $(STAMP)  ## write the generated pages anew: rulebook, command reference
	@$(BIN)/python -m flows.documentation

lock: $(STAMP)  ## resolve the requirements anew, with hashes and without addresses
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate \
	  --group dev --extra meaning --extra postgresql pyproject.toml -o requirements.lock
	@echo uv | $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate \
	  - -o bootstrap.lock

bench: $(STAMP)  ## ratios of reading, judging and repairing, each beside its floor
	@$(BIN)/python -m tests.bench

train: $(STAMP)  ## make the weights of the judge of notes anew, from commentary/training
	@$(BIN)/python -m commentary.training.learning
	@$(BIN)/python -m commentary.training.certainty_learning

evaluate: $(STAMP)  ## the judge of notes on writers held out, or on your notes: make evaluate NOTES=file.jsonl
	@$(BIN)/python -m flows.commands.evaluating $(NOTES)

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
