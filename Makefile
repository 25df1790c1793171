# Every target works from a fresh clone with Python 3.11 to 3.13 and nothing else.
PYTHON ?= python3
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
TORCH := $(shell sed -n 's/^\(torch==[0-9.]*\).*/\1/p' requirements.lock)

.PHONY: install demo serve test check lint train-names train-embedder soak-privacy soak-isolation soak-bad-input soak-search bench-mask bench-search lock clean

install: $(VENV)/.installed

# torch goes first and alone: without a local version, pip takes a CPU build where one is offered.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Veil needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	$(BIN)/veil demo

serve: install
	$(BIN)/veil serve

test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# Trains the weights that tell names from words again, from our own generators; CHECK=--check compares them instead.
train-names: install
	$(BIN)/python -m training.names $(CHECK)
	$(BIN)/python -m training.names.english $(CHECK)

# Builds the bundled embedding model from the public sets in DATA and from training/data; CHECK=--check compares instead.
train-embedder: install
	$(BIN)/python -m training.embedder.build $(DATA) $(CHECK)

# A million generated writings of identifiers, phones, e-mails, cards and accounts; fails when one is missed.
soak-privacy: install
	$(BIN)/python -m training.privacy.soak

# Ten million probes in the database and 100,000 requests to a `veil serve`, each with ids that are nearly right; fails
# when one shows another resume, or tells that it is there. Half an hour to an hour. Less with
# ISOLATION="--probes 1000000 --requests 10000", again with "--seed ...".
soak-isolation: install
	$(BIN)/python -m tests.soaks.isolation $(ISOLATION)

# A million characters of each hostile text: an hour at most on one busy core.
soak-bad-input: install
	BAD_INPUT_SIZE=1000000 $(BIN)/python -m pytest -q --durations=10 tests/unit/privacy/test_bad_input.py

# 100,000 random searches beside an oracle in plain Python: the same passages, ranks and scores.
soak-search: install
	$(BIN)/python -m tests.soaks.search

# Masking beside Presidio on one core each: ratios of characters per second, and memory.
bench-mask: install
	$(BIN)/veil bench mask

# Search beside LlamaIndex's and LangChain's stores: latency, recall and rows at 30,000 to 300,000 passages. Half an hour.
bench-search: install
	$(BIN)/veil bench search --plot bench-search.html

# Resolves again. CUDA packages are left out: the torch build that is installed brings its own.
lock: install
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group dev --no-annotate --no-header \
		--constraint <(echo $(TORCH)) pyproject.toml | grep -vE '^(nvidia-|cuda-|triton)' > requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
