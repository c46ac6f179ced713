# The unit tests: tests/unit/test-NAME.c becomes $(B)/tests/unit-NAME by cmocka.

UNIT_PKGS := cmocka $(TINYVM_PKGS)
unit_programs := $(patsubst tests/unit/test-%.c,$(B)/tests/unit-%,$(wildcard tests/unit/test-*.c))
unit_starved := $(filter %/unit-alloc %/unit-alloc-report,$(unit_programs))
unit_libs = $(eval unit_libs := $$(shell $(PKG_CONFIG) --libs $(UNIT_PKGS)))$(unit_libs)

# SANITIZE=address,undefined or thread: compile and link everything so.  Give it a B of
# its own; the objects of other builds are not these.
ifdef SANITIZE
override CFLAGS += -O1 -g -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
  -fno-omit-frame-pointer
# The sanitizers look for what they intercept when they start, libtirpc's calls too: so
# libvirt, which is loaded later in other builds, must be there by then.
override LDFLAGS += -Wl,--no-as-needed -lvirt -Wl,--as-needed
endif
# ThreadSanitizer cannot start above another malloc; those tests have one thread anyway.
ifeq ($(SANITIZE),thread)
unit_programs := $(filter-out $(unit_starved),$(unit_programs))
endif

.PHONY: unit-tests check-utility
unit-tests: $(unit_programs)
#: check-utility  run the unit tests, with no other tool than make
check-utility: unit-tests
	$(Q)failed=0; for p in $(unit_programs); do \
	  $(UNIT_WRAPPER) "$$(realpath "$$p")" >"$$p.log" 2>&1 || { cat "$$p.log"; failed=1; }; \
	done; exit $$failed

# What the calls of a module under test are replaced with lies in its test.
unit_wrap = $(addprefix -Wl$(,)--wrap=,$(1))
, := ,
$(B)/tests/unit-mailbox $(B)/tests/unit-cancel: UNIT_LDFLAGS = $(call unit_wrap,pthread_cond_timedwait)
$(B)/tests/unit-kvm-access: UNIT_LDFLAGS = $(call unit_wrap,stat getpwnam_r getgrouplist)

$(unit_starved): $(B)/obj/tests/failing.o $(B)/obj/tests/starve.o

# Of an archive the linker takes what a test needs and what that needs.
$(B)/tests/libtinyvm.a: $(filter-out %/main.o,$(src_objects)) $(B)/obj/tests/scratch.o $(B)/obj/tests/plan.o | $(B)/tests/
	$(Q)rm -f $@; $(AR) rcs $@ $^

$(B)/tests/unit-%: $(B)/obj/tests/test-%.o $(B)/tests/libtinyvm.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(UNIT_LDFLAGS) -pthread -o $@ $^ $(unit_libs)

$(B)/obj/tests/%.o: tests/unit/%.c tests/unit/unit.mk src/src.mk Makefile | $(B)/obj/tests/
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -DTINYVM_VERSION='"$(VERSION)"' -Isrc $(CPPFLAGS) \
	  $(src_cflags) $(CFLAGS) $(WARNINGS) $(WERROR) -pthread -MMD -MP -c -o $@ $<

.PRECIOUS: $(B)/obj/tests/%.o
$(B)/tests/ $(B)/obj/tests/:
	$(Q)mkdir -p $@

-include $(wildcard $(B)/obj/tests/*.d)

.PHONY: test-asan test-tsan test-valgrind
#: test-asan      unit tests and real runs under AddressSanitizer, LeakSanitizer and UBSan
test-asan: all
	$(Q)$(MAKE) --no-print-directory B=$(B)/asan SANITIZE=address,undefined check-utility utility
	$(Q)TINYVM_INSTRUMENT=asan TINYVM_PYTEST='-k instrumented' $(PYTHON) tests/run sound
#: test-tsan      the same under ThreadSanitizer
test-tsan: all
	$(Q)TSAN_OPTIONS=suppressions=tests/sound/tsan.supp $(MAKE) --no-print-directory \
	  B=$(B)/tsan SANITIZE=thread check-utility utility
	$(Q)TINYVM_INSTRUMENT=tsan TINYVM_PYTEST='-k instrumented' $(PYTHON) tests/run sound
#: test-valgrind  the same under valgrind's memcheck
test-valgrind: UNIT_WRAPPER = valgrind -q --error-exitcode=9 --leak-check=full \
  --show-leak-kinds=definite --errors-for-leak-kinds=definite
# valgrind takes the malloc of the tests that have their own.
test-valgrind: unit_programs := $(filter-out $(unit_starved),$(unit_programs))
test-valgrind: all check-utility
	$(Q)TINYVM_INSTRUMENT=memcheck TINYVM_PYTEST='-k instrumented' $(PYTHON) tests/run sound

# gcc 12 knows neither what a cleanup attribute frees nor what is kept by way of a pointer
# to a pointer: leaks are for LeakSanitizer, memcheck and the starved tests.  Optimised, it
# loses sight of a NULL that a variable begins with; so does a memcpy that gcc replaces.
ANALYZER := -O0 -g -fanalyzer -fno-builtin-memcpy -Wno-analyzer-malloc-leak \
  -Wno-analyzer-file-leak
.PHONY: analyze
#: analyze        gcc -fanalyzer, clang-tidy, scan-build and cppcheck over src/ (minutes)
analyze:
	$(Q)$(MAKE) --no-print-directory B=$(B)/analyze CC=gcc CFLAGS='$(ANALYZER)' WERROR=-Werror \
	  utility
	clang-tidy --quiet src/*.c -- -std=gnu17 -D_GNU_SOURCE \
	  -DTINYVM_VERSION='"$(VERSION)"' $(src_cflags)
	scan-build --status-bugs -o $(B)/scan-report -disable-checker core.NonNullParamChecker \
	  -disable-checker unix.Malloc $(MAKE) --no-print-directory B=$(B)/scan utility
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr \
	  --suppress=missingIncludeSystem --error-exitcode=1 --quiet -I src src
