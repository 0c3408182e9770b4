# Everything a newcomer, a developer and the build machine run. `make` alone explains.

.DEFAULT_GOAL := help
.PHONY: help setup build release test python gymnasium dissector check allocations digests fuzz demo racing bench train clean

RELEASE := .build/release
FUZZ_SECONDS ?= 60

help: ## Show this list
	@echo "Tombolo: split inference for robots and cars."
	@echo
	@echo "New here? Run 'make demo': it installs what is missing, builds, and drives one car end to end."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what building needs (libzmq, lz4, OpenVINO); the second time it does nothing
	@.ci/setup

build: setup ## Build for development
	swift build

release: setup ## Build tombolo and tombolo-edge, optimised, in .build/release
	swift build --configuration release --product tombolo
	swift build --configuration release --product tombolo-edge

test: setup ## Run all tests
	swift build --build-tests
	swift test --skip-build
	@$(MAKE) --no-print-directory python
	@$(MAKE) --no-print-directory gymnasium
	@$(MAKE) --no-print-directory dissector

python: ## Check and test the Python package, against the coordinator too if that is built
	@.ci/setup python
	@.ci/python

gymnasium: ## Check and test the Gymnasium bridge, with a short drive if tombolo is built
	@.ci/setup python
	@.ci/gymnasium

dissector: ## Test the Wireshark dissector; installs tshark
	@.ci/setup dissector
	python3 -m unittest discover --start-directory Protocol/wireshark/test

check: setup ## Check formatting, imports, sizes, words, and that the protocol breaks no release
	python3 -m unittest discover --start-directory .ci
	python3 .ci/break_check.py
	Deploy/links/traces/make-traces --check
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	swift build --build-tests
	swift test --skip-build --filter TidyTests

allocations: setup ## Test, optimised, that steady messages, latents and batches allocate nothing
	Tests/Allocations/run

digests: setup ## Test that one seed is one digest, built for debugging and optimised
	Tests/Digests/run

fuzz: setup ## Fuzz the decoders of what comes from outside, FUZZ_SECONDS=60 each
	Tests/Fuzz/run $(FUZZ_SECONDS)

demo: release ## Drive one car end to end on this machine, with a link cut in the middle
	$(RELEASE)/tombolo demo

racing: release ## Drive a lap of Gymnasium's CarRacing over LTE that is cut (needs Python)
	@.ci/setup python
	@.ci/gymnasium environment
	.build/gymnasium/bin/python Deploy/models/car-racing/demo

bench: release ## Time each part beside a baseline; results also in .build/bench.json
	$(RELEASE)/tombolo bench --output .build/bench.json

train: release ## Train the driving models again, from the simulated world (hours; needs Python)
	Deploy/models/driving/train-all

clean: ## Remove what was built; keeps what setup installed below .tools
	rm -rf .build demo-output
