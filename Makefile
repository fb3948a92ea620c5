# juri: `make demo` scores a round, `make check` runs every test. V=1 shows the commands.

VERSION := 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CC ?= cc
PYTHON ?= /usr/bin/python3
V ?= 0

# Debian packages: what the program needs, and what the tests need besides.
PACKAGES := gcc libc6-dev libinih-dev libcjson-dev libseccomp-dev libssl-dev gettext
TEST_PACKAGES := libcunit1-dev g++ python3 python3-jsonschema locales clang clang-format

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
# No fused operations and no fast-math: the same bytes from every compiler and level.
FIXED := -std=c11 -D_GNU_SOURCE -ffp-contract=off -ffile-prefix-map='$(CURDIR)'=. -Wdate-time \
	-fvisibility=hidden -fPIC -iquote core -Iinclude -DJURI_VERSION='"$(VERSION)"' $(WARNINGS)
LIBS := -linih -lcjson -lseccomp -lcrypto -lm -ldl

CORE := $(sort $(wildcard core/*.c core/cli/*.c))
PLUGINS := $(sort $(foreach d,$(wildcard plugins/*/),$(notdir $(d:/=))))
TESTS := $(sort $(wildcard tests/*.c))
TEST_PLUGINS := $(sort $(wildcard tests/plugins/*.c))

CORE_OBJECTS := $(CORE:%.c=$(BUILD)/obj/%.o)
TEST_OBJECTS := $(TESTS:%.c=$(BUILD)/obj/%.o)
PLUGIN_FILES := $(PLUGINS:%=$(BUILD)/plugins/%.so)
TEST_PLUGIN_FILES := $(TEST_PLUGINS:tests/plugins/%.c=$(BUILD)/tests/plugins/%.so)
LOCALE := $(BUILD)/locale/id/LC_MESSAGES/juri.mo

# COVERAGE=1: what core/ runs is counted, in every process of a run. See tests/gates/shared.c.
ifdef COVERAGE
COUNTED := --coverage -fdata-sections
COUNTING := --coverage -Wl,-T,tests/gates/counters.ld
$(BUILD)/juri $(BUILD)/tests/unit: $(BUILD)/obj/tests/gates/shared.o
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
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c | deps
	@mkdir -p $(@D)
	$(call say,compile $<)
	$(Q)$(CC) $(CFLAGS) $(FIXED) $(EXTRA) $(COUNTED) -MMD -MP -c -o $@ $<

# Debian's inih has its limits as variables; others do not.
$(BUILD)/obj/core/ini.o: EXTRA = $(shell echo 'int *x = &ini_max_line;' | $(CC) -include ini.h \
	-fsyntax-only -x c - 2>/dev/null && echo -DHAVE_INIH_RUNTIME)

# A plugin is all the C files of its folder. juri refuses one that others may write, whatever the umask.
define plugin_rule
$(BUILD)/plugins/$(1).so: $(sort $(wildcard plugins/$(1)/*.c)) include/juri/plugin.h | deps
	@mkdir -p $$(@D)
	$$(call say,plugin $(1))
	$$(Q)$$(CC) $$(CFLAGS) $$(FIXED) $$(LDFLAGS) -shared -Wl,-z,defs -o $$@ $$(filter %.c,$$^) -lm
	@chmod go-w $$(@D) $$@
endef
$(foreach p,$(PLUGINS),$(eval $(call plugin_rule,$(p))))

$(BUILD)/tests/plugins/%.so: tests/plugins/%.c $(wildcard tests/plugins/*.h) include/juri/plugin.h | test-deps
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 $(FIXED) -shared -Wl,-z,defs -o $@ $< -lm
	@chmod go-w $(@D) $@

$(LOCALE): core/po/id.po | deps
	@mkdir -p $(@D)
	$(Q)msgfmt -c -o $@ $<

$(TEST_OBJECTS): | test-deps

$(BUILD)/tests/unit: $(TEST_OBJECTS) $(filter-out %/core/main.o,$(CORE_OBJECTS))
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTING) -o $@ $^ -lcunit $(LIBS)

-include $(CORE_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)

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
		$(DESTDIR)$(PREFIX)/include/juri $(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES
	install $(BUILD)/juri $(DESTDIR)$(PREFIX)/bin/juri
	install -m 644 $(PLUGIN_FILES) $(DESTDIR)$(PREFIX)/lib/juri/plugins
	install -m 644 include/juri/plugin.h $(DESTDIR)$(PREFIX)/include/juri
	install -m 644 $(LOCALE) $(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES

# Plugins that others put beside ours stay.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/juri $(DESTDIR)$(PREFIX)/include/juri/plugin.h \
		$(DESTDIR)$(PREFIX)/share/locale/id/LC_MESSAGES/juri.mo \
		$(PLUGINS:%=$(DESTDIR)$(PREFIX)/lib/juri/plugins/%.so)
	for d in lib/juri/plugins lib/juri include/juri; do \
		[ ! -d $(DESTDIR)$(PREFIX)/$$d ] || rmdir --ignore-fail-on-non-empty $(DESTDIR)$(PREFIX)/$$d; done

check: test-deps
	$(Q)$(MAKE) $(if $(Q),-s) --no-print-directory all $(BUILD)/tests/unit $(TEST_PLUGIN_FILES)
	$(Q)BUILD=$(abspath $(BUILD)) PYTHON=$(PYTHON) CC="$(CC)" tests/run

# The unit tests and a whole run under the address and undefined-behaviour sanitizers.
check-asan: test-deps
	$(Q)$(MAKE) $(if $(Q),-s) --no-print-directory BUILD=$(BUILD)-asan CFLAGS="-O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=undefined" all $(BUILD)-asan/tests/unit $(TEST_PLUGIN_FILES:$(BUILD)/%=$(BUILD)-asan/%)
	$(Q)BUILD=$(abspath $(BUILD))-asan PYTHON=$(PYTHON) CC="$(CC)" tests/run

# Takes over into core/po/id.po what changed in the texts of the sources.
po: deps
	$(Q)tests/po/texts $(BUILD)/juri.pot
	$(Q)msgmerge -q --update --backup=none --no-wrap --sort-by-file --add-location=file \
		core/po/id.po $(BUILD)/juri.pot
	$(Q)msgattrib --no-obsolete --no-wrap --sort-by-file --add-location=file -o $(BUILD)/id.po core/po/id.po
	$(Q)cp $(BUILD)/id.po core/po/id.po
	$(Q)msgfmt --check --statistics -o $(BUILD)/id.mo core/po/id.po

format:
	clang-format -i $(shell git ls-files '*.c' '*.h' '*.cpp')

clean:
	rm -rf $(BUILD) $(BUILD)-asan

.PHONY: all deps test-deps demo new-plugin install uninstall check check-asan po format clean
.DELETE_ON_ERROR:
