# Every target sets up what it needs, and skips what is there already.
.DEFAULT_GOAL := help
.PHONY: help reports serve lab test bench lock clean setup-reports setup-dev

BIN := .venv/bin
ARGS ?=

# Compiled bytecode is kept whatever the environment says: without it every import of pandas
# takes 2 s instead of 0.7.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

reports: setup-reports ## build the reports of every event into reports/ (ARGS="EVENT --lang it" for some)
	$(BIN)/reporting build $(ARGS)

serve: setup-reports ## show the built reports in a browser
	$(BIN)/reporting serve $(ARGS)

lab: setup-reports ## open copies of the notebooks in JupyterLab, in lab/
	@if [ -e .git ]; then git config filter.notebook-outputs.clean \
	  "$(BIN)/python -P -m reporting.analyst.laboratory.notebook_files"; fi
	$(BIN)/reporting lab $(ARGS)

test: setup-dev ## check style and types, then run all tests (ARGS="-k podium" for some)
	@scripts/test $(ARGS)

bench: setup-dev ## measure speed
	$(BIN)/python -m benchmarks $(ARGS)

lock: ## renew the pins after a change of pyproject.toml (ARGS=--upgrade for the newest)
	@scripts/python-environment setup
	@scripts/lock $(ARGS)

clean: ## remove built reports and caches; the environment .venv stays
	rm -rf reports build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

setup-reports:
	@scripts/system-packages reports
	@scripts/python-environment reports

setup-dev:
	@scripts/system-packages dev
	@scripts/python-environment dev
