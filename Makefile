.PHONY: run test generate
# Two commands matter: `make run` and `make test`. README.md says what they do.
generate: ## Writes the files that are made from the Rust types.
	KRING_UPDATE=1 cargo test -q -p kring-tests --test contract
