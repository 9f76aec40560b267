# Two commands for a newcomer: `make demo` and `make test`. Each installs what it needs on Debian 12 with Swift 6.3.

SHELL := /bin/bash
# Small: optimized for size, each function in a section of its own and equal ones folded, no symbol exported (an exported one keeps its
# code), relocations packed (glibc 2.36). ArgumentParser uses two things of FoundationEssentials, for which 5 MB would be linked: it is
# given SlimFoundation under that name. SlimFoundation is built first, as ArgumentParser does not say that it needs it.
# The search path is for the relocatable archive: libcurl and all that it needs lie in lib/ beside bin/. It is an RPATH,
# not a RUNPATH, as only that also serves the libraries of libraries.
RELEASE_FLAGS := -c release --static-swift-stdlib --scratch-path .build-release \
	-Xswiftc -Osize -Xswiftc -Xfrontend -Xswiftc -function-sections \
	-Xswiftc -module-alias -Xswiftc FoundationEssentials=SlimFoundation \
	-Xswiftc -use-ld=lld -Xlinker --gc-sections -Xlinker --icf=all -Xlinker --no-export-dynamic \
	-Xlinker -z -Xlinker pack-relative-relocs --disable-local-rpath -Xswiftc -no-toolchain-stdlib-rpath \
	-Xlinker -rpath -Xlinker '$$ORIGIN/../lib' -Xlinker --disable-new-dtags
RELEASE_BINARY := .build-release/release/semantest-provision

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: help setup demo test unit chaos fuzz format release install man dist dist-check bench example-express clean

help:
	@echo "make demo     deploy examples/rest-api to a local emulated AWS, use it, destroy it"
	@echo "make test     all checks: format, build, unit tests with coverage, Node bridges, emulators"
	@echo "make unit     unit tests only"
	@echo "make chaos    each fault at each request of every kind of run, and storms of them (minutes)"
	@echo "make fuzz     packages by chance, for FUZZ_SECONDS (600) each: zips against their trees, cached against fresh"
	@echo "make format   format the sources"
	@echo "make release  the small static release binary, $(RELEASE_BINARY)"
	@echo "make bench    measures everything and writes Benchmarks/README.md"
	@echo "make install  release, installed below PREFIX (/usr/local) with completions and man page; DESTDIR is heeded"
	@echo "make man      the man page, dist/semantest-provision.1"
	@echo "make dist     a Debian package and a relocatable archive in dist/, each with its SHA-256"
	@echo "make dist-check  starts both in bare roots (needs root and debootstrap)"

setup:
	@Scripts/setup.sh

demo: setup
	@Scripts/demo.sh

test: setup
	@Scripts/test.sh

unit:
	LAB_PYTHON="$$PWD/.venv-lab/bin/python" swift test --disable-xctest --explicit-target-dependency-import-check error

chaos:
	SEMANTEST_FULL_MATRIX=1 swift test --disable-xctest --explicit-target-dependency-import-check error --filter ChaosTests

FUZZ_SECONDS ?= 600
fuzz:
	swift build --product semantest-provision
	.venv-lab/bin/python Tests/EndToEnd/package_fuzz.py --seconds $(FUZZ_SECONDS)
	.venv-lab/bin/python Tests/EndToEnd/selection_fuzz.py --seconds $(FUZZ_SECONDS)

format:
	swift format -i --recursive --parallel Sources Tests Package.swift

release:
	swift build $(RELEASE_FLAGS) --target SlimFoundation
	swift build $(RELEASE_FLAGS) --product semantest-provision
	strip $(RELEASE_BINARY)
	@test $$(stat -c %s $(RELEASE_BINARY)) -le 18000000 || echo "note: the binary is over its target of 18 MB"
	@ls -l $(RELEASE_BINARY)

bench: setup release
	SEMANTEST_BENCHMARKS=1 swift build $(RELEASE_FLAGS) --product SignatureBenchmark
	.venv-lab/bin/python Benchmarks/run.py

# As root the binary that was built before is installed: `make release && sudo make install`.
install: $(RELEASE_BINARY)
	Scripts/stage.sh $(RELEASE_BINARY) "$(DESTDIR)$(PREFIX)"

$(RELEASE_BINARY):
	$(MAKE) release

man: $(RELEASE_BINARY)
	@mkdir -p dist
	$(RELEASE_BINARY) --experimental-dump-help | \
	  python3 Scripts/make_manual.py "$$($(RELEASE_BINARY) --version)" "$$(date -u +%Y-%m-%d)" > dist/semantest-provision.1
	@echo "dist/semantest-provision.1: read it with man -l"

# Made twice and compared: the same binary gives the same bytes.
dist: $(RELEASE_BINARY)
	rm -rf dist .build-dist
	Scripts/dist.sh $(RELEASE_BINARY) dist
	Scripts/dist.sh $(RELEASE_BINARY) .build-dist >/dev/null
	diff -r dist .build-dist && rm -rf .build-dist
	@echo "dist/ is reproducible"

dist-check:
	Scripts/dist-check.sh dist

example-express:
	Scripts/copy-debian-node-closure.sh examples/express-api/node_modules express

clean:
	rm -rf .build .build-release dist
