# The guest: boot.bin, and deaf.bin, which never arms the power button.
NASM ?= nasm

ifneq ($(findstring ',$(BANNER))$(findstring ",$(BANNER))$(if $(BANNER),,empty),)
$(error BANNER must be a text without quotation marks, not <$(BANNER)>: choose another)
endif

#: guest           build/boot.bin and build/deaf.bin, 256 bytes each (BANNER=text changes the banner)
.PHONY: guest
guest: $(B)/boot.bin $(B)/deaf.bin

# Holds the banner of the last build, and changes only when another one is asked for.
$(B)/banner: always | $(B)/
	@printf '%s\n' '$(BANNER)' | cmp -s - $@ || printf '%s\n' '$(BANNER)' >$@
.PHONY: always

# NASM writes the map of labels beside each program; size and budget are read from it.
$(B)/boot.bin $(B)/deaf.bin: $(B)/%.bin: boot/boot.asm $(B)/banner
	$(call say,NASM,$@)
	$(Q)$(NASM) -f bin -Werror -dPROGRAM_$* '-dBANNER="$(BANNER)"' -dMAP=$(B)/$*.map -o $@ $<

# Bytes of code and data before the padding.
used = $$((0x$$(sed -n 's/^ *\([0-9A-F]*\) .* end$$/\1/p' $(1)) - 0x7C00))

#: size            one line: bytes of boot.bin used and free
.PHONY: size
size: $(B)/boot.bin
	@n=$(call used,$(B)/boot.map); echo "$$n / 256 bytes ($$((256 - n)) free)"

#: budget          what each feature of boot.bin costs in bytes
.PHONY: budget
budget: $(B)/boot.bin
	@$(PYTHON) boot/budget $(B)/boot.map

#: check-guest     the programs are exactly 256 bytes, code and data fit
.PHONY: check-guest
check-guest: guest
	@for p in boot deaf; do \
		[ "$$(wc -c <$(B)/$$p.bin)" -eq 256 ] || \
			{ echo "$$p.bin is not 256 bytes: make clean and build again" >&2; exit 1; }; \
		[ "$$(sed -n 's/^ *\([0-9A-F]*\) .* end$$/0x\1/p' $(B)/$$p.map)" ] || \
			{ echo "$$p.map is damaged: make clean and build again" >&2; exit 1; }; \
	done
