/* Whole command lines, a word a line, for every verb with its own options.  They run in
 * an empty directory, which no word leads out of. */
#include "fuzz.h"

#include "program.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MAX 64

static char dir[] = "/tmp/tinyvm-fuzz-XXXXXX";

static void remove_directory(void)
{
    rmdir(dir);
}

static void prepare(void)
{
    char images[4096];

    PROMISE(getcwd(images, sizeof images - sizeof "/build"));
    strcat(images, "/build");
    setenv("TINYVM_IMAGE_DIR", images, 1);
    PROMISE(mkdtemp(dir));
    atexit(remove_directory);
}

/* Remove what it wrote: reports and copies of images. */
static void clear(void)
{
    DIR *list = opendir(".");
    struct dirent *entry;

    PROMISE(list);
    while ((entry = readdir(list)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            PROMISE(unlink(entry->d_name) == 0);
    closedir(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char program[] = "tinyvm", *argv[WORDS_MAX + 2] = {program}, *text, *rest, *word;
    static int home = -1; /* where libFuzzer's own paths begin */
    char *out = NULL, *err = NULL;
    int argc = 1, status;

    if (home < 0) {
        prepare();
        home = open(".", O_DIRECTORY | O_CLOEXEC);
    }
    if (memchr(data, '/', size) || !(text = rest = strndup((const char *)data, size)))
        return 0;
    while (argc <= WORDS_MAX && (word = strsep(&rest, "\n")))
        argv[argc++] = word;
    PROMISE(chdir(dir) == 0);
    status = program_run(argc, argv, &out, &err);
    PROMISE(status != 2 || *err);
    free(text);
    free(out);
    free(err);
    clear();
    PROMISE(fchdir(home) == 0);
    return 0;
}
