# Two commands for a newcomer: `make demo` and `make test`. Each installs what it needs on Debian 12 with Swift 6.3.

SHELL := /bin/bash
RELEASE_FLAGS := -c release --static-swift-stdlib -Xlinker --gc-sections --scratch-path .build-release
RELEASE_BINARY := .build-release/release/semantest-provision

.PHONY: help setup demo test unit format release example-express clean

help:
	@echo "make demo     deploy examples/rest-api to a local emulated AWS, use it, destroy it"
	@echo "make test     all checks: format, build, unit tests with coverage, Node bridges, emulators"
	@echo "make unit     unit tests only"
	@echo "make format   format the sources"
	@echo "make release  the small static release binary, $(RELEASE_BINARY)"

setup:
	@Scripts/setup.sh

demo: setup
	@Scripts/demo.sh

test: setup
	@Scripts/test.sh

unit:
	LAB_PYTHON="$$PWD/.venv-lab/bin/python" swift test --disable-xctest --explicit-target-dependency-import-check error

format:
	swift format -i --recursive --parallel Sources Tests Package.swift

release:
	swift build $(RELEASE_FLAGS)
	strip $(RELEASE_BINARY)
	@ls -l $(RELEASE_BINARY)

example-express:
	Scripts/copy-debian-node-closure.sh examples/express-api/node_modules express

clean:
	rm -rf .build .build-release
