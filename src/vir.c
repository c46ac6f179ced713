/* See vir.h. */
#include "vir.h"

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define LIBRARY "libvirt.so.0"

struct vir_api vir_api;

/* In the order of the members of vir_api. */
static const char *const names[] = {
#define X(call) #call,
    VIR_CALLS(X)
#undef X
};

static void ignore_error(void *data _unused_, virErrorPtr error _unused_)
{
}

/* The embedded driver runs in our process and would log its warnings to our stderr. */
static void silence(void)
{
    virSetErrorFunc(NULL, ignore_error);
    setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", 0);
}

static_assert(sizeof vir_api == sizeof names, "one pointer for each name");

/* What is loaded stays: libvirt has threads and exit handlers of its own. */
static int load(struct error *e)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

    if (!library)
        return error_set(e, CODE_NO_LIBVIRT, "libvirt's library: %s", dlerror());
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        void *address = dlsym(library, names[i]);

        if (!address)
            return error_set(e, CODE_NO_LIBVIRT, "libvirt's library is too old: %s",
                             dlerror());
        memcpy((char *)&vir_api + i * sizeof address, &address, sizeof address);
    }
    silence();
    return 0;
}

int vir_load(struct error *e)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static bool loaded;
    bool done;

    pthread_mutex_lock(&lock);
    done = loaded = loaded || load(e) == 0;
    pthread_mutex_unlock(&lock);
    return done ? 0 : -1;
}

int vir_version(unsigned long *version, struct error *e)
{
    if (vir_load(e) < 0)
        return -1;
    if (virGetVersion(version, NULL, NULL) < 0)
        return error_set(e, CODE_NO_LIBVIRT, "libvirt's library does not start");
    return 0;
}
