# Parley: make report (charts in report/index.html), make lab (the notebooks). `make` alone lists everything.
# One virtual environment in .venv, made on first use and renewed when pyproject.toml or constraints.txt change.

.DEFAULT_GOAL := help
.PHONY: help lab report test lint format bench browser-test notebooks clean force
MAKEFLAGS += --no-print-directory

# Paths are relative throughout, so that the folder's own name may hold spaces and quotes.
VENV  := .venv
PY    := $(VENV)/bin/python
STAMP := $(VENV)/.ready

# What another environment or the user's own set-up would leak into this one.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP CONDA_PREFIX PIP_TARGET PIP_PREFIX PIP_USER
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export JUPYTER_PREFER_ENV_PATH := 1
# Results must not hang on the user's Jupyter, IPython or matplotlib settings; `make lab` alone keeps them.
ISOLATED = env -u JUPYTER_PATH -u JUPYTER_CONFIG_PATH -u MATPLOTLIBRC -u MPLBACKEND PYTHONHASHSEED=0 \
  JUPYTER_CONFIG_DIR="$$(pwd -P)/$(VENV)/home/jupyter" IPYTHONDIR="$$(pwd -P)/$(VENV)/home/ipython" \
  MPLCONFIGDIR="$$(pwd -P)/$(VENV)/home/matplotlib"
# In there one setting: without it, every kernel warns about its transport, which never leaves the machine.
KERNEL_SETTINGS := $(VENV)/home/ipython/profile_default

# Usable: finished (the stamp is there), made for this folder (a copied .venv would import the original), interpreter
# still runs, and of the version that PYTHON asks for, if it asks.
USABLE := $(shell [ "$$(cat $(STAMP) 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c '' 2>/dev/null \
  && { [ -z "$(PYTHON)" ] || [ "$$("$(PYTHON)" -V 2>&1)" = "$$($(PY) -V)" ]; } && echo yes)

help: ## List the commands
	@echo "Parley: what the parties to the Ukraine peace talks said, compared. Commands:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile
	@echo "Set PYTHON=/path/to/python3.12 to choose the Python (3.11, 3.12 or 3.13)."

lab: $(STAMP) ## Open JupyterLab on the notebooks
	@$(PY) -m jupyterlab notebooks

report: $(STAMP) ## Execute the notebooks, write report/index.html
	@$(ISOLATED) $(PY) -m analysis.publish notebooks --out report

test: $(STAMP) ## Unit tests, then every notebook against its stored outputs
	@$(ISOLATED) MPLBACKEND=agg $(PY) -m pytest -q tests
	@$(ISOLATED) $(PY) -m pytest -q --nbval --nbval-current-env --nbval-cell-timeout=300 \
	  --nbval-sanitize-with tests/nbval_sanitize.cfg notebooks

lint: $(STAMP) ## Style, formatting and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: $(STAMP) ## Format the code, mend what ruff can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

BENCHMARKS := benchmarks.sentiment_speed benchmarks.sentiment benchmarks.stance benchmarks.compare_speed
bench: $(STAMP) ## Quality and speed of sentiment scoring and stance coding
	@for script in $(BENCHMARKS); do \
	  printf '\n== %s\n' "$$script"; $(ISOLATED) MPLBACKEND=agg $(PY) -m "$$script" || exit 1; done

browser-test: $(VENV)/.browser-ready ## Run every notebook in a real JupyterLab in a real Chromium
	@$(ISOLATED) $(PY) tests/browser/run_lab.py --out build/browser

notebooks: $(STAMP) ## Execute the notebooks in place: refreshes the outputs stored in them
	@$(ISOLATED) $(PY) -m nbconvert --log-level WARN --to notebook --execute --inplace \
	  --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.store_widget_state=False \
	  --ExecutePreprocessor.timeout=300 notebooks/*.ipynb
	@$(ISOLATED) MPLBACKEND=agg $(PY) docs/draw_chart.py
	@echo "Refreshed; look at what changed: git diff --stat notebooks docs"

clean: ## Remove the environment, the report and everything else that was made here
	@rm -rf $(VENV) report build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find analysis tests benchmarks notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) \
	  -prune -exec rm -rf {} + 2>/dev/null || true

# The stamp is written last: a set-up that broke off leaves none and is redone from nothing.
$(STAMP): pyproject.toml constraints.txt $(if $(USABLE),,force)
	@set -e; if [ -z "$(USABLE)" ]; then \
	  found=; for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11 python); do \
	    if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	      >/dev/null 2>&1; then found=$$candidate; break; fi; done; \
	  if [ -z "$$found" ]; then \
	    echo "$(if $(PYTHON),$(PYTHON) is no usable Python,No usable Python found): install Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt-get install python3-venv), or name one with make PYTHON=/path/to/python3." >&2; \
	    exit 1; fi; \
	  echo "Setting up $(VENV) with $$("$$found" -V), a minute or so ..."; \
	  rm -rf $(VENV); "$$found" -m venv $(VENV); \
	else echo "Dependencies changed: renewing $(VENV) ..."; fi; \
	$(PY) -m pip install -q --no-user -c constraints.txt -e '.[lab,test]'; \
	mkdir -p $(KERNEL_SETTINGS); \
	echo 'c.IPKernelApp.log_level = "ERROR"' > $(KERNEL_SETTINGS)/ipython_kernel_config.py; \
	pwd -P > $(STAMP)

$(VENV)/.browser-ready: $(STAMP)
	@$(PY) -m pip install -q --no-user -c constraints.txt -e '.[browser]'
	@touch $@
