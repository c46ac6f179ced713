# Fuzzing by libFuzzer (clang): tests/fuzz/fuzz-NAME.c with seeds in tests/fuzz/seeds/NAME.
# What is found grows in $(B)/fuzz/corpus, and an input that crashes is left beside it.

SECONDS ?= 10
fuzz_names := $(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
fuzz_objects := $(patsubst tests/fuzz/%.c,$(B)/obj/fuzz/%.o,$(wildcard tests/fuzz/fuzz-*.c))
fuzz_flags = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
  -fno-sanitize-recover=all -fno-omit-frame-pointer

# What stands in for what would wait, or find libvirt.
$(B)/fuzz-dialogue: FUZZ_LDFLAGS = $(call unit_wrap,mailbox_wait)
$(B)/fuzz-environment $(B)/fuzz-command: FUZZ_LDFLAGS = $(call unit_wrap,dlopen alarm signal)
$(B)/fuzz-environment $(B)/fuzz-command: $(B)/obj/fuzz/program.o $(B)/obj/fuzz/tinyvm-main.o

.PHONY: fuzz fuzz-programs $(addprefix fuzz-run-,$(fuzz_names))
#: fuzz           fuzz whatever parses, SECONDS=10 each, under the sanitizers
fuzz:
	$(Q)$(MAKE) --no-print-directory B=$(B)/fuzz CC=clang CFLAGS='$(fuzz_flags)' \
	  SECONDS=$(SECONDS) $(addprefix fuzz-run-,$(fuzz_names))
fuzz-programs: $(addprefix $(B)/fuzz-,$(fuzz_names))

# One at a time says more in a log; -j runs them beside each other.
$(addprefix fuzz-run-,$(fuzz_names)): fuzz-run-%: $(B)/fuzz-%
	$(Q)mkdir -p $(B)/corpus/$*
	$(call say,FUZZ,$*)
	$(Q)$(B)/fuzz-$* -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=1024 -max_len=8192 \
	  -verbosity=0 -print_final_stats=1 -artifact_prefix=$(B)/crash-$*- \
	  $(B)/corpus/$* tests/fuzz/seeds/$* 2>$(B)/$*.log || { cat $(B)/$*.log; exit 1; }
	$(Q)sed -n 's/^stat::number_of_executed_units: */           executions: /p' $(B)/$*.log

$(B)/fuzz-%: $(B)/obj/fuzz/fuzz-%.o $(B)/tests/libtinyvm.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) $(FUZZ_LDFLAGS) -pthread -o $@ \
	  $(filter %.o,$^) $(filter %.a,$^) $(unit_libs)

$(B)/obj/fuzz/%.o: tests/fuzz/%.c tests/fuzz/fuzz.mk src/src.mk Makefile | $(B)/obj/fuzz/
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -Isrc -Itests/fuzz $(CPPFLAGS) $(src_cflags) \
	  $(CFLAGS) $(WARNINGS) $(WERROR) -pthread -MMD -MP -c -o $@ $<

# The program itself, to be called: libFuzzer brings a main() of its own.
$(B)/obj/fuzz/tinyvm-main.o: src/main.c tests/fuzz/fuzz.mk src/src.mk Makefile | $(B)/obj/fuzz/
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -DTINYVM_VERSION='"$(VERSION)"' -Dmain=tinyvm_main \
	  $(CPPFLAGS) $(src_cflags) $(CFLAGS) $(WARNINGS) -Wno-missing-prototypes $(WERROR) \
	  -pthread -MMD -MP -c -o $@ $<

.PRECIOUS: $(B)/obj/fuzz/%.o
$(B)/obj/fuzz/:
	$(Q)mkdir -p $@

-include $(wildcard $(B)/obj/fuzz/*.d)
