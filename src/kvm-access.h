/* Whether the user that runs QEMU can open /dev/kvm, judged as the kernel would. */
#pragma once

#define KVM_QEMU_USER "libvirt-qemu" /* Debian's; other distributions' is qemu */

enum kvm_access {
    KVM_ACCESS_NONE, /* no /dev/kvm on this machine */
    KVM_ACCESS_NO,   /* it exists and that user cannot open it */
    KVM_ACCESS_YES,
};

/* For a user by name; an unknown one falls back to "qemu", and then counts as NO. */
enum kvm_access kvm_access(const char *user);
