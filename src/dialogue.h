/* The conversation with a guest's serial console (tinyvm(7)): banner, then lines that
 * come back reversed. */
#pragma once

#include "guest.h"
#include "transcript.h"

#define DIALOGUE_PROMPT "$ "
#define DIALOGUE_LINE_MAX 80 /* bytes that the guest's line buffer holds */

struct dialogue {
    struct guest *guest;
    struct transcript heard;
};

/* Wait for the banner's line and the prompt.  0, or -1 with CODE_GUEST_SILENT,
 * CODE_WRONG_BANNER, CODE_CONSOLE if it was taken away, the guest's own end (life.h),
 * CODE_DAEMON_GONE or CODE_CANCELLED. */
_must_check_ int dialogue_banner(struct dialogue *d, const char *banner, int64_t deadline,
                                 struct error *e);

#define DIALOGUE_NONCE 17 /* bytes of a random line, with its null */

/* Type a random line, stored in `line`, and hear it echoed, then reversed, then the
 * prompt, and nothing else.  As dialogue_banner(), with CODE_BAD_REPLY. */
_must_check_ int dialogue_line(struct dialogue *d, char line[DIALOGUE_NONCE],
                               int64_t deadline, struct error *e);

/* The same with a line of the caller's, of DIALOGUE_LINE_MAX bytes at most. */
_must_check_ int dialogue_type(struct dialogue *d, const char *line, int64_t deadline,
                               struct error *e);

/* The same in two steps: the first half and its echo, then the rest and the whole reply.
 */
_must_check_ int dialogue_half(struct dialogue *d, char line[DIALOGUE_NONCE],
                               int64_t deadline, struct error *e);
_must_check_ int dialogue_rest(struct dialogue *d, const char *line, int64_t deadline,
                               struct error *e);

/* End whatever line somebody else has begun, and forget its reply: the next one is new.
 */
_must_check_ int dialogue_fresh(struct dialogue *d, int64_t deadline, struct error *e);

/* Fill `line` (of `size` bytes, a null included) with random letters and digits. */
void dialogue_nonce(char *line, size_t size);
