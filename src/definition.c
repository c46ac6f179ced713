/* See definition.h. */
#include "definition.h"
#include "kvm-access.h"
#include "mailbox.h"
#include "turn.h"

#include <string.h>

/* A definition on its way; everything that it owns. */
struct draft {
    const struct definition_request *request;
    struct host_machine machine;
    struct place place;
    struct domain_plan plan;
    char *fingerprint;
    char *made_pool;
    bool without_kvm;
    virDomainPtr old; /* the domain of that name, or null */
    struct mark old_mark;
    char old_uuid[VIR_UUID_STRING_BUFLEN];
    struct undo ledger;
};

static void draft_clear(struct draft *d)
{
    host_machine_clear(&d->machine);
    place_clear(&d->place);
    mark_clear(&d->old_mark);
    free(d->fingerprint);
    free(d->made_pool);
    if (d->old)
        virDomainFree(d->old);
}

static int find_old(struct draft *d, const struct host *host, struct error *e)
{
    _cleanup_error_ struct error stranger = {0};
    const char *name = d->request->spec->name;

    d->old = virDomainLookupByName(host->conn, name);
    if (!d->old)
        return vir_last_code() == VIR_ERR_NO_DOMAIN
                   ? 0
                   : vir_error(e, CODE_CONNECT, "%s", host->uri);
    if (virDomainGetUUIDString(d->old, d->old_uuid) < 0)
        return vir_error(e, CODE_DEFINE, "domain '%s'", name);
    (void)domain_mark(d->old, &d->old_mark, &stranger);
    return 0;
}

/* The name starts with what it holds, so that an equal name is an equal volume. */
static char *volume_owner(const struct spec *spec, const struct image *image)
{
    char *owner = NULL;

    return asprintf(&owner, "%s-%.8s", spec->name, image->sha256) < 0 ? NULL : owner;
}

/* A guest that lasts shall start: where QEMU's user cannot open /dev/kvm, auto is qemu.
 */
static int resolve(struct draft *d, const struct host *host, struct error *e)
{
    struct spec spec = *d->request->spec;

    if (host_resolve(host, &spec, &d->machine, e) < 0)
        return -1;
    d->without_kvm = strcmp(spec.virt_type, "auto") == 0 && host->local && host->system &&
                     strcmp(d->machine.virt_type, "kvm") == 0 &&
                     kvm_access(KVM_QEMU_USER) == KVM_ACCESS_NO;
    if (!d->without_kvm)
        return 0;
    host_machine_clear(&d->machine);
    spec.virt_type = "qemu";
    return host_resolve(host, &spec, &d->machine, e);
}

