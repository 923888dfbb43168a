# The commands of this project; `make` alone lists them. Everything happens in $(VENV), made on first use.
PYTHON ?= python3
VENV ?= .venv

ALLOWED := 3.11 3.12 3.13
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := constraints.txt pyproject.toml
# constraints.txt in parts: each has what an extra needs beyond the parts before it; the first also what the extra web
# does, for the demo ends with `credit-rules serve --demo`.
TITLE := \# extra:
part = awk '/^$(TITLE)/ { wanted = $$3 == "$(1)" } wanted' constraints.txt
COMPILE = uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DELETE_ON_ERROR:
.PHONY: help demo test test-core test-spark check bench docs soak proofs mutants mutation constraints

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed-cli  ## see the source article happen, with figures
	@$(BIN)/credit-rules demo

test: $(VENV)/installed-dev  ## every test, the real parts too, and the coverage of the core
	@$(BIN)/python -m pytest -n auto --dist loadgroup --cov

test-core: $(VENV)/installed-dev  ## the tests that need nothing but Python
	@$(BIN)/python -m pytest -n auto --dist loadgroup -m 'not real'

test-spark: $(VENV)/installed-spark  ## the bulk run on a local Apache Spark cluster; needs Java 17 or 21
	@java -version 2>/dev/null || { echo "Spark needs Java 17 or 21 on PATH (Debian: apt install openjdk-17-jre-headless)."; exit 1; }
	@$(BIN)/python -m pytest tests/spark

check: $(VENV)/installed-dev  ## style, types and which way imports point
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/installed-bench  ## measure, and write benchmarks/RESULTS.md; half an hour, and 8 GB of memory
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/installed-dev  ## write the generated pages of docs/ anew, and build the site in build/site
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -n -W --keep-going -q docs build/site
	@echo "The site is build/site/index.html."

soak: $(VENV)/installed-dev  ## two hours: steps beside the reference model, crashes of the stores, a live server (STEPS, SEED, REQUESTS)
	PYTHONPATH=tests $(BIN)/python -m laws.soak --steps $(or $(STEPS),100000) --seed $(or $(SEED),1)
	$(BIN)/python -m pytest tests/stores/soak.py -k 'crash or killed'
	PYTHONPATH=tests $(BIN)/python -m api.soak --requests $(or $(REQUESTS),200000)

proofs: $(VENV)/installed-dev  ## prove every theorem, and write the table in docs/proofs.md
	PYTHONPATH=tests $(BIN)/python -m proofs.report --write

mutants: $(VENV)/installed-dev  ## plant every fault anew, and write what notices it
	PYTHONPATH=tests $(BIN)/python -m proofs.planting --write
	$(BIN)/python docs/generate.py

mutation: $(VENV)/installed-mutation  ## change the rules in small steps; what no example notices needs a written reason
	PYTHONPATH=tests $(BIN)/python -m mutation

constraints: $(VENV)/python-$(VERSION)  ## resolve constraints.txt anew, by pyproject.toml
	@room=$$(mktemp -d) && trap 'rm -rf "$$room"' EXIT && \
	$(BIN)/python -m venv "$$room/venv" && "$$room/venv/bin/python" -m pip --quiet --disable-pip-version-check install uv && \
	PATH="$$room/venv/bin:$$PATH" && cd "$(CURDIR)" && \
	echo hatchling | $(COMPILE) --upgrade --extra cli --extra web pyproject.toml - --output-file "$$room/cli" && \
	{ echo '$(TITLE) cli'; cat "$$room/cli"; } > "$$room/all" && \
	for extra in dev bench spark mutation; do \
		$(COMPILE) --upgrade --extra $$extra --constraint "$$room/all" pyproject.toml --output-file "$$room/$$extra" \
			$$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' "$$room/all") && \
		{ echo "$(TITLE) $$extra"; cat "$$room/$$extra"; } >> "$$room/all" || exit 1; \
	done && cp "$$room/all" constraints.txt

# The environment: made anew when the interpreter's version is another than the one it was made with.
$(VENV)/python-$(VERSION):
	@case " $(ALLOWED) " in *" $(VERSION) "*) ;; *) \
		echo "PYTHON=$(PYTHON) is $(if $(VERSION),Python $(VERSION),no interpreter that runs); allowed are $(ALLOWED). Name one: make PYTHON=python3.12"; \
		exit 1;; esac
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python $(VERSION) has no venv module here; install it (Debian, Ubuntu: apt install python$(VERSION)-venv)."; exit 1; }
	@echo "Making $(VENV) with Python $(VERSION)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed-cli: $(VENV)/python-$(VERSION) $(LOCK)
	@echo "Installing what the command line and its server need"
	@$(call part,cli) | $(PIP) install --require-hashes --requirement /dev/stdin
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed-cli
	@echo "Installing what development needs"
	@$(call part,dev) | $(PIP) install --require-hashes --requirement /dev/stdin
	@touch $@

$(VENV)/installed-bench $(VENV)/installed-spark $(VENV)/installed-mutation: $(VENV)/installed-%: $(VENV)/installed-dev
	@echo "Installing what the extra $* needs"
	@$(call part,$*) | $(PIP) install --require-hashes --requirement /dev/stdin
	@touch $@
