# The utility.  CC, CFLAGS, CPPFLAGS and LDFLAGS are the caller's.

PKG_CONFIG ?= pkg-config
TINYVM_PKGS := libxml-2.0 jansson libmd libpng
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wmissing-prototypes \
  -Wstrict-prototypes -Wvla
WERROR ?=

src_objects := $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/*.c))
# libvirt is not linked with but loaded when it is needed: see src/vir.h.
# Lazy, so that `make boot` needs no libvirt: evaluated once, when a compiler first runs.
src_cflags = $(eval src_cflags := $$(shell $(PKG_CONFIG) --cflags libvirt $(TINYVM_PKGS)))$(src_cflags)
src_libs = $(eval src_libs := $$(shell $(PKG_CONFIG) --libs $(TINYVM_PKGS)))$(src_libs)

#: utility        the program tinyvm
.PHONY: utility
utility: $(B)/tinyvm $(B)/tinyvm-define

$(B)/tinyvm: $(src_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(src_libs)

$(B)/tinyvm-define: | $(B)/tinyvm
	$(Q)ln -sf tinyvm $@

# debian/changelog holds the version that is compiled in.
$(B)/obj/%.o: src/%.c src/src.mk Makefile debian/changelog | $(B)/obj/
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -DTINYVM_VERSION='"$(VERSION)"' $(CPPFLAGS) \
	  $(src_cflags) $(CFLAGS) $(WARNINGS) $(WERROR) -pthread -MMD -MP -c -o $@ $<

# Where the images will be is compiled in, so `make install` must see another prefix.
$(B)/obj/cmd.o: override CPPFLAGS += -DIMAGE_DIR_DEFAULT='"$(imagedir)"'
$(B)/obj/cmd.o: $(B)/obj/imagedir
$(B)/obj/imagedir: FORCE | $(B)/obj/
	$(Q)echo '$(imagedir)' | cmp -s - $@ || echo '$(imagedir)' >$@
.PHONY: FORCE

$(B)/obj/:
	$(Q)mkdir -p $@

-include $(wildcard $(B)/obj/*.d)

.PHONY: install-utility
install-utility: utility
	$(INSTALL) -D -m 0755 $(B)/tinyvm '$(DESTDIR)$(bindir)/tinyvm'
	ln -sf tinyvm '$(DESTDIR)$(bindir)/tinyvm-define'
	$(INSTALL) -D -m 0644 data/tinyvm-check.schema.json \
	  '$(DESTDIR)$(datadir)/tinyvm/tinyvm-check.schema.json'
