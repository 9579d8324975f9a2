# Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
BUILD := swift build -c release

.PHONY: run test lint bench bench-routing clean install build

## Builds Ronda, starts everything it needs on this machine, loads the sample and prints an address and a sign-in.
run: install build
	.build/release/ronda up --sample

## Runs every test; its last line is `N passed, N failed`.
test: install
	.ci/test

## Checks the layout: imports, format, file sizes, forbidden words.
lint:
	.ci/lint

## Prints one JSON object a line: figure, unit, and its ratio to a floor or a peer measured in the same run.
bench: install build
	.ci/bench

## The optimiser beside PyVRP, OR-Tools and VROOM on the instances in ../shared/routing: a table of gaps to the best known.
bench-routing: install build
	.ci/bench-routing

build:
	$(BUILD)

install:
	.ci/install

clean:
	rm -rf .build .ronda
