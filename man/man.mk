# The manual pages: sections 1 and 8 belong to the utility, 7 to the guest and its images.

.PHONY: install-man-utility install-man-images
install-man-utility:
	$(Q)$(INSTALL) -d '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man8'
	$(Q)$(INSTALL) -m 0644 $(wildcard man/*.1) '$(DESTDIR)$(mandir)/man1'
	$(Q)$(INSTALL) -m 0644 $(wildcard man/*.8) '$(DESTDIR)$(mandir)/man8'
install-man-images:
	$(Q)$(INSTALL) -d '$(DESTDIR)$(mandir)/man7'
	$(Q)$(INSTALL) -m 0644 $(wildcard man/*.7) '$(DESTDIR)$(mandir)/man7'

install-utility: install-man-utility
install-images: install-man-images
