# The test suites.  tests/run runs the named ones and ends with their sum.
SUITES ?= unit guest images libvirt report faults shell
PYTHON ?= /usr/bin/python3

include tests/unit/unit.mk
include tests/fuzz/fuzz.mk

.PHONY: test test-unit test-guest test-images test-libvirt test-report test-package test-lint \
        test-faults test-shell test-sound test-fuzz
#: test           the suites SUITES="unit guest images libvirt report faults shell"; test-NAME runs one
test: all unit-tests
	$(Q)$(PYTHON) tests/run $(SUITES)
test-unit test-report: unit-tests
test-unit test-guest test-images test-libvirt test-report test-package test-lint \
test-faults test-shell test-sound test-fuzz: test-%: all
	$(Q)$(PYTHON) tests/run $*

#: test-faults    faults at every moment of a run; FULL=1 for more of them: half an hour
#: test-libvirt   against real libvirt daemons; FULL=1 also runs each machine type of this QEMU
test-faults test-libvirt test-sound: export TINYVM_FULL = $(FULL)

#: bench          what a check costs, as ratios measured side by side in one run
.PHONY: bench
bench: all
	$(Q)tests/bench/check

#: test-mutants   break the guest on purpose: each mutant must be caught by a named test
#: bench-guest    what the guest costs: start, press to off, idling, a stream of lines
.PHONY: test-mutants bench-guest
test-mutants: guest
	$(Q)$(PYTHON) tests/guest/mutants
bench-guest: guest
	$(Q)$(PYTHON) tests/bench/guest

#: soak           N=5000 checks, then FAULTS=0 with random faults: nothing grows (hours)
N ?= 5000
FAULTS ?= 0
.PHONY: soak
soak: all
	$(Q)$(PYTHON) tests/soak/soak --checks $(N) --faults $(FAULTS) $(SOAK)

#: test-piuparts  the packages installed, purged and upgraded by piuparts: as root, minutes
#: test-cross     the utility's package built for arm64: as root, minutes
.PHONY: test-piuparts test-cross
test-piuparts:
	$(Q)$(PYTHON) -B tests/package/piuparts
test-cross:
	$(Q)$(PYTHON) -B tests/package/cross-build arm64

#: test-system    the packages on a whole Debian of their own: as root, minutes
.PHONY: test-system
test-system: all
	$(Q)$(PYTHON) tests/run system
