/* Names and marks of a host's domains, volumes and directories: only what is a run id is
 * taken for one, and this process is alive. */
#include "fuzz.h"

#include "run-id.h"

#include <string.h>

static bool is_of_an_id(char c)
{
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), own[RUN_ID_SIZE];
    size_t len;

    PROMISE(text);
    memcpy(text, data, size);
    text[size] = '\0';
    len = run_id_length(text);
    PROMISE(len <= strlen(text));
    PROMISE(len > 0 || run_id_owner(text) == RUN_OWNER_UNKNOWN);
    PROMISE((len > 0) == (run_id_pid(text) > 0));
    for (size_t i = 0; i < len; i++)
        PROMISE(is_of_an_id(text[i]));
    if (len > 0 && text[len])
        PROMISE(run_id_owner(text) == RUN_OWNER_UNKNOWN);
    text[len] = '\0';
    PROMISE(run_id_length(text) == len);
    run_id_make(own);
    PROMISE(run_id_owner(own) == RUN_OWNER_ALIVE && run_id_length(own) == strlen(own));
    free(text);
    return 0;
}
