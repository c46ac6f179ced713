; boot.asm: the smallest real guest, 256 bytes of code and data.
;
; First light: the ACPI port is QEMU's, and is used only where something answers there.
bits 16
org 0x7C00
%ifdef MAP
[map symbols MAP]
%endif

%ifndef BANNER
%define BANNER "ClientAPI"
%endif

COM1      equ 0x3F8
LINE_MAX  equ 80
PM1A_EVT  equ 0x600
PWRBTN    equ 1                 ; bit 8 of PM1_STS and PM1_EN, seen in the high byte
SLP_EN    equ 1 << 13

start:  mov ax, 0x00E3          ; COM1: 9600 8N1
        cwd
        int 0x14
        cli
        xor cx, cx
        mov ss, cx
        mov sp, text
        mov dx, COM1 + 1
        mov al, 1               ; IER: received data interrupts
        out dx, al
        inc dx                  ; FCR: FIFO on
        out dx, al
        mov dl, 0xFC            ; MCR: OUT2 lets the interrupt out, RTS, DTR
        mov al, 0x0B
        out dx, al
        mov bx, 1               ; print first
        mov dx, PM1A_EVT
        in ax, dx
        inc ax                  ; all ones: nobody there
        jz loop_
%ifndef PROGRAM_deaf
        mov cx, dx
        mov al, 0xF1            ; ACPI enable, as QEMU's firmware names it
        out 0xB2, al
        mov ax, PWRBTN << 8
        out dx, ax
        inc dx
        inc dx
        out dx, ax
%endif
        jmp short loop_

text:   db BANNER, 13, 10, "$ "
text_end:

idle:   sti
        hlt
        cli
        mov al, 0xE8
        out 0x21, al
loop_:  jcxz .serial
        mov dx, cx
        in ax, dx
        test ah, PWRBTN
        jz .serial
        add dx, byte 4
        mov ax, SLP_EN
        out dx, ax
.serial:
        mov dx, COM1 + 5
        in al, dx
        test al, 0x20
        jz loop_
        mov dl, 0xF8
        test bx, bx
        jnz print
        test al, 1
        jz idle
        in al, dx
        cmp al, 13
        je eol
        cmp al, 10
        je eol
        cmp sp, text_end - 4 - LINE_MAX
        je loop_
        mov ah, al
        push ax
        inc sp
emit:   out dx, al
        mov ah, 0x0E
        int 0x10                ; BL is a colour only in graphics modes, BH the page
        jmp short loop_

eol:    push word 0x0A0D
        inc bx
print:  pop ax
        dec sp
        cmp sp, text_end
        jne emit
        dec bx
        push word "$ "
        push word 0x0A0D
        jmp short emit

end:
%if end - start > 256
%assign surplus end - start - 256
%error boot.bin does not fit: BANNER must be surplus bytes shorter
%else
        times 256 - (end - start) db 0
%endif
