# juri: `make demo` scores a round, `make check` runs every test. V=1 shows the commands.

VERSION := 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CC ?= cc
PYTHON ?= /usr/bin/python3
V ?= 0

# Debian packages: what the program needs, and what the tests need besides.
PACKAGES := gcc libc6-dev libinih-dev libcjson-dev libseccomp-dev libssl-dev libutf8proc-dev zlib1g-dev libzstd-dev gettext
TEST_PACKAGES := libcunit1-dev g++ pkg-config mandoc valgrind python3 python3-jsonschema zstd locales clang clang-format
CHECK_ALL_PACKAGES := clang-tidy-14 cppcheck gcovr

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
# No fused operations and no fast-math: the same bytes from every compiler and level.
FIXED := -std=c11 -D_GNU_SOURCE -ffp-contract=off -ffile-prefix-map='$(CURDIR)'=. -Wdate-time \
	-fvisibility=hidden -fPIC -iquote core -Iinclude -DJURI_VERSION='"$(VERSION)"' $(WARNINGS)
# Functions of libraries are found once, when the program starts, and not again in each of its workers; a library of which
# only the header is used is not loaded.
LINKED := -Wl,-z,relro,-z,now,--as-needed
# Of these little is used: where there is an archive, that alone is linked. The whole libraries would take longer to load than a
# small round takes.
archive = $(if $(filter /%,$(shell $(CC) -print-file-name=lib$(1).a)),-l:lib$(1).a,-l$(1))
ARCHIVES = $(call archive,crypto) $(call archive,z) $(call archive,zstd)
LIBS = -linih -lcjson -lutf8proc -lseccomp $(ARCHIVES) -lm -ldl -pthread

