/* A library that wants what src/vir.c looks up in libvirt at run time, so that
 * dpkg-shlibdeps can tell which libvirt0 has it all.  It is in no package. */
#include "../src/vir-calls.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

extern const void *const calls[];
const void *const calls[] = {
#define X(call) &call,
    VIR_CALLS(X)
#undef X
};