static int draft_fill(struct draft *d, const struct host *host, struct error *e)
{
    const struct spec *spec = d->request->spec;
    const struct image *image = catalogue_find(d->request->catalogue, spec->image, e);
    _cleanup_free_ char *owner = image ? volume_owner(spec, image) : NULL;

    if (!image)
        return -1;
    if (!owner)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the definition");
    if (resolve(d, host, e) < 0 ||
        place_choose(&d->place, host, image, d->machine.machine, spec->bus, owner, true,
                     e) < 0)
        return -1;
    d->plan = (struct domain_plan){
        .name = spec->name,
        .virt_type = d->machine.virt_type,
        .machine = d->machine.machine,
        .memory = spec->memory,
        .disk = d->place.disk,
    };
    d->fingerprint = domain_fingerprint(&d->plan);
    if (!d->fingerprint)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the definition");
    d->plan.uuid = d->old ? d->old_uuid : NULL;
    return 0;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A pool that was made for one of our domains goes with the last of them in it, so each
 * says that it was made.  A new string, or null if it was not. */
static char *find_pool_maker(const struct host *host, const char *pool)
{
    virDomainPtr *all = NULL;
    int n = pool ? virConnectListAllDomains(host->conn, &all, 0) : 0;
    char *made = NULL;

    for (int i = 0; i < n; i++) {
        _cleanup_mark_ struct mark mark = {0};
        _cleanup_error_ struct error e = {0};

        if (!made && domain_mark(all[i], &mark, &e) == 0 && same(mark.pool, pool) &&
            mark.made_pool)
            made = strdup(mark.made_pool);
        virDomainFree(all[i]);
    }
    free(all);
    return made;
}

/* The mark borrows: from the draft and from static storage. */
static void fill_mark(struct draft *d, const struct host *host)
{
    static char version[] = TINYVM_VERSION, kind[] = "defined";
    static char made[] = MARK_POOL_MADE, built[] = MARK_POOL_BUILT;
    struct mark *mark = &d->plan.mark;

    mark->version = version;
    mark->kind = kind;
    mark->fingerprint = d->fingerprint;
    mark->volume = d->place.volume;
    mark->pool = d->place.volume ? d->place.pool.name : NULL;
    if (d->place.makes_pool)
        mark->made_pool = d->place.pool.built ? built : made;
    else
        mark->made_pool = d->made_pool = find_pool_maker(host, mark->pool);
}

static bool same_as_old(const struct draft *d)
{
    const char *old = d->old_mark.fingerprint;

    return d->old && old && strcmp(old, d->fingerprint) == 0;
}

static int may_replace(const struct draft *d, struct error *e)
{
    const char *name = d->plan.name;

    if (!d->old)
        return 0;
    if (!d->request->replace)
        return error_set(e, CODE_NAME_TAKEN, "domain '%s' exists and %s", name,
                         d->old_mark.kind ? "is defined with other settings"
                                          : "was not made by tinyvm");
    if (virDomainIsActive(d->old) == 1)
        return error_set(e, CODE_DOMAIN_ACTIVE, "domain '%s' is running", name);
    return 0;
}

static int remove_volume(const struct host *host, const struct mark *mark,
                         struct error *e)
{
    _cleanup_pool_ virStoragePoolPtr pool = NULL;

    if (!mark->pool || !mark->volume)
        return 0;
    pool = virStoragePoolLookupByName(host->conn, mark->pool);
    if (!pool)
        return vir_error(e, CODE_LEFTOVERS, "storage pool '%s' of volume '%s'",
                         mark->pool, mark->volume);
    if (volume_delete(pool, mark->volume, e) < 0)
        return -1;
    if (!mark->made_pool)
        return 0;
    return pool_remove(pool, strcmp(mark->made_pool, MARK_POOL_BUILT) == 0, e);
}

/* Defining under the old one's UUID replaces it in one step, or not at all. */
static int commit(struct draft *d, const struct host *host, struct error *e)
{
    bool keeps_volume = same(d->old_mark.volume, d->place.volume);
    _cleanup_free_ char *xml = NULL;
    _cleanup_domain_ virDomainPtr made = NULL;

    if (!keeps_volume && place_make(&d->place, host, &d->ledger, e) < 0)
        return -1;
    if (mailbox_cancelled())
        return error_set(e, CODE_CANCELLED, "interrupted");
    fill_mark(d, host);
    xml = domain_xml(&d->plan);
    if (!xml)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the definition");
    made = virDomainDefineXMLFlags(host->conn, xml, VIR_DOMAIN_DEFINE_VALIDATE);
    if (!made)
        return vir_error(e, CODE_DEFINE, "defining '%s'", d->plan.name);
    undo_forget(&d->ledger);
    if (virDomainSetAutostart(made, d->request->spec->autostart) < 0)
        return vir_error(e, CODE_DEFINE, "autostart of '%s'", d->plan.name);
    return keeps_volume ? 0 : remove_volume(host, &d->old_mark, e);
}

static int set_autostart(const struct draft *d, struct error *e)
{
    if (d->request->spec->autostart && virDomainSetAutostart(d->old, 1) < 0)
        return vir_error(e, CODE_DEFINE, "autostart of '%s'", d->plan.name);
    return 0;
}

static int make(struct draft *d, const struct host *host,
                struct definition_result *result, struct error *e)
{
    if (find_old(d, host, e) < 0)
        return -1;
    if (d->old && d->request->if_missing) {
        result->outcome = DEFINITION_LEFT;
        return 0;
    }
    if (draft_fill(d, host, e) < 0)
        return -1;
    result->without_kvm = d->without_kvm;
    result->outcome = d->old ? DEFINITION_REPLACED : DEFINITION_MADE;
    if (same_as_old(d)) {
        result->outcome = DEFINITION_SAME;
        return set_autostart(d, e);
    }
    return may_replace(d, e) < 0 ? -1 : commit(d, host, e);
}

int definition_make(const struct host *host, const struct definition_request *r,
                    struct definition_result *result, struct error *e)
{
    struct draft d = {.request = r};
    _cleanup_close_ int turn = -1;
    int made = turn_take(&turn, e) < 0 ? -1 : make(&d, host, result, e);
    _cleanup_error_ struct error left = {0};

    if (undo_run(&d.ledger, &left) < 0)
        error_wrap(e, "%s", error_text(&left));
    if (made == 0 && d.machine.machine &&
        asprintf(&result->summary, "%s, %s, %s", d.machine.machine, d.machine.virt_type,
                 r->spec->image) < 0)
        result->summary = NULL;
    draft_clear(&d);
    return made;
}

char *definition_xml(const struct host *host, const struct definition_request *r,
                     struct error *e)
{
    struct draft d = {.request = r};
    char *xml = NULL;

    if (find_old(&d, host, e) == 0 && draft_fill(&d, host, e) == 0) {
        fill_mark(&d, host);
        xml = domain_xml(&d.plan);
    }
    draft_clear(&d);
    return xml;
}

int definition_remove(const struct host *host, const char *name, struct error *e)
{
    _cleanup_close_ int turn = -1;
    _cleanup_domain_ virDomainPtr domain = NULL;
    _cleanup_mark_ struct mark mark = {0};

    if (turn_take(&turn, e) < 0)
        return -1;
    domain = virDomainLookupByName(host->conn, name);
    if (!domain)
        return vir_error(e, CODE_CONNECT, "domain '%s'", name);
    if (domain_mark(domain, &mark, e) < 0)
        return -1;
    if (strcmp(mark.kind, "defined") != 0)
        return error_set(e, CODE_NOT_OURS, "domain '%s' is a check's throw-away guest",
                         name);
    if (virDomainIsActive(domain) == 1)
        return error_set(e, CODE_DOMAIN_ACTIVE, "domain '%s' is running", name);
    if (virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                                           VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA) < 0)
        return vir_error(e, CODE_DEFINE, "undefining '%s'", name);
    return remove_volume(host, &mark, e);
}
