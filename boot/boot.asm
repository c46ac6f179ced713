; boot.asm: the smallest real guest, 256 bytes of code and data.
;
; It prints a banner, gives each typed line back reversed, and powers the machine off
; when the ACPI power button is pressed.  Output goes to BIOS video and to COM1 (9600
; 8N1); input comes from COM1.  Sources: ACPI 6.5 sections 4.8.3 (PM1 registers), 5.2.5
; (RSDP), 5.2.9 (FADT), 7.4.2 (_Sx); PC16550D; Intel SDM vol. 3, 10.9 (real mode).
;
; Assumed of the machine: a 32-bit x86 in real mode, this program at linear 0x7C00 by
; any CS:IP, a stack good for two BIOS calls, DMA and interrupt controllers where a PC
; has them, and A20 open if tables lie in an odd MiB.  Nothing else: no register, no
; flag, no drive number.
;
; Held: banner and echo on both outputs, prompt, CR or LF ends a line, an 80-byte line
; that nothing overruns (more is dropped), RSDP on any paragraph below 1 MiB (ROM area
; and EBDA among them, from the top), FADT anywhere in the RSDT, tables anywhere below
; 0xFCF00000 (above which PCs have no memory), _S5_ with 0Ah nn, ZeroOp or OneOp,
; SMI_CMD where there is one, HLT when idle, woken by COM1 (IRQ 4), the SCI (IRQ 9) and
; the tick, armed before the banner.
; Given up for space, in this order: CR LF counts as two ends; no backspace editing; A20
; is not opened.  And, with what it costs:
;   PM1a_CNT_BLK is taken as PM1a_EVT_BLK + 4, PM1_EVT_LEN as 4: so on 624 of 624 PCs
;   an FADT with X_PM1a blocks alone, or an _S5_ in an SSDT alone: as without ACPI
;   the FADT is known by "FA", the RSDP by "D PT", _S5_ by "S5_" and PackageOp: nothing
;     else that is known looks like that in those places
;   where no FADT is, the RSDT's header is followed like entries; lengths are believed
;   an SCI on another IRQ than 9 is noticed at the next tick, within 55 ms
;   the UART's FIFO stays as the BIOS left it: on a real UART without it, whoever types
;     on while a reply is sent may lose bytes
;
; Memory            0x01C4  the vector of IRQ 9
;                   0x7C00  start-up code, dead once the banner is out ...
;                        ^  ... overwritten by the line and, below it, the stack
;                   END     top of the line; the code that runs until power-off
; Registers, from `run` on
;   BP  END, which is also the handler of IRQ 9 and the selector of the flat segment
;   SP  the line: last byte first, on top of the reply's tail
;   BX  0 while a line is typed; else passes of printing to go (BH, 0, is the page)
;   CX  PM1a_EVT_BLK, or 0 where the button is not armed
;   DI  what goes to PM1a_CNT_BLK: SLP_TYP and SLP_EN
;   SI  CR LF

bits 16
cpu 586
org 0x7C00
%ifdef MAP
[map symbols MAP]
%endif
%ifndef BANNER
%define BANNER "ClientAPI"
%endif
%strlen BANNER_SIZE BANNER

COM1            equ 0x3F8       ; RBR, THR; then IER +1, MCR +4, LSR +5
LSR_READY       equ 0x01
LSR_EMPTY       equ 0x20
PIC1_MASK       equ 0x21
PIC2_MASK       equ 0xA1
IRQ9_VECTOR     equ 0x71 * 4

RSDP_RSDT       equ 16          ; offsets of fields
TABLE_LENGTH    equ 4
FADT_DSDT       equ 40
FADT_SMI_CMD    equ 48
FADT_ENABLE     equ 52
FADT_PM1A_EVT   equ 56
PM1_CNT         equ 4           ; from PM1a_EVT_BLK
PWRBTN          equ 0x0100      ; PWRBTN_STS of PM1_STS and PWRBTN_EN of PM1_EN
SLP_SHIFT       equ 10
SLP_EN          equ 1 << 13
PACKAGE_OP      equ 0x12
BYTE_PREFIX     equ 0x0A

