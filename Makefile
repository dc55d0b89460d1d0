# The verbs, the same locally and in CI: install | demo | test | check | fmt | up | down
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: install demo test check fmt docs screenshot bench up down help

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

install: .venv/.installed ## make .venv with everything in it

.venv/.installed: pyproject.toml constraints.txt hatch_build.py $(wildcard shared/storywire/domain/attach/compiled/*.[ch])
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
	$(BIN)/hadolint deploy/Dockerfile
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

up: deploy/secrets/admin-token deploy/secrets/redis-password ## start the wire on Kafka and Redis (Docker)
	docker compose up --build --detach --wait

down: ## end it; volumes keep the data
	docker compose down

# Others can't enter the folder; the containers' user must be able to read the files in it.
deploy/secrets/%:
	@mkdir -p -m 700 deploy/secrets
	@$(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(32))' >$@
	@chmod 644 $@
