# Two commands matter: `make run` and `make test`. The README says what they do.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run

CARGO ?= cargo
# CI keeps nothing between runs: incremental builds would only cost it time and disk.
export CARGO_INCREMENTAL ?= $(if $(CI),0,1)

.PHONY: run test page rust web stranger browser bench soak fuzz generate screenshots clean

## Starts Kring on http://localhost:8080.
run: page
	$(CARGO) run --release -p kring

## Passes every test; installs what is missing, or says what it misses.
test: page web rust stranger browser

## Builds the page that the server has in it.
page: web-client/node_modules
	cd web-client && npm run build

web: web-client/node_modules
	cd web-client && npm run check && npm test

rust: page
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet
	tests/faults/need-tools
	$(CARGO) build -p kring
	$(CARGO) test --workspace

## A client written from docs/protocol.md alone plays a meeting.
stranger: tests/stranger/node_modules
	$(CARGO) build -q -p kring
	node tests/stranger/run.mjs target/debug/kring

## Six people on six devices, in real browsers. Takes the screenshots in docs/screenshots.
browser: page tests/browser/node_modules
	tests/browser/need-chromium
	$(CARGO) build -q -p kring
	cd tests/browser && npx playwright test

## Plays many meetings against a release build and prints what it cost.
bench:
	$(CARGO) build --release -p kring -p kring-tests
	target/release/kring-load --spawn --plain --quiet 800

## Throws bytes at whatever reads them, FUZZ_SECONDS for each target. `make test` replays the corpus.
FUZZ_SECONDS ?= 60
fuzz:
	CARGO="$(CARGO)" FUZZ_SECONDS="$(FUZZ_SECONDS)" fuzz/run

## Plays on a server that is killed, stopped, cut off and starved: `make soak SOAK=2h`.
SOAK ?= 10m
soak:
	tests/faults/need-tools
	$(CARGO) build --release -p kring -p kring-tests
	target/release/kring-soak --for $(SOAK)

## Writes the files that are made from the Rust types: the browser's types, the schema, the fixtures.
generate:
	KRING_UPDATE=1 $(CARGO) test -q -p kring-tests --test contract
	KRING_UPDATE=1 $(CARGO) test -q -p kring --lib log::stored

## Takes the pictures in docs/screenshots anew.
screenshots: page tests/browser/node_modules
	tests/browser/need-chromium
	$(CARGO) build -q -p kring
	cd tests/browser && KRING_SCREENSHOTS=1 npx playwright test

%/node_modules: %/package.json %/package-lock.json
	(cd $* && npm ci --no-audit --no-fund)
	touch $@

clean:
	$(CARGO) clean
	rm -rf web-client/dist web-client/node_modules tests/*/node_modules
