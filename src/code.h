/* The stable names of what can go wrong: one table for messages, exit codes and manuals.
 */
#pragma once

/* What an error says about the thing under test; the values are tinyvm's exit statuses.
 */
enum code_class {
    CLASS_OK = 0,
    CLASS_FAILED = 1,    /* it was tried and it does not work */
    CLASS_USAGE = 2,     /* the request is wrong; nothing was changed */
    CLASS_UNCHECKED = 3, /* it could not be tried: says nothing about the hypervisor */
    CLASS_FORCED = 4,    /* it ended, but by force */
    CLASS_SKIPPED = 77,  /* there was nothing that could be tried */
};

/* X(enumerator, stable name, class, remedy).  The remedy is one imperative clause. */
#define TV_CODES(X)                                                                      \
    X(CODE_OK, "TV-OK", CLASS_OK, "")                                                    \
    X(CODE_USAGE, "TV-USAGE", CLASS_USAGE, "see --help")                                 \
    X(CODE_BAD_URI, "TV-BAD-URI", CLASS_USAGE,                                           \
      "give a libvirt URI such as qemu:///system or qemu+ssh://HOST/system")             \
    X(CODE_NAME_INVALID, "TV-NAME-INVALID", CLASS_USAGE,                                 \
      "use letters, digits, '.', '_', '+' and '-', at most 64, a letter or digit first") \
    X(CODE_MEMORY, "TV-MEMORY", CLASS_USAGE, "give --memory a whole number of MiB")      \
    X(CODE_CONNECT, "TV-CONNECT", CLASS_UNCHECKED,                                       \
      "start the daemon (systemctl start libvirtd) or name another with --connect")      \
    X(CODE_NO_LIBVIRT, "TV-NO-LIBVIRT", CLASS_UNCHECKED,                                 \
      "install libvirt's client library (Debian: libvirt0)")                             \
    X(CODE_NO_ANSWER, "TV-NO-ANSWER", CLASS_UNCHECKED,                                   \
      "see why the daemon hangs (journalctl -u libvirtd), or restart it")                \
    X(CODE_STUCK, "TV-STUCK", CLASS_FAILED,                                              \
      "see whether its QEMU is stopped or waits for a disk (ps: state T or D), then "    \
      "the "                                                                             \
      "daemon's log")                                                                    \
    X(CODE_NO_ACCESS, "TV-NO-ACCESS", CLASS_UNCHECKED,                                   \
      "run as root, join the group libvirt and log in again, or use -c "                 \
      "qemu:///session")                                                                 \
    X(CODE_RUNTIME_DIR, "TV-RUNTIME-DIR", CLASS_UNCHECKED,                               \
      "log in as this user (su - USER), or unset XDG_RUNTIME_DIR")                       \
    X(CODE_NO_EMULATOR, "TV-NO-EMULATOR", CLASS_UNCHECKED,                               \
      "install QEMU for x86 (Debian: qemu-system-x86)")                                  \
    X(CODE_NOT_QEMU, "TV-NOT-QEMU", CLASS_UNCHECKED,                                     \
      "name a host of libvirt's QEMU driver with --connect, such as qemu:///system")     \
    X(CODE_NO_KVM, "TV-NO-KVM", CLASS_UNCHECKED,                                         \
      "load the kvm module and enable virtualisation in the firmware, or use "           \
      "--virt-type qemu")                                                                \
    X(CODE_KVM_ACCESS, "TV-KVM-ACCESS", CLASS_FAILED,                                    \
      "do as udev's rule does: chgrp kvm /dev/kvm && chmod 660 /dev/kvm")                \
    X(CODE_NO_MACHINE, "TV-NO-MACHINE", CLASS_UNCHECKED,                                 \
      "choose one that 'qemu-system-x86_64 -machine help' lists")                        \
    X(CODE_UNSUPPORTED, "TV-UNSUPPORTED", CLASS_UNCHECKED,                               \
      "try another combination of machine, bus and image")                               \
    X(CODE_NO_POOL, "TV-NO-POOL", CLASS_UNCHECKED,                                       \
      "define a directory pool (virsh pool-define-as default dir --target DIR) and "     \
      "start it")                                                                        \
    X(CODE_IMAGE_MISSING, "TV-IMAGE-MISSING", CLASS_UNCHECKED,                           \
      "install the package tinyvm-images, or name their place with --image-dir")         \
    X(CODE_IMAGE_DAMAGED, "TV-IMAGE-DAMAGED", CLASS_UNCHECKED,                           \
      "reinstall the package tinyvm-images")                                             \
    X(CODE_NO_DOMAIN, "TV-NO-DOMAIN", CLASS_FAILED, "see virsh list --all")              \
    X(CODE_NAME_TAKEN, "TV-NAME-TAKEN", CLASS_FAILED,                                    \
      "choose another name or give --replace")                                           \
    X(CODE_NOT_OURS, "TV-NOT-OURS", CLASS_FAILED,                                        \
      "use virsh for domains that tinyvm did not define")                                \
    X(CODE_DOMAIN_ACTIVE, "TV-DOMAIN-ACTIVE", CLASS_FAILED,                              \
      "shut it down first (virsh shutdown)")                                             \
    X(CODE_DEFINE, "TV-DEFINE", CLASS_FAILED, "see libvirt's reason")                    \
    X(CODE_EXISTS, "TV-EXISTS", CLASS_FAILED,                                            \
      "remove it first, or give --force where there is that option")                     \
    X(CODE_FILE, "TV-FILE", CLASS_FAILED, "see the system's reason")                     \
    X(CODE_OUTPUT, "TV-OUTPUT", CLASS_UNCHECKED,                                         \
      "give --output a file that can be written, with room for it")                      \
    X(CODE_START, "TV-START", CLASS_FAILED,                                              \
      "read libvirt's reason, then the log in /var/log/libvirt/qemu")                    \
    X(CODE_APPARMOR, "TV-APPARMOR", CLASS_FAILED,                                        \
      "look for DENIED in the kernel's log (journalctl -k)")                             \
    X(CODE_SELINUX, "TV-SELINUX", CLASS_FAILED,                                          \
      "look for AVC denials (ausearch -m avc), or for a <seclabel> that asks for "       \
      "SELinux where there is none")                                                     \
    X(CODE_CONSOLE, "TV-CONSOLE", CLASS_FAILED, "try virsh console on the guest")        \
    X(CODE_CONSOLE_BUSY, "TV-CONSOLE-BUSY", CLASS_FAILED,                                \
      "close the other console of this guest")                                           \
    X(CODE_GUEST_SILENT, "TV-GUEST-SILENT", CLASS_FAILED,                                \
      "see whether the firmware boots at all: add a screen and look, or allow more "     \
      "time with --timeout banner=SEC")                                                  \
    X(CODE_WRONG_BANNER, "TV-WRONG-BANNER", CLASS_FAILED,                                \
      "see which disk the guest booted; the image or its path is not ours")              \
    X(CODE_BAD_REPLY, "TV-BAD-REPLY", CLASS_FAILED,                                      \
      "suspect the serial device or the CPU emulation of this machine type")             \
    X(CODE_EXERCISE, "TV-EXERCISE", CLASS_FAILED,                                        \
      "read libvirt's reason; try the same by hand with virsh")                          \
    X(CODE_BUTTON_IGNORED, "TV-BUTTON-IGNORED", CLASS_FAILED,                            \
      "check <acpi/> in the domain's features and the machine type's ACPI")              \
    X(CODE_ENDED_EARLY, "TV-ENDED-EARLY", CLASS_FAILED,                                  \
      "find out who pressed its button meanwhile, or what disk it booted")               \
    X(CODE_CAME_BACK, "TV-CAME-BACK", CLASS_FAILED,                                      \
      "see <on_poweroff> in the domain's XML, and what its guest does at the button")    \
    X(CODE_NO_AGENT, "TV-NO-AGENT", CLASS_FAILED,                                        \
      "start qemu-guest-agent in the guest, or use --mode acpi")                         \
    X(CODE_FORCED, "TV-FORCED", CLASS_FORCED,                                            \
      "see why its guest does not act before you trust its disks")                       \
    X(CODE_NOT_CLEAN, "TV-NOT-CLEAN", CLASS_FAILED,                                      \
      "find out who ended QEMU (journalctl, the daemon's log)")                          \
    X(CODE_DESTROYED, "TV-DESTROYED", CLASS_FAILED,                                      \
      "find out who forced it off (virsh destroy)")                                      \
    X(CODE_CRASHED, "TV-CRASHED", CLASS_FAILED,                                          \
      "read QEMU's log in /var/log/libvirt/qemu")                                        \
    X(CODE_PAUSED, "TV-PAUSED", CLASS_FAILED,                                            \
      "see 'virsh domstate --reason': virsh resume it, or mend the host's disk first")   \
    X(CODE_DAEMON_GONE, "TV-DAEMON-GONE", CLASS_FAILED,                                  \
      "see why the daemon went away (journalctl -u libvirtd)")                           \
    X(CODE_LEFTOVERS, "TV-LEFTOVERS", CLASS_FAILED,                                      \
      "run 'tinyvm sweep' as soon as the daemon answers; what it does not know, by "     \
      "hand")                                                                            \
    X(CODE_CANCELLED, "TV-CANCELLED", CLASS_FAILED, "run it again")                      \
    X(CODE_MEMORY_OUT, "TV-NO-MEMORY", CLASS_UNCHECKED, "free some memory on this host") \
    X(CODE_LIMIT, "TV-LIMIT", CLASS_UNCHECKED,                                           \
      "raise the limits of whoever starts it (ulimit -n, -u, -v)")                       \
    X(CODE_INTERNAL, "TV-INTERNAL", CLASS_UNCHECKED, "report this as a defect of tinyvm")

enum code {
#define X(name, text, class, remedy) name,
    TV_CODES(X)
#undef X
        CODE_COUNT
};

/* All three return static storage. */
const char *code_name(enum code code);
const char *code_remedy(enum code code);
enum code_class code_class(enum code code);
