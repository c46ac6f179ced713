/* See resident.h. */
#include "resident.h"
#include "wake.h"

static int prove_alive(struct dialogue *d, int64_t deadline, struct error *e)
{
    char line[DIALOGUE_NONCE];

    return dialogue_fresh(d, deadline, e) < 0 || dialogue_line(d, line, deadline, e) < 0
               ? -1
               : 0;
}

int resident_start(struct guest *guest, const char *banner, int64_t deadline,
                   struct error *e)
{
    struct dialogue *d = calloc(1, sizeof *d);
    bool fresh;
    int result;

    if (!d)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the console");
    d->guest = guest;
    result = wake(guest, &fresh, e);
    if (result == 0)
        result =
            fresh ? dialogue_banner(d, banner, deadline, e) : prove_alive(d, deadline, e);
    free(d);
    return result;
}
