/* See scratch.h. */
#include "scratch.h"
#include "unit.h"

#include <ftw.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

static char dir[PATH_MAX / 2];

void scratch_make(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(dir, sizeof dir, "%s/tinyvm-unit-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(dir));
}

static int remove_one(const char *path, const struct stat *st _unused_, int kind _unused_,
                      struct FTW *ftw _unused_)
{
    return remove(path);
}

void scratch_remove(void)
{
    assert_int_equal(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int scratch_setup(void **state _unused_)
{
    scratch_make();
    return 0;
}

int scratch_teardown(void **state _unused_)
{
    scratch_remove();
    return 0;
}

const char *scratch_dir(void)
{
    return dir;
}

const char *scratch_path(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

void scratch_write(const char *name, const void *bytes, size_t len)
{
    _cleanup_fclose_ FILE *file = fopen(scratch_path(name), "we");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fflush(file), 0);
}

void scratch_write_text(const char *name, const char *text)
{
    scratch_write(name, text, strlen(text));
}
