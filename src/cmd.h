/* The verbs: one static table drives dispatch, --help and completions. */
#pragma once

#include "options.h"

struct job;

struct verb {
    const char *name;
    char letter;          /* may also be written -LETTER and --NAME; 0: not so */
    const char *operands; /* as in the usage line, e.g. "[NAME]" */
    const char *summary;  /* one line */
    const char *example;  /* one command */
    const struct option_row *options;
    int max_operands;
    /* argv[0] is the verb.  Returns the exit status.  Null for most, which leave that to
     * job_run() and tell it the rest. */
    int (*run)(const struct verb *verb, int argc, char **argv);
    size_t args_size;     /* of the arguments, which begin with a struct common */
    const void *defaults; /* of them; null: nothing but zeros */
    unsigned needs;       /* JOB_ values */
    /* Judge the arguments; may be null.  0, or -1 with an error. */
    int (*validate)(void *args, const struct operands *operands, struct error *e);
    /* Do it.  0, or -1 with an error; what it had to say by itself is in job->status. */
    int (*act)(struct job *job, struct error *e);
};

enum job_needs {
    JOB_CATALOGUE = 1, /* of the images */
    JOB_LOOP = 2,      /* to act on a worker, beside the event loop */
    JOB_HOST = 4,      /* a connection to the one that --connect names; wants JOB_LOOP */
};

/* What most verbs are told; first among their arguments. */
struct common {
    const char *uri, *image_dir;
};

extern const struct verb verb_define, verb_undefine, verb_check, verb_images;
extern const struct verb verb_shutdown, verb_start, verb_stop, verb_run, verb_sweep;
extern const struct verb verb_help, verb_version;

/* All of them, null-terminated; and the one that `word` stands for, or null. */
extern const struct verb *const verbs[];
const struct verb *cmd_find_verb(const char *word);

/* Parse; returns -1 to go on, else the exit status: help was printed, or an error. */
int cmd_parse(const struct verb *verb, int argc, char **argv, void *args,
              struct operands *operands, int max_operands);

/* Print an error on stderr, one line with remedy and code; returns its exit status. */
int cmd_fail(const struct verb *verb, const struct error *e);

/* Print what a verb does and its options; null: what there is at all. */
void cmd_help(const struct verb *verb, FILE *out);

/* CODE_USAGE for a word that is no verb; names the one that may be meant.  Returns -1. */
int cmd_unknown_verb(const char *word, struct error *e);

/* 0, or the exit status when what went to stdout did not arrive (a full disk). */
int cmd_flush(const struct verb *verb);

/* The directory of images: the option's, else $TINYVM_IMAGE_DIR, else the packaged one.
 */
const char *cmd_image_dir(const char *option);

/* The URI that somebody named: by option, else in the environment; else null, and then a
 * verb with a guest of its own may fall back to the in-process driver. */
const char *cmd_uri(const char *option);

/* The one operand NAME, a valid one.  0, or -1 with CODE_USAGE or CODE_NAME_INVALID. */
_must_check_ int cmd_domain_name(const struct operands *operands, const char **name,
                                 struct error *e);

/* 0 if the seconds that --OPTION got are 1 to a day; else -1 with CODE_USAGE. */
_must_check_ int cmd_seconds(const char *option, long seconds, struct error *e);

/* Rows that several verbs share; `type` is the verb's struct of arguments, unless what
 * is meant is in struct common. */
/* clang-format off */
#define ROW_CONNECT                                                                      \
    {'c', "connect", OPTION_STRING, offsetof(struct common, uri), "URI",                 \
     "libvirt connection (default: $LIBVIRT_DEFAULT_URI)"}
#define ROW_IMAGE_DIR                                                                    \
    {0, "image-dir", OPTION_STRING, offsetof(struct common, image_dir), "DIR",           \
     "where the images are (default: as installed)"}
#define ROWS_SPEC(type)                                                                  \
    {'m', "machine", OPTION_STRING, offsetof(type, spec.machine), "TYPE",                \
     "machine type, e.g. pc or q35 (default: pc)"},                                      \
    {0, "virt-type", OPTION_STRING, offsetof(type, spec.virt_type), "TYPE",              \
     "auto, kvm or qemu (default: auto)"},                                               \
    {0, "memory", OPTION_NUMBER, offsetof(type, spec.memory), "MIB",                     \
     "memory in MiB (default: 16)"},                                                     \
    {'i', "image", OPTION_STRING, offsetof(type, spec.image), "FORMAT",                  \
     "image, see 'tinyvm images' (default: raw)"},                                       \
    {0, "bus", OPTION_STRING, offsetof(type, spec.bus), "BUS",                           \
     "virtio, scsi, sata, ide, usb or fdc (by image)"}
/* clang-format on */
