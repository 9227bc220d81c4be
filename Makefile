# Wangge: `make demo` opens a working console, `make test` runs every test. Both install what is missing.

SIZE ?= full
PORT ?= 8050
ARGS ?=
# tests run side by side, each worker on a PostGIS of its own; a file's tests stay together, in the order of the files
WORKERS ?= $(shell cores=$$(nproc); echo $$((cores < 4 ? cores : 4)))

.DEFAULT_GOAL := help
.PHONY: help install demo test lint bench

help:
	@echo 'make demo      a console on the sample district at http://127.0.0.1:$(PORT) (SIZE=small, PORT=8050)'
	@echo 'make install   everything that the program, its tests and its checks need'
	@echo 'make test      all tests (ARGS="tests/gis -k name" picks some, WORKERS=2)'
	@echo 'make lint      ruff, mypy, import-linter'
	@echo 'make bench     measure against other programs'

install:
	@bootstrap/system.sh tests
	@bootstrap/python.sh dev
	@bootstrap/chromium.sh

# exec: Ctrl-C and SIGTERM reach the console itself
demo:
	@bootstrap/system.sh program
	@bootstrap/python.sh ""
	@exec .venv/bin/wangge demo --size $(SIZE) --port $(PORT)

test: install
	@.venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint:
	@bootstrap/system.sh program
	@bootstrap/python.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: install
	@bootstrap/python.sh bench
	@.venv/bin/python -m tests.bench $(ARGS)
