; relocate.asm: a pre-boot stage for tests.  It moves QEMU's PM block (PCI function PM_FN,
; register 40h, to PM_BASE), makes the FADT say so, writes another package behind _S5_,
; then loads the guest from the second sector to 0x7C00 and starts it, as a BIOS would.
; Defines: PM_FN (CONFIG_ADDRESS of the function), PM_BASE, S5 (bytes after PackageOp).
bits 16
org 0x600
start:  cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x600
        cld
        mov si, 0x7C00
        mov di, start
        mov cx, 256
        rep movsw
        jmp 0:moved
moved:  sti
        mov [drive], dl
        mov ax, 0x0201          ; read a sector: cylinder 0, head 0, sector 2
        mov bx, 0x7C00
        mov cx, 2
        mov dh, 0
        int 0x13
        jc $
        cli
        mov eax, 0x80000000 | PM_FN << 8 | 0x40
        mov dx, 0xCF8
        out dx, eax
        mov eax, PM_BASE | 1
        mov dx, 0xCFC
        out dx, eax
        lgdt [gdtr]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 8:flat

bits 32
flat:   mov ax, 16
        mov ds, ax
        mov esi, 0xE0000
.rsdp:  cmp dword [esi], "RSD "
        je .found
        add esi, 16
        jmp .rsdp
.found: mov ebx, [esi + 16]
        mov ecx, [ebx + 4]
        sub ecx, 36
        shr ecx, 2
.rsdt:  mov esi, [ebx + 32 + ecx * 4]
        cmp dword [esi], "FACP"
        loopne .rsdt
        jne $
        mov dword [esi + 56], PM_BASE
        mov dword [esi + 64], PM_BASE + 4
        mov dword [esi + 76], PM_BASE + 8
        mov edi, [esi + 40]
.s5:    inc edi
        cmp dword [edi], "_S5_"
        jne .s5
        xor ecx, ecx
.copy:  mov al, [package + ecx]
        mov [edi + 5 + ecx], al
        inc ecx
        cmp ecx, package_end - package
        jne .copy
        jmp 24:real
bits 16
real:   mov ax, 32              ; a limit of 64 KiB again, which real mode keeps
        mov ds, ax
        mov eax, cr0
        and al, ~1
        mov cr0, eax
        jmp 0:leave
leave:  xor ax, ax
        mov ds, ax
        mov ss, ax
        mov dl, [drive]
        sti
        jmp 0:0x7C00

gdtr:   dw 39
        dd gdt
        align 8
gdt:    dq 0, 0x00CF9A000000FFFF, 0x00CF92000000FFFF, 0x00009A000000FFFF
        dq 0x000092000000FFFF
drive:  db 0
package: db S5
package_end:
        times 510 - ($ - $$) db 0
        db 0x55, 0xAA
