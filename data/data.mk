# What is installed besides the program: units, their user and options, the catalogue of
# the journal's messages, completions for shells, an entry for osinfo-db.

unitdir ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d
catalogdir ?= $(prefix)/lib/systemd/catalog
sysconfdir ?= /etc
bashdir ?= $(datadir)/bash-completion/completions
zshdir ?= $(datadir)/zsh/site-functions# Debian: vendor-completions
fishdir ?= $(datadir)/fish/vendor_completions.d
osinfodir ?= $(datadir)/osinfo

UNITS := tinyvm@.service tinyvm-check.service tinyvm-check.timer

#: data           what is made of data/: the message catalogue
.PHONY: data
data: $(B)/tinyvm.catalog

# The program and `journalctl -x` must mean the same by a MESSAGE_ID, so it is kept once.
message_ids := sed -n 's/^.define \(MESSAGE_[A-Z]*\) "\([0-9a-f]*\)"$$/s|@\1@|\2|g/p'
$(B)/tinyvm.catalog: data/tinyvm.catalog.in src/message-id.h data/data.mk | $(B)/
	$(call say,DATA,$@)
	$(Q)sed "$$($(message_ids) src/message-id.h)" $< >$@
	$(Q)! grep -n '@MESSAGE_' $@

.PHONY: install-data
install-data: data
	$(Q)$(INSTALL) -d '$(DESTDIR)$(unitdir)'
	$(Q)for unit in $(UNITS); do \
	  sed 's|/usr/bin/|$(bindir)/|; s|/etc/|$(sysconfdir)/|' "data/$$unit" \
	    >"$(B)/$$unit" && $(INSTALL) -m 0644 "$(B)/$$unit" '$(DESTDIR)$(unitdir)'; done
	$(Q)$(INSTALL) -D -m 0644 data/tinyvm.sysusers '$(DESTDIR)$(sysusersdir)/tinyvm.conf'
	$(Q)$(INSTALL) -D -m 0644 data/tinyvm.default '$(DESTDIR)$(sysconfdir)/default/tinyvm'
	$(Q)$(INSTALL) -D -m 0644 $(B)/tinyvm.catalog '$(DESTDIR)$(catalogdir)/tinyvm.catalog'

.PHONY: install-completions install-osinfo
install-completions:
	$(Q)$(INSTALL) -D -m 0644 data/completions/tinyvm.bash '$(DESTDIR)$(bashdir)/tinyvm'
	$(Q)ln -sf tinyvm '$(DESTDIR)$(bashdir)/tinyvm-define'
	$(Q)$(INSTALL) -D -m 0644 data/completions/_tinyvm '$(DESTDIR)$(zshdir)/_tinyvm'
	$(Q)$(INSTALL) -D -m 0644 data/completions/tinyvm.fish '$(DESTDIR)$(fishdir)/tinyvm.fish'
	$(Q)ln -sf tinyvm.fish '$(DESTDIR)$(fishdir)/tinyvm-define.fish'
# libosinfo wants an entry where its id says: see there.
install-osinfo:
	$(Q)$(INSTALL) -D -m 0644 data/osinfo/tinyvm.xml \
	  '$(DESTDIR)$(osinfodir)/os/packages.debian.org/tinyvm.xml'

install-utility: install-data install-completions
install-images: install-osinfo
