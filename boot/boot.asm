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
; the tick, armed before the banner, no port but COM1 and the PICs touched where there
; is no button; without a COM1 the screen and the button work.
; Bounds: 65,535 paragraphs, 65,536 RSDT entries, 16 MiB of DSDT, whatever a Length says
; (but for the one named below).
; Real tables of 654 PCs: 624 power off by the right write to the right port and make no
; other; 27 without a 32-bit PM1a_EVT_BLK and 3 without _S5_ in the DSDT stay plain.
; Given up for space, in this order: CR LF counts as two ends; no backspace editing; A20
; is not opened.  And, with what it costs:
;   PM1a_CNT_BLK is taken as PM1a_EVT_BLK + 4, PM1_EVT_LEN as 4: so on 624 of 624 PCs
;   an FADT with X_PM1a blocks alone, or an _S5_ in an SSDT alone: as without ACPI
;   the FADT is known by "FA", the RSDP by "D PT", _S5_ by "S5_" and PackageOp: nothing
;     else that is known looks like that in those places; no checksum is looked at
;   where no FADT is, the RSDT's header is followed like entries: memory is read, no more
;   of a DSDT whose Length ends in FFFFh, the last 64 KiB are not looked at; one of just
;     FFFFh and without _S5_ is the one table that is searched on into all of memory
;   ACPI_ENABLE is written wherever SMI_CMD is, 0 or SCI_EN set notwithstanding
;   the UART's FIFO stays as the BIOS left it (to switch it clears what it holds): at
;     9600 baud each byte of a line is taken in time, but what comes while a reply is
;     sent or the screen scrolls may be lost on a real UART; a FIFO would hold 16 of it
;   an SCI on another IRQ than 9 is noticed at the next tick, within 55 ms
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
LSR_NEVER       equ 0x04        ; a parity error, which 8N1 cannot have
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
; Leaves:   by serial, IF clear, registers as above; the rest is clobbered
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
.seen:
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
        mov ecx, [edi + TABLE_LENGTH - 1]
        shr ecx, 8              ; 24 bits of it: a bogus Length costs 16 MiB at most ...
        inc cx                  ; ... and 0 does not wrap
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

; The displacement of this jump is a letter, too: for BANNER_SIZE bytes it comes to
; BANNER_SIZE + 58, which for ClientAPI is its C.  Other banners pay a byte for it.
feature jump_over_the_banner
%substr FIRST BANNER 1
%ifdef PROGRAM_deaf
%define SHARED 0
%elifdef LIMIT                  ; a mutant's sizes are its own
%define SHARED 0
%elif FIRST = BANNER_SIZE + 58
%define SHARED 1
%else
%define SHARED 0
%endif
run:
%if SHARED
unpadded:
        times -($ - $$ + BANNER_SIZE) & 7 nop
        db 0xEB                 ; JMP SHORT serial
%else
        jmp short serial

; The line grows down from END over the banner and all that lies before it.  END is
; one byte into the descriptor, whose first byte, the low one of the limit, is the
; banner's last letter.  Selectors want it on a multiple of eight.
feature alignment
unpadded:
        times -($ - $$ + BANNER_SIZE - 1) & 7 nop
%endif
feature banner_text
text:   db BANNER
END:
feature flat_segment_2
; flat: base of no account, limit 0xFCFnnFFF, data, writable, DPL 3.  Its second byte is
; IRET: the handler of IRQ 9 ends no interrupt, so a level-triggered SCI cannot come
; twice, and the press that it reports is found by the poll after HLT.  Its last byte,
; base 31:24, is the next instruction: each real-mode load of DS sets the base anew.
        db 0xCF, 0, 0, 0, 0xF2, 0xCF

; read: takes a byte from COM1 into the line, or ends the line.
; Entry:    DX = COM1, a byte waits, transmitter empty, BX 0
; Leaves:   by print, reply, or poll
; Clobbers: AX
feature serial_io
read:   in al, dx
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
        out dx, al
feature video
        mov ah, 0x0E            ; teletype, page BH; BL matters in graphics modes only
        int 0x10
feature print_2
        cmp sp, bp
        jne poll
        dec bx                  ; all is out: one pass less, once `reply` has added one,
        dec bx                  ; and the tail of the next reply
feature prompt
        push word PROMPT

; reply: puts CR LF before the line; line and tail are on the stack, back to front.
; Entry:    BX 0
; Leaves:   by poll, one pass to go
feature print_3
reply:  inc bx
        push word CRLF

; poll: the button first, then COM1.  Comes round while output waits, too.
; Entry:    BX, SP, BP and CX as above, IF clear
; Leaves:   by idle, print or read, or by the machine's end
; Clobbers: AX, DX
poll:
%ifndef PROGRAM_deaf
feature power_button
        jcxz serial             ; no button: no port of it is touched
        mov dx, cx
        in ax, dx               ; PM1_STS
        inc ax                  ; all ones, where nothing answers, become none
        sahf                    ; CF: PWRBTN_STS
        jnc serial
        add dx, byte PM1_CNT
        mov ax, di
        out dx, ax              ; PM1a_CNT: off
%endif
feature serial_io_2
serial: mov dx, COM1 + 5
        in al, dx
        test al, LSR_EMPTY
        jz poll                 ; nothing is read that could not be echoed
        mov dl, COM1 & 0xFF
        test bx, bx
        jnz print
        and al, LSR_READY | LSR_NEVER
        jnp read                ; one of them; both where there is no UART

; idle: waits for an interrupt.  The masks are set each time, since old BIOSes mask an
; interrupt that they did not expect; the BIOS's own handlers end IRQ 0 and 4.
; Entry:    DX = COM1, AL 0 (5 without a UART), no byte to be read, IF clear
; Leaves:   by poll
; Clobbers: AX, DX
feature wake_on_interrupts
idle:   inc ax
        inc dx
        out dx, al              ; IER: received data
feature wake_on_interrupts_2
        out PIC2_MASK, al       ; all of the second PIC's but the clock's
        mov dl, (COM1 + 4) & 0xFF
        mov al, 0x0A
        out dx, al              ; MCR: OUT2, which lets the interrupt out, and RTS
        out PIC1_MASK, al       ; tick, cascade, COM1
feature halt
        sti
        hlt                     ; what came since the poll is latched: no wake is lost
        cli
        jmp short poll

end:
%assign size end - start
%ifndef LIMIT
%define LIMIT 256               ; the tests' mutants may be larger
%endif
%ifndef PROGRAM_deaf
%if (find_rsdp.seen - start) & 15 == 6
%error the program would take its own "D PT" for an RSDP: move it by a byte
%endif
%endif
%if SHARED && serial - text - 1 != FIRST
%error the jump over the banner does not lead to serial: mind the sizes in between
%endif
%if size > LIMIT
%assign surplus (size - LIMIT + 7) / 8 * 8 - (text - SHARED - unpadded)
%error boot.bin does not fit in LIMIT bytes: make the banner surplus bytes shorter
%else
        times LIMIT - size db 0
%endif
