# The five verbs, the same locally and in CI: install | demo | test | check | fmt
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: install demo test check fmt docs screenshot bench help

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

install: .venv/.installed ## make .venv with everything in it

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[all,dev]'
	@touch $@

demo: install ## play the bundled articles, with the site live
	$(BIN)/storywire demo

test: install ## run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

check: install ## lint, types, import rules, budgets, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md docs shared services tests
	$(BIN)/python -m pytest -q tests/unit/test_budgets.py

fmt: install ## format, and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: install ## make the documents that come from the code
	$(BIN)/python -m storywire_lab.contracts

screenshot: install ## take docs/story-page.png anew (needs Debian's chromium)
	$(BIN)/python -m storywire_lab.screenshot

bench: install ## run the benchmarks of docs/benchmarks.md
	$(BIN)/storywire bench wire
