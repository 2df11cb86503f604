.PHONY: check test lint types packs samples

check: test lint types packs  ## everything that must pass

test:
	python -m pytest

lint:
	ruff check .
	ruff format --check .

types:
	mypy

packs:
	declutter rules check

samples:  ## write the samples' reports anew; read the difference before you commit it
	cd samples && for article in */article.*; do declutter clean --quiet "$$article" --report "$$(dirname "$$article")/report.json" > /dev/null; done
