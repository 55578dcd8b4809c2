# sonde. `make help` lists the targets.
#
#   V=1                        show the commands
#   CC=clang                   build with another compiler, into build/clang/
#   SAN=address,undefined      build with sanitizers, into build/san-address-undefined/
#   WERROR=                    warnings stay warnings
#   PREFIX=/usr DESTDIR=...    where install puts things
#   ARGS="-r FILE"             what `make run` passes on
#   FUZZ_SECONDS=60            how long each fuzz target runs

VERSION := 0.1.0
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
FUZZ_SECONDS ?= 60
AWK ?= awk
PKG_CONFIG ?= pkg-config

# The kind of build decides the folder: a plain one is build/ itself. A compiler named in the
# environment serves the plain build; named on the command line it gets a folder of its own.
comma := ,
ifdef FUZZ
variant := fuzz
SAN := address,undefined
else
variant := $(if $(filter command,$(firstword $(origin CC))),$(notdir $(CC)))
variant := $(variant)$(if $(SAN),$(if $(variant),-)san-$(subst $(comma),-,$(SAN)))
endif
OUT := build$(if $(variant),/$(variant))
OBJ := $(OUT)/obj
GEN := build/gen
BIN := $(OUT)/sonde
LIB := $(OUT)/libsonde.a

# Libraries. What is missing is said by .ci/deps before anything is compiled.
LIBS := ncursesw luajit libpcre2-8 zlib jansson libbpf libmicrohttpd
# Only its header is needed: the library is loaded when there is somebody to ask.
LAZY_LIBS := libcurl
pc = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)

# Designated initialisers leave out what is zero; gcc 11 takes some of them for an oversight.
WARN := -Wall -Wextra -Wshadow -Wvla -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings \
	-Wno-missing-field-initializers
WERROR ?= -Werror
OPT ?= -O2 -g
DEFS := -D_GNU_SOURCE= -DSONDE_VERSION='"$(VERSION)"' -DSONDE_DATADIR='"$(DATADIR)/sonde"'
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) $(WERROR) -pthread -I. -I$(GEN) $(DEFS) \
	$(lib_cflags) $(san_flags) $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pthread $(san_flags) $(LDFLAGS)
ALL_LIBS = $(lib_libs) -lm $(LDLIBS)
# Some distributions' ncurses defines what DEFS does, with another value.
lib_cflags := $(filter-out -D_GNU_SOURCE%,$(call pc,--cflags,$(LIBS) $(LAZY_LIBS)))
lib_libs := $(call pc,--libs,$(LIBS))
cmocka_cflags = $(call pc,--cflags,cmocka)
cmocka_libs = $(call pc,--libs,cmocka)
ifdef SAN
san_flags := -fsanitize=$(SAN)$(if $(FUZZ),$(comma)fuzzer-no-link) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
endif

# The way of an event leads through six folders: the program is optimised across them. Objects
# hold ordinary code, too, so that tests link as quickly as ever.
ifeq ($(variant)$(findstring clang,$(CC)),)
LTO := -flto=auto
lto_cflags := $(LTO) -ffat-lto-objects
endif
HOT := base event scap capture state store

# Sources. A folder without files yet is no error.
SRC := $(sort $(wildcard engine/*/*.c ui/*.c ui/*/*.c))
GEN_SRC := $(if $(wildcard engine/event/gen.awk),$(GEN)/event_table.c) $(GEN)/web_assets.c
GEN_HDR := $(if $(wildcard engine/event/gen.awk),$(GEN)/event_codes.h) \
	$(GEN)/capture.skel.h $(GEN)/live_names.h
MAIN := $(wildcard ui/main.c)
LIB_OBJ := $(patsubst %.c,$(OBJ)/%.o,$(filter-out $(MAIN),$(SRC))) \
	$(patsubst $(GEN)/%.c,$(OBJ)/gen/%.o,$(GEN_SRC))
