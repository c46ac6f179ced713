# tinyvm: the smallest real virtual machine guest, and the health check built on it.
# Everything built lands in build/.  `make help` lists the targets.
#
# The parts keep their own rules: boot/guest.mk (the 256 bytes), boot/images.mk (the
# disk formats), src/src.mk (the utility) and tests/tests.mk.

VERSION := $(shell sed -n '1s/.*(\([^)-]*\).*/\1/p' debian/changelog)
# The one time stamp of a build: the release's own, unless the caller sets another.
export SOURCE_DATE_EPOCH ?= $(shell date -u +%s -d "$$(sed -n 's/^ -- .*>  //p' debian/changelog | head -n 1)")
export LC_ALL := C.UTF-8
export TZ := UTC

B := build
BANNER ?= ClientAPI

prefix ?= $(or $(PREFIX),/usr)
bindir ?= $(prefix)/bin
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
imagedir ?= $(datadir)/tinyvm
INSTALL ?= install

# One line a command; `make V=1` shows the commands themselves.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

.PHONY: all
#: all            the guest, its images, the utility and its data (default)
all: guest images utility data

include boot/guest.mk
include boot/images.mk
include src/src.mk
include data/data.mk
include man/man.mk
include tests/tests.mk

$(B)/:
	$(Q)mkdir -p $@

.PHONY: check
#: check          the built guest and images keep their promises
check: check-guest check-images

.PHONY: install install-utility install-images
#: install        everything, below DESTDIR, for PREFIX (default: /usr)
install: install-utility install-images

.PHONY: clean
#: clean          remove build/
clean:
	$(Q)rm -rf $(B)

# What to install from Debian: debian/control for the build, this line for running a guest
# (of libvirt-daemon-system only the user libvirt-qemu, that root's driver wants),
# tests/*/packages for the tests.
RUN_PACKAGES := libvirt-daemon-system qemu-system-x86
APT = $(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get -qy
apt_install = $(APT) install --no-install-recommends $(1) </dev/null

.PHONY: deps deps-test
#: deps           install what building and running needs (Debian; as root or by sudo)
deps:
	$(APT) update
	$(APT) build-dep --no-install-recommends ./ </dev/null
	$(call apt_install,$(RUN_PACKAGES))
#: deps-test      install what the tests need besides
deps-test: deps
	$(call apt_install,$(shell sed 's/#.*//' tests/*/packages))

# Both recurse, because the rules ask pkg-config about libraries that are not there yet.
.PHONY: try test-all
#: try            deps, build, then check this host with a real guest, no daemon needed
try: deps
	$(MAKE) all
	$(B)/tinyvm check --image-dir $(B)
#: test-all       deps, build, then every test suite
test-all: deps-test
	$(MAKE) test SUITES='unit guest images libvirt report faults shell sound fuzz lint package'

.PHONY: help
#: help           this list
help:
	@sed -n 's/^#: //p' $(MAKEFILE_LIST)
