/* See guest-acts.h. */
#include "guest-acts.h"

static int take(virStreamPtr stream _unused_, const char *data, size_t len, void *opaque)
{
    return fwrite(data, 1, len, opaque) == len ? (int)len : -1;
}

int guest_screenshot(const struct guest *guest, char **bytes, size_t *len,
                     struct error *e)
{
    _cleanup_stream_ virStreamPtr stream = virStreamNew(guest->host->conn, 0);
    _cleanup_free_ char *type = NULL;
    int result = 0;
    FILE *out;

    type = stream ? virDomainScreenshot(guest->domain, stream, 0, 0) : NULL;
    if (!type)
        return guest_refused(e, "screenshot");
    out = open_memstream(bytes, len);
    if (!out)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the screenshot");
    if (virStreamRecvAll(stream, take, out) < 0 || virStreamFinish(stream) < 0)
        result = vir_error(e, CODE_EXERCISE, "screenshot");
    fclose(out);
    return result;
}
