# What is installed besides the program: units, their user and options.

unitdir ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d
sysconfdir ?= /etc

.PHONY: install-data
install-data:
	$(Q)$(INSTALL) -d '$(DESTDIR)$(unitdir)'
	$(Q)$(INSTALL) -m 0644 data/tinyvm@.service data/tinyvm-check.service \
	  data/tinyvm-check.timer '$(DESTDIR)$(unitdir)'
	$(Q)$(INSTALL) -D -m 0644 data/tinyvm.sysusers '$(DESTDIR)$(sysusersdir)/tinyvm.conf'
	$(Q)$(INSTALL) -D -m 0644 data/tinyvm.default '$(DESTDIR)$(sysconfdir)/default/tinyvm'

install-utility: install-data