LINE_MAX        equ 80
CRLF            equ 0x0A0D      ; as a word in memory: CR, LF
PROMPT          equ "$ "

; Counts the bytes up to the next one under a name, for `make budget`.
%macro feature 1
..@%1:
%endmacro

; start: sets the machine up, finds the power button and arms it.
; Entry:    CS:IP at linear 0x7C00, SS:SP good for two BIOS calls
; Leaves:   by poll, IF clear, registers as above; the rest is clobbered
feature com1_at_9600_baud
start:  mov ax, 0x00E3          ; INT 14h, AH=0: 9600 baud, 8N1
        cwd                     ; DX is 0, COM1, and stays 0 until SMI_CMD
        int 0x14

feature registers_and_stack
        cli                     ; from now on interrupts come in HLT only
        xor ecx, ecx
        mov ss, cx
        mov bx, 2               ; two passes: the banner, the reply's tail
        mov bp, END

%ifndef PROGRAM_deaf
feature irq9_handler
        mov sp, IRQ9_VECTOR + 4
        push ss                 ; 0000:END, where there is an IRET
        push bp
%endif
feature registers_and_stack_2
        lea sp, [bp - BANNER_SIZE]

%ifndef PROGRAM_deaf
; Real mode with a flat DS ("unreal"): the limit that a descriptor gives in protected
; mode stays when real mode comes back, and changes of DS change the base alone.  The
; descriptor serves as the GDT's pseudo-descriptor too: its first six bytes read as
; "limit 0xCFxx, base 0", so that its own linear address is its selector.
feature flat_segment
        lgdt [bp - 1]           ; SS:BP, whatever DS is
        lmsw bp                 ; END is odd: PE.  MP, EM, TS do not last
        mov ds, bp              ; the selector, with RPL 1
        mov cr0, ecx            ; real mode again

; Every paragraph from the top of the first MiB down to 1: the BIOS area, the option
; ROMs, the EBDA.  The four bytes tell an RSDP from "RSD " and "PTR " in other texts.
feature find_rsdp
find_rsdp:
        mov ds, cx
        cmp dword [bx], "D PT"  ; BX is 2
        loopne find_rsdp
        jne run                 ; CX is 0, as at each jump to `run` from here on
        mov edi, [bx + RSDP_RSDT - 2]
        mov ds, dx              ; base 0, still without limit

; The entries from the last to the first.  Only where none is an FADT are the nine
; words of the header followed as if they were entries too; that ends the table.
feature find_fadt
        mov cx, [edi + TABLE_LENGTH]
        shr cx, 2
find_fadt:
        mov esi, [edi + ecx*4 - 4]
        cmp word [esi], "FA"
        loopne find_fadt
        jne run

