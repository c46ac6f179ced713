/* See error.h. */
#include "error.h"
#include "text.h"

int error_set(struct error *e, enum code code, const char *format, ...)
{
    va_list args;
    char *text = NULL;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    if (text)
        text_one_line(text);
    free(e->text);
    e->code = code;
    e->text = text;
    return -1;
}

int error_wrap(struct error *e, const char *format, ...)
{
    va_list args;
    _cleanup_free_ char *context = NULL;
    char *text = NULL;

    va_start(args, format);
    if (vasprintf(&context, format, args) < 0)
        context = NULL;
    va_end(args);
    if (context && asprintf(&text, "%s: %s", context, error_text(e)) >= 0) {
        text_one_line(text);
        free(e->text);
        e->text = text;
    }
    return -1;
}

const char *error_text(const struct error *e)
{
    return e->text ? e->text : code_name(e->code);
}

void error_clear(struct error *e)
{
    free(e->text);
    *e = (struct error){0};
}
