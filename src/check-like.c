/* See check-like.h. */
#include "check-like.h"
#include "domain.h"
#include "exercise.h"

#include <string.h>

static int read_like(const struct check *c, struct like *like, struct error *e)
{
    const char *name = c->request->like;
    _cleanup_free_ char *definition = NULL, *live = NULL;

    if (domain_read(&c->host, name, &definition, &live, e) < 0)
        return error_wrap(e, "--like");
    return like_read(like, definition, live, e) < 0 ? error_wrap(e, "domain '%s'", name)
                                                    : 0;
}

/* What was asked for on the command line goes before. */
static void resolve(struct spec *spec, const struct like *like)
{
    if (!spec->machine)
        spec->machine = like->machine;
    if (strcmp(spec->virt_type, "auto") == 0)
        spec->virt_type = like->virt_type;
    if (!spec->bus)
        spec->bus = like->bus;
    if (like->page > 0)
        spec->memory = (spec->memory + like->page - 1) / like->page * like->page;
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    const char *name = c->request->like;

    if (read_like(c, &c->like, e) < 0)
        return PHASE_FAILED;
    resolve(&c->spec, &c->like);
    return exercise_passed(detail, e, "'%s': %s, %s%s%s%s", name, c->like.machine,
                           c->like.virt_type, c->like.bus ? ", disk on " : "",
                           c->like.bus ? c->like.bus : "",
                           c->like.remarks ? c->like.remarks : "");
}

const struct phase phase_like = {
    .name = "like",
    .work = work,
    .timeout = 10,
};

enum phase_end check_like_ruling(const struct check *c, enum phase_end end, char **detail,
                                 struct error *e)
{
    const char *name = c->request->like;
    _cleanup_free_ char *seen = NULL;

    if (!name)
        return end;
    if (end == PHASE_FAILED) {
        if (e->code == CODE_BUTTON_IGNORED)
            error_wrap(e, "the host does not deliver the button to a domain like '%s'",
                       name);
        return end;
    }
    seen = *detail;
    *detail = NULL;
    return exercise_passed(detail, e,
                           "the host delivers the button to a domain like '%s': its "
                           "guest ignores it, if it stays on; %s",
                           name, seen);
}