; Name(_S5_, Package: the four bytes S 5 _ 12h are not found in a string or a method's
; call.  PkgLength has one byte, as wherever a package is shorter than 64.
feature find_s5
        mov edi, [esi + FADT_DSDT]
        mov ecx, [edi + TABLE_LENGTH]
find_s5:
        inc edi
        cmp dword [edi], "S5_" | PACKAGE_OP << 24
        a32 loopne find_s5
        jne run

feature slp_typ
        mov ax, [edi + 6]       ; after PkgLength and NumElements
        cmp al, BYTE_PREFIX     ; else ZeroOp or OneOp, which are their own values
        jb .value
        mov al, ah
.value: add al, SLP_EN >> SLP_SHIFT
        shl ax, SLP_SHIFT
        xchg ax, di

feature acpi_enable
        mov cx, [esi + FADT_PM1A_EVT]
        jcxz run                ; hardware-reduced, or X_PM1a alone
        or dx, [esi + FADT_SMI_CMD]
        jz .acpi                ; no such port: always in ACPI mode
        mov al, [esi + FADT_ENABLE]
        out dx, al
.acpi:
feature arm_the_button
        mov dx, cx
        mov ax, PWRBTN
        out dx, ax              ; PM1_STS: forget the press that started the machine
        inc dx
        inc dx
        out dx, ax              ; PM1_EN: this one event
%endif

feature registers_and_stack_3
run:    mov si, CRLF
        jmp short poll

; The line grows down from END over the banner and all that lies before it.  END is
; one byte into the descriptor, whose first byte, the low one of the limit, is the
; banner's last letter.  Selectors want it on a multiple of eight.
feature alignment
        times -($ - $$ + BANNER_SIZE - 1) & 7 nop
feature banner_text
text:   db BANNER
END:
feature flat_segment_2
; flat: base 0, limit 0xFCFnnFFF, data, writable, DPL 3.  Its second byte is IRET: the
; handler of IRQ 9 ends no interrupt, so a level-triggered SCI cannot come twice, and
; the press that it reports is found by the poll after HLT.
        db 0xCF, 0, 0, 0, 0xF2, 0xCF, 0

; idle: waits for an interrupt.  The masks are set each time, since old BIOSes mask an
; interrupt that they did not expect; the BIOS's own handlers end IRQ 0 and 4.
; Entry:    DX = COM1, no byte to be read, IF clear
; Leaves:   by poll, IF clear
; Clobbers: AX, DX
feature wake_on_interrupts
idle:   inc dx
        mov al, 0x01
        out dx, al              ; IER: received data
        out PIC2_MASK, al       ; all of the second PIC's but the clock's
        mov dl, (COM1 + 4) & 0xFF
        mov al, 0x0A
        out dx, al              ; MCR: OUT2, which lets the interrupt out, and RTS
        out PIC1_MASK, al       ; tick, cascade, COM1
feature halt
        sti
        hlt                     ; what came since the poll is latched: no wake is lost
        cli

; poll: the button first, then COM1.  Comes round while output waits, too.
; Entry:    IF clear, BX to SI and BP as above.  Without a button CX is 0, and what is
;           read are two counts of the DMA controller, alike after any BIOS.
; Leaves:   by idle, or by print with AL a byte for the line, or by the machine's end
; Clobbers: AX, DX
poll:
%ifndef PROGRAM_deaf
feature power_button
        mov dx, cx
        in ax, dx               ; PM1_STS
        test ah, 0x11           ; PWRBTN_STS and a reserved bit: where nothing answers,
        jp .serial              ; both or none are set, and parity is even
        add dx, byte PM1_CNT
        mov ax, di
        out dx, ax              ; PM1a_CNT: off
%endif
feature serial_io
.serial:
        mov dx, COM1 + 5
        in al, dx
        test al, LSR_EMPTY
        jz poll                 ; nothing is read that could not be echoed
        mov dl, COM1 & 0xFF
        test bx, bx
        jnz print
        test al, LSR_READY
        jz idle
        in al, dx

feature line_editor
        cmp al, 13
        je reply
        cmp al, 10
        je reply
        cmp sp, END - 4 - LINE_MAX
        je poll                 ; the line is full: drop it
        mov ah, al
        push ax                 ; twice: print pops one as the echo, one stays

; print: takes the next byte off the stack and sends it.
; Entry:    DX = COM1, transmitter empty, SP below END, BX passes to go, 0 for an echo
; Leaves:   by poll; at END with one pass less and a new tail
; Clobbers: AX
feature print
print:  pop ax
        dec sp                  ; a byte, not a word
        cmp sp, bp
        jne .emit
        dec bx                  ; all is out: lay the tail of the next reply
feature prompt
        push word PROMPT
feature print_2
        push si
.emit:  out dx, al
feature video
        mov ah, 0x0E            ; teletype, page BH; BL matters in graphics modes only
        int 0x10
feature print_3
        jmp short poll

; reply: puts CR LF before the line; line and tail are on the stack, back to front.
; Entry:    as print, with BX 0
; Leaves:   by print, one pass to go
reply:  push si
        inc bx
        jmp short print

end:
%assign size end - start
%ifndef LIMIT
%define LIMIT 256               ; the tests' mutants may be larger
%endif
%if size > LIMIT
%assign surplus size - LIMIT
%error boot.bin does not fit in LIMIT bytes: make the banner surplus bytes shorter
%else
        times LIMIT - size db 0
%endif
