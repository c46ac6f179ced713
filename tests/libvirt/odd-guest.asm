; Guests that misbehave in one way each, for the tests of tinyvm: `nasm -D BEHAVIOUR`.
;
; Without a behaviour: prints BANNER and the prompt on COM1, returns lines reversed, and
; powers off when its button is pressed (fixed ports of QEMU's pc: PM1a block at 0x600).
;   SILENT   never prints           MUTE      prints the banner and never answers
;   DEAF     ignores the button     UNTURNED  returns lines as they came
;   GONE     powers off unasked, before it prints anything
;   FAINT    powers off unasked, right after the prompt
;   QUITTER  powers off when a line is typed
;   RESETS   prints the banner, then the CPU resets, again and again
;   ONCE     never prints after its first boot, which the CMOS remembers
;   CHATTER  prints without end and never a banner
;   DRIP     waits for a timer tick after each byte, so that each comes alone
;   HALF     returns half of a line, and then nothing more
;   NULS     sends a NUL before each byte
;   WRITES   never prints, and writes to its disk at each timer tick, ever further on
;   BARKS    never prints, and lets the watchdog of an IB700 run out
bits 16
org 0x7c00

PM1_STS equ 0x600               ; ACPI 4.8.3.1.1: bit 8 PWRBTN_STS
PM1_EN  equ 0x602               ; bit 8 PWRBTN_EN
PM1_CNT equ 0x604               ; SLP_TYP 0 and SLP_EN: off
COM1    equ 0x3f8
LINE    equ 0x8000

%ifndef BANNER
%define BANNER "ClientAPI"
%endif

start:  xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, start
        cld
        sti
%ifdef GONE
        jmp off
%endif
%ifdef ONCE
        mov al, 0x7f            ; a byte of the CMOS that nobody uses
        out 0x70, al
        in al, 0x71
        cmp al, 0xa5
        je $
        mov al, 0x7f
        out 0x70, al
        mov al, 0xa5
        out 0x71, al
%endif
%ifdef WRITES
        mov bx, start
        xor dh, dh              ; DL is still the disk that it came from
.head:  mov cx, 0x0101          ; cylinder 1, sector 1: in the disk's second half
.more:  mov ax, 0x0301          ; INT 13h, AH 03h: one sector, from ES:BX
        push cx
        push dx
        int 0x13
        pop dx
        pop cx
        hlt
        inc cx
        cmp cl, 64              ; the last sector is 63
        jb .more
        inc dh                  ; of 16 heads
        and dh, 15
        jmp .head
%endif
%ifdef BARKS
        mov dx, 0x443           ; IB700: run out in 2 s
        mov al, 0x0e
        out dx, al
        hlt
        jmp $ - 1
%endif
%ifdef SILENT
        hlt
        jmp $ - 1
%endif
%ifdef CHATTER
.more:  mov si, noise
        call print
        jmp .more
%endif
%ifndef DEAF
        mov dx, PM1_EN
        mov ax, 0x100
        out dx, ax
%endif
        mov si, banner
        call print
%ifdef FAINT
        jmp off
%endif
%ifdef RESETS
        lidt [nothing]          ; no interrupt table: the next one is a triple fault
        int3
%endif
fresh:  mov di, LINE
wait_:  mov dx, PM1_STS         ; a byte or the button, looked for at each timer tick
        in ax, dx
%ifndef DEAF
        test ah, 1
        jnz off
%endif
        mov dx, COM1 + 5
        in al, dx
        test al, 1
        jnz byte_
        hlt
        jmp wait_
byte_:  mov dx, COM1
        in al, dx
%ifdef MUTE
        jmp wait_
%endif
        cmp al, 13
        je reply
        call putc
        stosb
        jmp wait_
%ifdef QUITTER
reply:  jmp off
%endif
%ifndef QUITTER
reply:  mov byte [di], 0
        mov si, crlf
        call print
%ifdef HALF
        sub di, LINE            ; 8 of its 16 bytes
        shr di, 1
        mov cx, di
        add di, LINE
        add di, cx
.half:  dec di
        mov al, [di]
        call putc
        loop .half
        hlt
        jmp $ - 1
%endif
%ifdef UNTURNED
        mov si, LINE
        call print
%else
.back:  cmp di, LINE
        je .done
        dec di
        mov al, [di]
        call putc
        jmp .back
.done:
%endif
        mov si, prompt
        call print
        jmp fresh
%endif

off:    mov dx, PM1_CNT
        mov ax, 1 << 13
        out dx, ax
        jmp $

; print: the string at SI, ended by 0.  Clobbers AX, DX, SI.
print:  lodsb
        test al, al
        jz .end
        call putc
        jmp print
.end:   ret

; putc: the byte in AL, when COM1 is ready.  Clobbers DX.
putc:
%ifdef DRIP
        hlt
%endif
%ifdef NULS
        push ax
        xor al, al
        call .one
        pop ax
.one:
%endif
        push ax
.busy:  mov dx, COM1 + 5
        in al, dx
        test al, 0x20           ; transmitter holding register empty
        jz .busy
        pop ax
        mov dx, COM1
        out dx, al
        ret

banner: db BANNER
prompt: db 13, 10, "$ ", 0
crlf:   db 13, 10, 0
noise:  db "no banner here ", 0
nothing: dw 0, 0, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
        times 1048576 - ($ - $$) db 0   ; SeaBIOS boots no smaller disk from virtio
