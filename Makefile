# Every target sets up what it needs: Python >= 3.11 and make are enough. The work is in .venv, made by uv
# where uv is found, by venv and pip where not (bench has its own, .venv-bench). PYTHON and UV name other programs: make test PYTHON=python3.12

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench train fuzz lock clean

UV ?= uv
export UV PYTHON

PY := .venv/bin/python
BENCH := .venv-bench/bin/python
# All but bench, whose packages cannot stand beside the newest of the others.
EXTRAS = $(filter-out bench,$(shell sed -n '/optional-dependencies/,/^\[project\.scripts/s/^\([a-z]*\) = \[.*/\1/p' pyproject.toml))
COMPILE = "$(UV)" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

# A folder that was moved or copied with its .venv sets up anew.
$(shell [ "$$(cat .venv/place 2>/dev/null)" = "$$PWD" ] || rm -f .venv/ready .venv/ready-dev)
$(shell [ "$$(cat .venv-bench/place 2>/dev/null)" = "$$PWD" ] || rm -f .venv-bench/ready)

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1	/p' Makefile

demo: .venv/ready  ## crawl the bundled demo web, on this machine alone
	@$(PY) -m newscrawl demo

test: .venv/ready-dev  ## run the tests
	@sh tools/programs.sh wget
	@sh tools/programs.sh chromium
	@$(PY) -m pytest -q -n 3 --dist worksteal

lint: .venv/ready-dev  ## ruff, mypy --strict and the import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

format: .venv/ready-dev  ## put the code in ruff's form
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: .venv-bench/ready  ## quality and speed, on pages of yours with known answers: make bench CORPUS=FOLDER
	@$(BENCH) benchmarks/extraction.py "$(CORPUS)"
	@$(BENCH) benchmarks/crawl_speed.py "$(CORPUS)"

train: .venv/ready-dev  ## train the models, on pages of yours with known answers: make train CORPUS=FOLDER
	@$(PY) -m training "$(CORPUS)" --measure

fuzz: .venv/ready-dev  ## fuzz each parser for SECONDS, 600 where not said, or one: make fuzz TARGET=feed
	@$(PY) -m fuzz $(if $(TARGET),--target "$(TARGET)") --seconds "$(or $(SECONDS),600)"

lock:  ## write the lock files anew, within the bounds of pyproject.toml (needs uv)
	@$(COMPILE) --upgrade --output-file requirements.lock
	@$(COMPILE) --upgrade $(EXTRAS:%=--extra %) --constraint requirements.lock --output-file requirements-dev.lock
	@cp requirements.lock requirements-bench.lock  # the same versions, but where a peer needs others
	@$(COMPILE) --extra bench --output-file requirements-bench.lock

clean:  ## remove .venv and caches; output/ stays
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

.venv/ready: pyproject.toml requirements.lock tools/setup.sh
	@sh tools/setup.sh requirements.lock
	@touch $@

.venv/ready-dev: pyproject.toml requirements.lock requirements-dev.lock tools/setup.sh
	@sh tools/setup.sh requirements-dev.lock
	@touch .venv/ready $@

.venv-bench/ready: pyproject.toml requirements-bench.lock tools/setup.sh
	@sh tools/setup.sh requirements-bench.lock .venv-bench
	@touch $@
