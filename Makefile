# Two commands: `make run` opens the example shop, `make test` checks everything. Both install what they need.
.DEFAULT_GOAL := help
.ONESHELL:
SHELL := /bin/sh
.SHELLFLAGS := -euc
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
WORKERS ?= 2

.PHONY: help run test lint suite journeys
help:
	@echo "make run       jalankan toko contoh"
	@echo "make test      periksa semuanya (SQLite; PostgreSQL bila DATABASE_URL menunjuk ke sana)"
	@echo "make journeys  perjalanan lengkap di peramban sungguhan"

run: $(VENV)/.installed
	@SEBALAI_MODE=demo exec $(BIN)/python -m app.supervisor

test: lint suite

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports

suite: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q -n $(WORKERS)

journeys: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q -m browser -n $(WORKERS) --dist loadfile --no-loadscope-reorder

$(VENV)/.installed: requirements.txt | $(VENV)/.made
	@$(PIP) install --require-hashes -r requirements.txt || { echo "Paket Python tidak dapat dipasang; periksa sambungan lalu ulangi." >&2; exit 1; }
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/.made
	@$(PIP) install --require-hashes -r requirements-dev.txt || { echo "Paket Python tidak dapat dipasang; periksa sambungan lalu ulangi." >&2; exit 1; }
	touch $@ $(VENV)/.installed

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Sebalai memerlukan python3 versi 3.11 atau lebih baru." >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sebalai memerlukan python3 versi 3.11 atau lebih baru; yang ini $$($(PYTHON) --version)." >&2; exit 1; }
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3 ini tidak punya venv; pasang dengan: apt install python3-venv" >&2; exit 1; }
	test -w . || { echo "Folder $$(pwd) tidak dapat ditulisi." >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	touch $@