CORE := $(sort $(wildcard core/*.c core/cli/*.c))
PLUGINS := $(sort $(foreach d,$(wildcard plugins/*/),$(notdir $(d:/=))))
TESTS := $(sort $(wildcard tests/*.c))
TEST_PLUGINS := $(sort $(wildcard tests/plugins/*.c))
FUZZ := ini csv json number reply criteria run

CORE_OBJECTS := $(CORE:%.c=$(BUILD)/obj/%.o)
TEST_OBJECTS := $(TESTS:%.c=$(BUILD)/obj/%.o)
PLUGIN_FILES := $(PLUGINS:%=$(BUILD)/plugins/%.so)
TEST_PLUGIN_FILES := $(TEST_PLUGINS:tests/plugins/%.c=$(BUILD)/tests/plugins/%.so)
LOCALE := $(BUILD)/locale/id/LC_MESSAGES/juri.mo

comma := ,

# COVERAGE=1: what core/ runs is counted, in every process of a run. See tests/gates/shared.c.
ifdef COVERAGE
COUNTED := --coverage -fprofile-update=atomic -fdata-sections
COUNTING := --coverage -Wl,-T,tests/gates/counters.ld
$(BUILD)/juri $(BUILD)/tests/unit $(BUILD)/tests/reader $(BUILD)/tests/edits/edits $(BUILD)/tests/scan/scan: $(BUILD)/obj/tests/gates/shared.o
endif

ifeq ($(V),0)
Q := @
say = @echo "  $(1)"
endif

all: $(BUILD)/juri $(PLUGIN_FILES) $(LOCALE)

# --- What a clean machine lacks ---

# $(1) packages; nothing is done where all are there or where there is no dpkg.
define install_packages
	$(Q)missing=""; \
	if command -v dpkg-query >/dev/null; then \
		for p in $(1); do \
			dpkg-query -W -f='$${Status}' "$$p" 2>/dev/null | grep -q "ok installed" || missing="$$missing $$p"; \
		done; \
	fi; \
	if [ -n "$$missing" ]; then \
		echo "  installing$$missing"; \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		{ $$sudo apt-get update && \
		  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing; } \
		  >/tmp/juri-apt.$$$$ 2>&1 || { cat /tmp/juri-apt.$$$$; rm -f /tmp/juri-apt.$$$$; exit 1; }; \
		rm -f /tmp/juri-apt.$$$$; \
	fi
endef

deps:
	$(call install_packages,$(PACKAGES))

test-deps: deps
	$(call install_packages,$(TEST_PACKAGES))

# --- Building ---

$(BUILD)/juri: $(CORE_OBJECTS)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LINKED) $(LDFLAGS) $(COUNTING) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c | deps
	@mkdir -p $(@D)
	$(call say,compile $<)
	$(Q)$(CC) $(CFLAGS) $(FIXED) $(EXTRA) $(COUNTED) -MMD -MP -c -o $@ $<

# Debian's inih has its limits as variables; others do not.
INIH = $(shell echo 'int *x = &ini_max_line;' | $(CC) -include ini.h \
	-fsyntax-only -x c - 2>/dev/null && echo -DHAVE_INIH_RUNTIME)
$(BUILD)/obj/core/ini.o: EXTRA = $(INIH)

# A plugin is all the C files of its folder. juri refuses one that others may write, whatever the umask.
define plugin_rule
$(BUILD)/plugins/$(1).so: $(sort $(wildcard plugins/$(1)/*.c)) include/juri/plugin.h | deps
	@mkdir -p $$(@D)
	$$(call say,plugin $(1))
	$$(Q)$$(CC) $$(CFLAGS) $$(FIXED) $$(LDFLAGS) -shared -Wl,-z,defs -o $$@ $$(filter %.c,$$^) -lm
	@chmod go-w $$(@D) $$@
endef
$(foreach p,$(PLUGINS),$(eval $(call plugin_rule,$(p))))

# Some of these never come to their end.
$(BUILD)/tests/plugins/%.so: tests/plugins/%.c $(wildcard tests/plugins/*.h) include/juri/plugin.h | test-deps
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 $(FIXED) -Wno-missing-noreturn -Wno-unreachable-code-return -shared -Wl,-z,defs -o $@ $< -lm
	@chmod go-w $(@D) $@

# Where a catalogue says its charset gettext converts it, from UTF-8 to UTF-8; in glibc 2.36 it ends with a
# segmentation fault when it gets no memory for that.
$(LOCALE): core/po/id.po | deps
	@mkdir -p $(@D)
	$(Q)msgfmt -c -o $@ $<
	$(Q)sed 's/; charset=UTF-8//' $< | msgfmt -o $@ - 2>/dev/null

$(TEST_OBJECTS): | test-deps

$(BUILD)/tests/unit: $(TEST_OBJECTS) $(filter-out %/core/main.o,$(CORE_OBJECTS))
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ -lcunit $(LIBS)

# What the programs below take of the engine; a fuzz target may bring a part of it itself.
$(BUILD)/tests/core.a: $(filter-out %/core/main.o,$(CORE_OBJECTS))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rc $@ $^

# A target of libFuzzer (tests/fuzz), by itself or, to replay files, with a main of ours.
FUZZ_FILES := $(FUZZ:%=$(BUILD)/tests/fuzz/%)
FUZZ_MAIN ?= $(BUILD)/obj/tests/fuzz/replay.o

$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/fuzz.o $(FUZZ_MAIN) $(BUILD)/tests/core.a
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(FUZZ_LINK) $(LDFLAGS) $(if $(COUNTED),--coverage) -o $@ $^ $(LIBS)

$(BUILD)/tests/reader: $(BUILD)/obj/tests/suites/reader.o $(BUILD)/tests/core.a
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ $(LIBS)

$(BUILD)/tests/edits/edits: $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard tests/edits/*.c))) $(BUILD)/tests/core.a
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ $(LIBS)

$(BUILD)/tests/scan/scan: $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard tests/scan/*.c)) tests/edits/edit.c) $(BUILD)/tests/core.a
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ $(LIBS)

.SECONDARY:

-include $(CORE_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) $(wildcard $(BUILD)/obj/tests/*/*.d)

# --- Using ---

# Scores the sample round of 2023 and shows the class in which East Java competes.
demo: all
	$(Q)$(BUILD)/juri score config/bkn-2023.ini samples/bkn-2023/evidence \
		--class provinsi-besar --top 5

# Copies the smallest plugin, its page and its test: make new-plugin NAME=x
new-plugin:
	@case "$(NAME)" in "" | *[!a-z0-9-]* | -* | ?????????????????????????????????????*) \
		echo "usage: make new-plugin NAME=x (lower-case letters, digits, -; at most 36)"; exit 64;; esac
	@[ ! -e "plugins/$(NAME)" ] || { echo "plugins/$(NAME) is there already"; exit 73; }
	@mkdir -p "plugins/$(NAME)/tests"
	@cd plugins/example && for file in *.c *.md tests/*; do \
		sed 's/example/$(NAME)/g' "$$file" >"../$(NAME)/$$(echo "$$file" | sed 's/^example/$(NAME)/')"; done
	@echo "plugins/$(NAME)/ is yours to change:"
	@echo "  $(NAME).c: the methods; README.md: what they compute"
	@echo "  tests/: a table for a method, and the measures that must come out"
	@echo "Then: make && build/juri plugins describe $(NAME) && tests/run measures"

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/juri/plugins \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/juri \
		$(DESTDIR)$(PREFIX)/share/juri/examples $(DESTDIR)$(PREFIX)/share/man/man7 \
		$(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES
	install $(BUILD)/juri $(DESTDIR)$(PREFIX)/bin/juri
	install -m 644 $(PLUGIN_FILES) $(DESTDIR)$(PREFIX)/lib/juri/plugins
	install -m 644 include/juri/*.h $(DESTDIR)$(PREFIX)/include/juri
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' include/juri-plugin.pc.in \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/juri-plugin.pc
	install -m 644 include/juri-plugin.7 $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 644 plugins/example/example.c include/examples/* $(DESTDIR)$(PREFIX)/share/juri/examples
	install -m 644 $(LOCALE) $(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES

# Plugins that others put beside ours stay.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/juri $(patsubst %,$(DESTDIR)$(PREFIX)/%,$(wildcard include/juri/*.h)) \
		$(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES/juri.mo \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig/juri-plugin.pc $(DESTDIR)$(PREFIX)/share/man/man7/juri-plugin.7 \
		$(patsubst %,$(DESTDIR)$(PREFIX)/share/juri/examples/%,example.c $(notdir $(wildcard include/examples/*))) \
		$(PLUGINS:%=$(DESTDIR)$(PREFIX)/lib/juri/plugins/%.so)
	for d in lib/juri/plugins lib/juri include/juri share/juri/examples share/juri; do \
		[ ! -d $(DESTDIR)$(PREFIX)/$$d ] || rmdir --ignore-fail-on-non-empty $(DESTDIR)$(PREFIX)/$$d; done

# $(1) a folder for a build, $(2) its variables: all that tests need.
define build_for_tests
	$(Q)$(MAKE) $(if $(Q),-s) --no-print-directory BUILD=$(1) $(2) \
		all $(1)/tests/unit $(TEST_PLUGIN_FILES:$(BUILD)/%=$(1)/%) $(FUZZ_FILES:$(BUILD)/%=$(1)/%) \
		$(1)/tests/reader $(1)/tests/edits/edits $(1)/tests/scan/scan
endef

check: test-deps
	$(call build_for_tests,$(BUILD))
	$(Q)BUILD=$(abspath $(BUILD)) PYTHON=$(PYTHON) CC="$(CC)" tests/run

# --- Gates: what may be wrong without a test that fails. Each fails on any finding and ends with its figure. ---

# The tests under the address and undefined-behaviour sanitizers.
check-asan: test-deps
	$(call build_for_tests,$(BUILD)-asan,CFLAGS="-O1 -g -fsanitize=address$(comma)undefined \
		-fno-sanitize-recover=undefined")
	$(Q)BUILD=$(abspath $(BUILD))-asan PYTHON=$(PYTHON) CC="$(CC)" tests/run

# All warnings of clang but those that speak against our habits: comparing doubles with exact values, switches with a
# default, casts of what a function returned, formats that are translated; of padding; and of what headers' macros become
# (NAN is a float, CUnit's asserts are blocks). Options of utf8proc are an enumeration whose members are joined; what a test
# leaves out of a structure is 0.
CLANG_WARNINGS := $(WARNINGS) -Weverything -Wno-padded -Wno-float-equal -Wno-switch-enum -Wno-bad-function-cast \
	-Wno-cast-qual -Wno-format-nonliteral -Wno-declaration-after-statement -Wno-double-promotion \
	-Wno-extra-semi-stmt -Wno-disabled-macro-expansion -Wno-unknown-warning-option -Wno-unsafe-buffer-usage -Wno-c++98-compat -Wno-assign-enum -Wno-missing-field-initializers

check-clang: test-deps
	$(call build_for_tests,$(BUILD)-clang,CC=clang WARNINGS="$(CLANG_WARNINGS)")
	$(Q)BUILD=$(abspath $(BUILD))-clang PYTHON=$(PYTHON) CC=clang tests/run unit

gate-deps: test-deps
	$(call install_packages,$(CHECK_ALL_PACKAGES))

check-valgrind: gate-deps
	$(call build_for_tests,$(BUILD))
	$(Q)$(CC) $(CFLAGS) $(FIXED) -shared -o $(BUILD)/tests/preload.so tests/gates/preload.c
	$(Q)BUILD=$(abspath $(BUILD)) $(PYTHON) tests/gates/valgrind

check-tidy check-cppcheck check-analyzer: check-%: gate-deps
	$(Q)FLAGS='$(filter -std=% -D_GNU% -W% -iquote core -I%,$(FIXED)) $(INIH)' tests/gates/$*

# Statements and branches of core/ that tests run: tests/gates/coverage says what is demanded.
coverage: gate-deps
	$(call build_for_tests,$(BUILD)-coverage,CFLAGS="-O0 -g" COVERAGE=1)
	$(Q)BUILD=$(abspath $(BUILD))-coverage PYTHON=$(PYTHON) CC="$(CC)" $(PYTHON) tests/gates/coverage

GATES := check-clang check-tidy check-cppcheck check-analyzer check-valgrind coverage check-asan

# Everything, long tests in full length. What fails does not keep the rest from running.
check-all:
	$(Q)failed=""; \
	for gate in check $(GATES); do \
		echo "=== $$gate"; \
		begun=$$(date +%s); \
		FULL=1 $(MAKE) --no-print-directory $$gate || failed="$$failed $$gate"; \
		echo "=== $$gate: $$(($$(date +%s) - begun)) s"; \
	done; \
	[ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

# Fuzzes each target for SECONDS with libFuzzer; TARGETS="ini csv": these only. See tests/fuzz/README.md.
SECONDS ?= 60
fuzz: test-deps
	$(Q)$(MAKE) $(if $(Q),-s) --no-print-directory all
	$(Q)$(MAKE) $(if $(Q),-s) --no-print-directory BUILD=$(BUILD)-fuzz CC=clang CFLAGS="-O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=undefined -fsanitize=fuzzer-no-link" FUZZ_LINK=-fsanitize=fuzzer FUZZ_MAIN= \
		$(FUZZ_FILES:$(BUILD)/%=$(BUILD)-fuzz/%)
	$(Q)BUILD=$(abspath $(BUILD)) PYTHON=$(PYTHON) tests/fuzz/fuzz $(SECONDS) $(TARGETS)

# juri beside other tools: tests/bench/README.md. BENCH="--only csv": its options.
$(BUILD)/tests/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O3 -std=c11 -D_GNU_SOURCE $(WARNINGS) -o $@ $<

bench: all $(BUILD)/tests/bench/generate $(BUILD)/tests/bench/limits
	$(Q)BUILD=$(abspath $(BUILD)) $(PYTHON) tests/bench/bench $(BENCH)

# Takes over into core/po/id.po what changed in the texts of the sources.
po: deps
	$(Q)tests/po/texts $(BUILD)/juri.pot
	$(Q)msgmerge -q --update --backup=none --no-wrap --sort-by-file --add-location=file \
		core/po/id.po $(BUILD)/juri.pot
	$(Q)msgattrib --no-obsolete --no-wrap --sort-by-file --add-location=file -o $(BUILD)/id.po core/po/id.po
	$(Q)cp $(BUILD)/id.po core/po/id.po
	$(Q)msgfmt --check --statistics -o $(BUILD)/id.mo core/po/id.po

# The page of what the shipped plugins measure, from their own tables.
reference: all
	$(Q)tests/reference/page $(BUILD)/juri >plugins/REFERENCE.md

format:
	clang-format -i $(shell git ls-files '*.c' '*.h' '*.cpp')

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-clang $(BUILD)-coverage $(BUILD)-fuzz

.PHONY: all deps test-deps gate-deps demo new-plugin install uninstall check check-all $(GATES) bench fuzz po reference format clean
.DELETE_ON_ERROR:
