# Two commands on a fresh machine: `make local` runs the main job, `make test` passes the tests.
# `make help` lists the rest.

PYTHON ?= python3
PYTHONS := Python 3.11 or 3.12. Install one (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=python3.11
BIN := .venv/bin
# What bends the interpreter or the loader of libraries acts before our code does: only here it can be kept out. With
# PYTHONDONTWRITEBYTECODE every Airflow process would compile its imports again.
unexport $(filter PYTHON% LD_% DYLD_%,$(.VARIABLES))
unexport VIRTUAL_ENV
# By the environment and as they were written: neither make nor a shell reads anything into a file's name.
override REVIEWS := $(value REVIEWS)
override PRODUCTS := $(value PRODUCTS)
override DEMO := $(value DEMO)
override BENCH := $(value BENCH)
override QUEUE := $(or $(value QUEUE),ml_queue)
export REVIEWS PRODUCTS DEMO BENCH QUEUE
# A process for each core and one more; each takes one file of tests after the other: see tests/side_by_side.py.
SIDE_BY_SIDE := --numprocesses auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := install
.PHONY: install local test test-slow test-aws lint lint-python lint-sql bench results help lock docs start-uploader start-uploader-local start-worker stop-worker \
	review serve status init init-local resetdb resetdb-local clear clear-local install-run install-test python

install: install-test ## Install everything that is locked, for running and for testing

local: install-run ## Run the main job; REVIEWS="FILE …" PRODUCTS="FILE …" bring files in; DEMO=1 makes some up; EXECUTOR=celery; STORAGE=s3
	@$(BIN)/amzn-review local run

test: install-test lint ## Lint, then run all tests, a process for each core and one more; PYTEST="-m 'not slow'" leaves the long ones out
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST)

test-slow: install-test ## Run all tests without linting and list the 20 that took longest, set-up and tear-down apart
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --durations 20 $(PYTEST)

test-aws: install-test ## The tests of S3 and Redshift on your own account; costs money; see docs/aws.md
	@$(BIN)/python -m tests.aws_account && AMZN_REVIEW_TEST_AWS=1 $(BIN)/python -m pytest -m aws $(PYTEST)

lint: install-test ## ruff, mypy, import contracts, sqlfluff
	@$(MAKE) --no-print-directory --jobs 2 lint-python lint-sql

lint-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lint-sql:
	@$(BIN)/sqlfluff lint workflow/sql

bench: install-run ## Measure; BENCH=load, scale, s3, faults, review, rating, ladder, score, serve or text names what; see benchmarks/results
	@$(BIN)/python -m benchmarks "$$BENCH"

results: install-run ## Measure the text tasks on files of DATA=FOLDER again, and write docs/results.md (hours on 2 cores)
	@$(BIN)/python -m benchmarks.text_results "$${DATA:?is missing: make results DATA=FOLDER, a folder of texts}"
	@$(BIN)/python -m benchmarks.text_folds "$$DATA"
	@$(BIN)/python docs/generate_results.py

review: install-run ## Serve the label review on 127.0.0.1:8501 and print a link that signs in; ARGS="--people 2" passes options on
	@$(BIN)/label-review serve $(ARGS)

start-uploader: install-run ## Let reviews arrive in the bucket as a stream; ARGS="--rate 50 --batch 100" passes options on
	@$(BIN)/amzn-review uploader run $(ARGS)

start-uploader-local: install-run ## Let reviews arrive as a stream; ARGS="--rate 50" passes options on
	@$(BIN)/amzn-review uploader run --local $(ARGS)

start-worker: install-run ## Start a worker of the models' queue, QUEUE=ml_queue; see docs/queue.md
	@$(BIN)/amzn-review local start-worker --queue "$$QUEUE"

stop-worker: ## Stop workers, Valkey, Airflow, PostgreSQL and the stand-ins; nothing stays listening, all data stay
	@test -x $(BIN)/amzn-review || { echo "$(BIN)/amzn-review is not there, which stops the services: run make install, then make stop-worker." >&2; exit 1; }
	@$(BIN)/amzn-review local stop

status: install-run ## Say how the pipeline is: parts, what waits, what was loaded, what comes next
	@$(BIN)/amzn-review status

serve: install-run ## Answer Perspective's clients from the champions, on 127.0.0.1:8600; ARGS="--port 8700" passes options on
	@$(BIN)/text-models serve $(ARGS)

init: install-run ## Create Redshift's tables that are missing
	@$(BIN)/amzn-review db init

init-local: install-run ## Create the warehouse's tables that are missing
	@$(BIN)/amzn-review db init --local

resetdb: install-run ## Drop Redshift's tables and create them empty (asks first; ARGS=--yes does not)
	@$(BIN)/amzn-review db reset $(ARGS)

resetdb-local: install-run ## Drop the warehouse's tables and create them empty (asks first; ARGS=--yes does not)
	@$(BIN)/amzn-review db reset --local $(ARGS)

clear: install-run ## Remove all that the pipeline keeps in the bucket, so that the uploader begins again (asks first)
	@$(BIN)/amzn-review data clear --bucket $(ARGS)

clear-local: install-run ## Remove arrived, archived and set-aside files, so that the uploader begins again (asks first)
	@$(BIN)/amzn-review data clear $(ARGS)

lock: python ## Resolve Pipfile again and write Pipfile.lock
	@$(PYTHON) tools/install.py tools
	@PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_VENV_IN_PROJECT=1 PIP_FIND_LINKS= PIP_CONFIG_FILE=/dev/null .local/tools/bin/pipenv lock

docs: install-test ## Write the generated pages of docs/ again: commands, checks, data model, rooms, results
	@$(BIN)/python docs/generate_commands.py
	@$(BIN)/python docs/generate_checks.py
	@$(BIN)/python docs/generate_data_model.py
	@$(BIN)/python docs/generate_rooms.py
	@$(BIN)/python docs/generate_results.py

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install-run: python
	@$(PYTHON) tools/install.py run

install-test: python
	@$(PYTHON) tools/install.py test

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not on the PATH; expected $(PYTHONS)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1); expected $(PYTHONS)" >&2; exit 1; }
