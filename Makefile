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

prefix ?= /usr
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
all: guest images utility

include boot/guest.mk
include boot/images.mk
include src/src.mk
include tests/tests.mk

$(B)/:
	$(Q)mkdir -p $@

.PHONY: check
check: check-guest check-images

.PHONY: install install-utility install-images
install: install-utility install-images

.PHONY: clean
clean:
	$(Q)rm -rf $(B)

.PHONY: help
help:
	@sed -n 's/^#: //p' $(MAKEFILE_LIST)
