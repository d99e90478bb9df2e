# Two commands matter: `make run` and `make test`. `make help` lists all of them.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run

CARGO ?= cargo
# CI keeps nothing between runs: incremental builds would only cost it time and disk.
export CARGO_INCREMENTAL ?= $(if $(CI),0,1)

.PHONY: help run check test page web rust independent-client browser bench bench-all bench-web soak fuzz deny generate screenshots clean

## Starts Kring on http://localhost:8080.
run: page
	$(CARGO) run --release -p kring

## Prints this list.
help:
	@awk '/^## /{doc=substr($$0,4); next} /^[a-z-]+:/{if (doc != "") {split($$0,t,":"); printf "  %-20s %s\n", t[1], doc}; doc=""}' Makefile

## Formatting, lints, types and unit tests: under two minutes with warm builds.
check: page
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) test -q -p kring-protocol -p kring-domain -p kring --lib
	cd web-client && npm run check && npm test

## Passes every test; installs what is missing, or says what it misses. Prints the time of each part.
test:
	@times=""
	for part in page web rust independent-client browser; do
		started=$$SECONDS
		$(MAKE) --no-print-directory $$part
		times+=$$(printf '  %-20s %5d s' $$part $$((SECONDS - started)))$$'\n'
	done
	printf '\nTime of each part:\n%s' "$$times"

## Builds the page that the server has in it.
page: web-client/node_modules
	cd web-client && npm run build

## Types, format and unit tests of the page.
web: web-client/node_modules
	cd web-client && npm run check && npm test

## Formatting, lints, documentation and every Rust test.
rust: page
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet
	tests/faults/need-tools
	$(CARGO) build -p kring
	$(CARGO) test --workspace

## A client written from docs/protocol.md alone plays a meeting.
independent-client: tests/independent-client/node_modules
	$(CARGO) build -q -p kring
	node tests/independent-client/run.mjs target/debug/kring

## Six people on six devices, in real browsers. Pictures go to tests/browser/results/pictures; KRING_TRACE=1 traces failures.
browser: page tests/browser/node_modules tests/independent-client/node_modules
	tests/browser/need-chromium
	$(CARGO) build -q -p kring
	cd tests/browser && npx playwright test

## Plays many meetings against a release build, beside rooms that keep nothing, and prints what they cost: 15 minutes.
BENCH ?= --json target/bench.json
bench:
	$(CARGO) build --release -p kring -p kring-load
	target/release/kring-load $(BENCH) table

## The same with the crowd, the start, the curves and slow disks, and draws the pictures: an hour.
bench-all:
	$(CARGO) build --release -p kring -p kring-load
	target/release/kring-load $(BENCH) all
	node tests/load/draw.mjs target/bench.json docs/performance

## Plays a busy meeting on a phone in Chromium, processor x4 and slow 4G, and prints what it felt like.
bench-web: page tests/browser/node_modules tests/independent-client/node_modules
	tests/browser/need-chromium
	$(CARGO) build --release -p kring
	cd tests/browser && KRING_BUILD=release npx playwright test --config bench/bench.config.ts

## Fuzzes whatever reads bytes, FUZZ_SECONDS for each target. `make test` replays the corpus.
FUZZ_SECONDS ?= 60
fuzz:
	CARGO="$(CARGO)" FUZZ_SECONDS="$(FUZZ_SECONDS)" fuzz/run

## Plays on a server that is killed, stopped, cut off and starved: `make soak SOAK=2h`.
SOAK ?= 10m
soak:
	tests/faults/need-tools
	$(CARGO) build --release -p kring -p kring-tests
	target/release/kring-soak --for $(SOAK)

## Licences, duplicate versions and sources of every dependency. Installs cargo-deny if missing: some minutes.
deny:
	command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny@0.20
	$(CARGO) fetch --locked
	$(CARGO) deny --offline check licenses bans sources

## Writes the files that are made from the Rust types: the browser's types, the schema, the fixtures.
generate:
	KRING_UPDATE=1 $(CARGO) test -q -p kring-tests --test contract
	KRING_UPDATE=1 $(CARGO) test -q -p kring-domain codec

## Takes the picture in docs/screenshots anew.
screenshots: page tests/browser/node_modules
	tests/browser/need-chromium
	$(CARGO) build -q -p kring
	cd tests/browser && KRING_SCREENSHOTS=1 npx playwright test meeting.spec.ts

%/node_modules: %/package.json %/package-lock.json
	(cd $* && npm ci --no-audit --no-fund)
	touch $@

## Removes everything that was built.
clean:
	$(CARGO) clean
	rm -rf web-client/dist web-client/node_modules tests/*/node_modules
