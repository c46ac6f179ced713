/* The list of leftovers, and who finds and removes which.  See sweep.h. */
#include "sweep.h"
#include "volume.h"

#include <ctype.h>
#include <string.h>

char *sweep_run_of(const char *name, const char **rest)
{
    size_t prefix = strlen(POOL_OWN_PREFIX), length;

    if (strncmp(name, POOL_OWN_PREFIX, prefix) != 0)
        return NULL;
    length = run_id_length(name + prefix);
    *rest = name + prefix + length;
    return length ? strndup(name + prefix, length) : NULL;
}

bool sweep_is_image(const char *name)
{
    if (strncmp(name, "boot", 4) != 0 && strncmp(name, "deaf", 4) != 0)
        return false;
    for (; *name; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) &&
            *name != '.' && *name != '-')
            return false;
    return true;
}

struct leftover *sweep_add(struct sweep *s, enum leftover_kind kind, const char *name,
                           const char *run)
{
    struct leftover *items = reallocarray(s->items, s->n + 1, sizeof *items);
    struct leftover *item;

    if (!items)
        return NULL;
    s->items = items;
    item = &items[s->n];
    *item = (struct leftover){.kind = kind, .name = strdup(name), .run = strdup(run)};
    if (!item->name || !item->run) {
        free(item->name);
        free(item->run);
        return NULL;
    }
    item->owner = s->given_up && run_id_related(run, s->given_up) ? RUN_OWNER_DEAD
                                                                  : run_id_owner(run);
    s->n++;
    return item;
}

int sweep_find_on_host(struct sweep *s, const struct host *host, struct error *e)
{
    return sweep_find_domains(s, host, e) < 0 ? -1 : sweep_find_storage(s, host, e);
}

int sweep_find_here(struct sweep *s, struct error *e)
{
    return sweep_find_directories(s, e) < 0 ? -1 : sweep_find_own_files(s, e);
}

int sweep_remove(const struct leftover *item, const struct host *host, struct error *e)
{
    if (item->owner != RUN_OWNER_DEAD)
        return error_set(e, CODE_INTERNAL, "'%s' is not ours to remove", item->name);
    switch (item->kind) {
    case LEFTOVER_DOMAIN:
        return sweep_remove_domain(item, host, e);
    case LEFTOVER_VOLUME:
        return sweep_remove_volume(item, host, e);
    case LEFTOVER_POOL:
        return sweep_remove_pool(item, host, e);
    case LEFTOVER_DIRECTORY:
        return sweep_remove_directory(item, e);
    case LEFTOVER_COPY:
    case LEFTOVER_SAVE:
        return sweep_remove_own_file(item, e);
    }
    return error_set(e, CODE_INTERNAL, "'%s' is of no kind", item->name);
}

void sweep_clear(struct sweep *s)
{
    for (size_t i = 0; i < s->n; i++) {
        free(s->items[i].name);
        free(s->items[i].pool);
        free(s->items[i].run);
    }
    free(s->items);
    *s = (struct sweep){0};
}