MAIN_OBJ := $(patsubst %.c,$(OBJ)/%.o,$(MAIN))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
UNIT_AUX := $(filter-out $(UNIT_SRC),$(wildcard tests/unit/*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
CORRUPT_SRC := $(wildcard tests/fuzz/corrupt.c)
FUZZ_AUX := $(filter-out $(FUZZ_SRC) $(CORRUPT_SRC),$(wildcard tests/fuzz/*.c))
GENCAP_SRC := $(sort $(wildcard tests/gen/*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/*.c))
TRUTH_SRC := $(sort $(wildcard tests/live/truth*.c))

UNIT_BIN := $(patsubst %.c,$(OUT)/%,$(UNIT_SRC))
FUZZ_BIN := $(patsubst %.c,$(OUT)/%,$(FUZZ_SRC))
CORRUPT_BIN := $(patsubst %.c,$(OUT)/%,$(CORRUPT_SRC))
GENCAP_BIN := $(if $(GENCAP_SRC),$(OUT)/tests/gen_captures)
BENCH_BIN := $(patsubst %.c,$(OUT)/%,$(BENCH_SRC))
# Their system calls are those of x86-64; with another processor the live tests are skipped.
ifeq ($(shell uname -m),x86_64)
LIVE_BIN := $(if $(TRUTH_SRC),$(addprefix $(OUT)/tests/live/,truth workload tiny tiny32))
endif
tobj = $(patsubst %.c,$(OBJ)/%.o,$(1))

ifneq ($(V),1)
Q := @
say = @printf '  %-7s %s\n' $(1) $(2)
endif

# Use all processors unless the caller chose a number of jobs.
NPROC := $(shell nproc 2>/dev/null || echo 1)
jobs = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(NPROC))
submake = $(MAKE) --no-print-directory $(jobs)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all run deps test test-unit test-oracle test-tui test-live test-web test-corrupt check bench fuzz \
	install uninstall format lint clean help flags lib bin gen-bin tests-bin fuzz-bin corrupt-bin bench-bin \
	live-bin FORCE

all: ## build build/sonde (the default); says what is missing, installs nothing
	@.ci/deps check build
	@$(submake) bin

# Live where that is allowed, else the demo.
run: ## install what is missing, build, open the explorer: make run ARGS="-r FILE"
	@.ci/deps install build
	@$(submake) bin
	@if [ -n '$(strip $(subst ','\'',$(ARGS)))' ]; then \
		exec $(BIN) $(ARGS); \
	elif why=$$($(BIN) --raw -v procs -d 100 proc.pid=1 2>&1 >/dev/null); then \
		exec $(BIN); \
	else \
		echo "$$why"; \
		exec $(BIN) --demo; \
	fi

deps: ## install the packages that building and testing need (apt)
	@.ci/deps install build test

test: ## install what is missing, build, run all tests; one closing line sums them
	@.ci/deps install build test
	@$(submake) bin tests-bin
	@$(submake) SAN=address,undefined corrupt-bin
	@OUT=$(OUT) tests/run

test-unit test-oracle test-tui test-live test-web: test-%: ## one layer of the tests
	@.ci/deps check build test
	@$(submake) bin tests-bin
	@OUT=$(OUT) tests/run $*

test-corrupt: ## damaged captures, under sanitizers
	@.ci/deps check build test
	@$(submake) gen-bin
	@$(submake) SAN=address,undefined corrupt-bin
	@tests/run corrupt

check: ## lint, then test
	@$(submake) lint
	@$(MAKE) --no-print-directory test

bench: ## paired timings against sysdig and csysdig 0.29.3, as ratios
	@.ci/deps install build test
	@$(submake) bin gen-bin bench-bin live-bin
	@tests/bench/run.sh

fuzz: ## run every libFuzzer target for FUZZ_SECONDS
	@.ci/deps install build test fuzz
	@$(submake) gen-bin
	@$(submake) CC=clang FUZZ=1 fuzz-bin
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh $(FUZZ_ONLY)

install: all ## install to $(DESTDIR)$(PREFIX)
	install -d '$(DESTDIR)$(BINDIR)'
	install -m 755 $(BIN) '$(DESTDIR)$(BINDIR)/sonde'
	@for d in views views/shared themes chisels chisels/sonde; do \
		for f in $$d/*; do \
			[ -f "$$f" ] || continue; \
			install -d "$(DESTDIR)$(DATADIR)/sonde/$$d"; \
			install -m 644 "$$f" "$(DESTDIR)$(DATADIR)/sonde/$$d/"; \
		done; \
	done
	install -m 644 tests/data/demo.scap '$(DESTDIR)$(DATADIR)/sonde/demo.scap'

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(BINDIR)/sonde'
	rm -rf '$(DESTDIR)$(DATADIR)/sonde'

format: ## clang-format every C file in place
	clang-format -i $(wildcard engine/*/*.[ch] ui/*.[ch] ui/*/*.[ch] tests/*/*.[ch] bpf/*.[ch])

lint: ## layering, banned functions; shellcheck and cppcheck where installed
	@tests/lint.sh

clean: ## remove build/
	rm -rf build

help: ## this list
	@$(AWK) -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "  %-44s %s\n", $$1, $$2 }' Makefile

# For tools that compile on their own, such as clang-tidy.
flags:
	@echo '$(subst ','\'',$(ALL_CFLAGS))'

# What the targets above build.
lib: $(LIB)
bin: $(BIN)
gen-bin: $(GENCAP_BIN)
tests-bin: $(UNIT_BIN) gen-bin live-bin
corrupt-bin: $(CORRUPT_BIN)
fuzz-bin: $(FUZZ_BIN)
bench-bin: $(BENCH_BIN)
live-bin: $(LIVE_BIN)

$(BIN): $(MAIN_OBJ) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(filter-out -Werror,$(ALL_CFLAGS)) $(LTO) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LIBS)
	$(if $(variant),$(Q)for d in views themes chisels; do ln -sfn ../$$d build/$$d; done)

# q, not r: two folders may hold files of one name.
$(LIB): $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(OBJ)/%.o: %.c $(OUT)/flags | $(GEN_HDR)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(extra_cflags) -MMD -MP -c -o $@ $<

$(OBJ)/gen/%.o: $(GEN)/%.c $(OUT)/flags | $(GEN_HDR)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Other flags, other objects: the file changes only when the flags do.
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(CC) $(ALL_CFLAGS) $(lto_cflags))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(CC) $(ALL_CFLAGS) $(lto_cflags))' > $@

# The order matters to gen.awk: tables come before the rows that name them.
EVENT_TSV := $(patsubst %,engine/event/%.tsv,flags dynamic syscalls events)

$(GEN)/event_codes.h: engine/event/gen.awk engine/event/events.tsv
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(AWK) -v out=codes -f $^ > $@

$(GEN)/event_table.c: engine/event/gen.awk $(EVENT_TSV)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(AWK) -v out=table -f $^ > $@

# The page of the web face is part of the program.
WEB_PAGE := $(sort $(wildcard ui/web/page/*))
$(GEN)/web_assets.c: ui/web/embed.sh $(WEB_PAGE)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)ui/web/embed.sh $(WEB_PAGE) > $@

# The programs for the kernel, and the C header through which engine/capture loads them. They are
# compiled the same way whatever the compiler of the rest. bpftool may be where only root looks.
CLANG ?= clang
BPFTOOL ?= PATH="$$PATH:/usr/sbin:/sbin" bpftool
BPF_ARCH := $(if $(findstring aarch64,$(shell $(CC) -dumpmachine)),arm64,x86)
bpf_include = $(shell $(CLANG) -v -E - </dev/null 2>&1 | \
	sed -n '/<...> search starts here:/,/End of search list./{ s| \(/.*\)|-idirafter \1|p }')
SYSCALL_TSV := engine/event/events.tsv engine/event/syscalls.tsv bpf/syscalls.tsv

$(GEN)/syscall_rows.h: bpf/gen.awk $(SYSCALL_TSV)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(AWK) -v out=rows -f $^ > $@

$(GEN)/live_names.h: bpf/gen.awk $(SYSCALL_TSV)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(AWK) -v out=names -f $^ > $@

$(GEN)/capture.bpf.o: bpf/capture.bpf.c $(GEN)/syscall_rows.h $(GEN)/event_codes.h
	$(call say,BPF,$<)
	$(Q)$(CLANG) -target bpf -mcpu=v3 -D__TARGET_ARCH_$(BPF_ARCH) -O2 -g -Wall -Wextra $(WERROR) \
		-Wno-unused-parameter -I. -I$(GEN) $(bpf_include) -MMD -MP -c -o $@ $<

$(GEN)/capture.skel.h: $(GEN)/capture.bpf.o
	$(call say,GEN,$@)
	$(Q)$(BPFTOOL) gen object $(GEN)/capture.linked.o $<
	$(Q)$(BPFTOOL) gen skeleton $(GEN)/capture.linked.o name capture_bpf > $@

$(foreach d,$(HOT),$(OBJ)/engine/$(d)/%.o): extra_cflags = $(lto_cflags)
$(OBJ)/tests/unit/%.o: extra_cflags = $(cmocka_cflags)
$(OUT)/tests/unit/%: $(OBJ)/tests/unit/%.o $(call tobj,$(UNIT_AUX)) $(LIB)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(cmocka_libs) $(ALL_LIBS)

$(OUT)/tests/gen_captures: $(call tobj,$(GENCAP_SRC)) $(LIB)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LIBS)

$(OUT)/tests/bench/%: $(OBJ)/tests/bench/%.o $(LIB)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(filter-out -Werror,$(ALL_CFLAGS)) $(LTO) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LIBS)

# What these do has to be known to the last call, so no sanitizer adds any.
$(OBJ)/tests/live/%.o $(OUT)/tests/live/truth $(OUT)/tests/live/workload: san_flags :=
$(OUT)/tests/live/truth: $(call tobj,$(TRUTH_SRC))
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(OUT)/tests/live/workload: $(OBJ)/tests/live/workload.o
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

# Without a C library, and one of them for 32 bits, which takes no more than the compiler.
tiny_flags := -std=gnu11 -Os -Wall -Wextra $(WERROR) -nostdlib -static -ffreestanding -fno-pie \
	-fno-stack-protector
$(OUT)/tests/live/tiny: tests/live/tiny.c
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(tiny_flags) -o $@ $<

$(OUT)/tests/live/tiny32: tests/live/tiny.c
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -m32 $(tiny_flags) -o $@ $<

$(OUT)/tests/fuzz/%: $(OBJ)/tests/fuzz/%.o $(call tobj,$(FUZZ_AUX)) $(LIB)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ $(ALL_LIBS)

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(MAIN_OBJ) \
	$(call tobj,$(UNIT_SRC) $(UNIT_AUX) $(FUZZ_SRC) $(CORRUPT_SRC) $(FUZZ_AUX) \
	$(GENCAP_SRC) $(BENCH_SRC) $(TRUTH_SRC) tests/live/workload.c)) $(GEN)/capture.bpf.d
