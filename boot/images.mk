# The images: boot.bin in every disk format that a hypervisor imports.
#
# boot/mkimage.py writes them, but for the CD, which is xorriso's; qemu-img, xorriso and
# the tests check them.  boot/formats/ has one format a file, catalogue.py the list.

MKIMAGE_PY := boot/mkimage.py $(wildcard boot/formats/*.py)
MKIMAGE = $(PYTHON) -B boot/mkimage.py --release $(VERSION)
XORRISO ?= xorriso
QEMU_IMG ?= qemu-img
QEMU ?= qemu-system-x86_64

IMAGES := boot.img boot.qcow2 boot.iso boot-floppy.img boot.vmdk boot-flat.vmdk \
	boot-stream.vmdk boot.vdi boot.vhd boot-azure.vhd boot.vhdx boot.ova boot.box \
	boot.oci.tar deaf.img deaf.qcow2
PROGRAMS := boot.bin deaf.bin
IMAGE_FILES := $(PROGRAMS) $(IMAGES) images.json SHA256SUMS

#: images         wrap the guest in every disk format
.PHONY: images
images: $(IMAGE_FILES:%=$(B)/%)

# $(call image,FILE,FORMAT,SOURCE): how FILE is made from SOURCE.
define image
$$(B)/$(1): $$(B)/$(3) $$(MKIMAGE_PY) debian/changelog
	$$(call say,IMAGE,$$@)
	$$(Q)$$(MKIMAGE) $(2) $$< $$@
endef
$(eval $(call image,boot.img,disk,boot.bin))
$(eval $(call image,deaf.img,disk,deaf.bin))
$(eval $(call image,boot.sector,sector,boot.bin))
$(eval $(call image,boot-floppy.img,floppy,boot.bin))
$(eval $(call image,boot.qcow2,qcow2,boot.img))
$(eval $(call image,deaf.qcow2,qcow2,deaf.img))
$(eval $(call image,boot.vmdk,vmdk,boot.img))
$(eval $(call image,boot-stream.vmdk,vmdk-stream,boot.img))
$(eval $(call image,boot.vdi,vdi,boot.img))
$(eval $(call image,boot.vhd,vhd,boot.img))
$(eval $(call image,boot-azure.vhd,vhd-azure,boot.img))
$(eval $(call image,boot.vhdx,vhdx,boot.img))
$(eval $(call image,boot.ova,ova,boot.img))
$(eval $(call image,boot.box,box,boot.img))
$(eval $(call image,boot.oci.tar,oci,boot.img))

$(B)/boot-flat.vmdk: $(B)/boot.img
	$(call say,IMAGE,$@)
	$(Q)cp $< $@

# El Torito without emulation, and the same boot sector (with its partition table) at
# LBA 0; padded to the size of the disk, below which most buses do not boot it as a disk
# (LEAST_BOOTABLE in boot/formats/sizes.py).  Never -boot-info-table: it would overwrite
# bytes 8..63 of the program.  No Rock Ridge: it would keep modes and owners.
$(B)/boot.iso: $(B)/boot.sector $(B)/boot.img boot/images.mk
	$(call say,IMAGE,$@)
	$(Q)$(XORRISO) -as mkisofs -quiet -o $@ -V TINYVM -p TINYVM --norock -no-pad \
		--set_all_file_dates =$(SOURCE_DATE_EPOCH) -G $< -b BOOT.BIN -c BOOT.CAT \
		-no-emul-boot -boot-load-size 1 -graft-points BOOT.BIN=$< \
		2>$@.log || { cat $@.log >&2; exit 1; }
	$(Q)rm $@.log
	$(Q)truncate -r $(B)/boot.img $@

$(B)/images.json: $(PROGRAMS:%=$(B)/%) $(IMAGES:%=$(B)/%)
	$(call say,IMAGE,$@)
	$(Q)$(MKIMAGE) --banner '$(BANNER)' catalogue $(B) $@

$(B)/SHA256SUMS: $(B)/images.json
	$(call say,IMAGE,$@)
	$(Q)$(MKIMAGE) sums $(B) $@

.PHONY: check-images
check-images: images
	$(Q)cd $(B) && sha256sum --check --quiet SHA256SUMS
	$(Q)QEMU_IMG='$(QEMU_IMG)' $(PYTHON) -B boot/checkimages.py $(B)

# The serial console is the terminal.  Not -nographic: SeaBIOS then copies the screen to
# the serial port as well, and every character would come twice.
VM = $(QEMU) -machine pc,accel=tcg -m 4 -nodefaults -no-reboot -snapshot -serial mon:stdio
leave = @echo 'To leave: Ctrl-A X.  Power button: Ctrl-A C, then system_powerdown.'

#: run            run the guest in QEMU: console here, screen in a window if there is one
.PHONY: run run-serial run-iso
run: $(B)/boot.img
	$(leave)
	$(Q)$(VM) -drive file=$<,format=raw -device VGA \
		$(if $(DISPLAY)$(WAYLAND_DISPLAY),,-display none)

#: run-serial     run the guest in QEMU with nothing but the console
run-serial: $(B)/boot.img
	$(leave)
	$(Q)$(VM) -drive file=$<,format=raw -display none

#: run-iso        run the guest in QEMU from its CD
run-iso: $(B)/boot.iso
	$(leave)
	$(Q)$(VM) -cdrom $< -display none

install-images: images
	$(Q)$(INSTALL) -d '$(DESTDIR)$(imagedir)'
	$(Q)$(INSTALL) -m 0644 $(IMAGE_FILES:%=$(B)/%) '$(DESTDIR)$(imagedir)'
