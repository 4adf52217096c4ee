/* The parent: asks a child, believes nothing of what it says, and puts its end into a sentence. */
#include "read/wire.h"
#include "sys/starter.h"
#include "text/scratch.h"

enum {
    CHILDREN = 3,        /* at a time; each may take a core and the memory of child.c */
    WALL_SECONDS = 30,   /* of a child, when the machine is busy */
    WAIT_MS = 60 * 1000, /* of the one who asks: others may be first */
    ANSWER_MEMORY = 512 * 1024 * 1024,
};

struct read_service {
    struct sys_starter *starter;
};

static void work(int fd, void *arg)
{
    (void)arg;
    read_child(fd, fd);
}

struct err *read_service_open(struct arena *a, struct read_service **out)
{
    static const struct sys_starter_plan plan = {
        .work = work, .children_most = CHILDREN, .seconds_most = WALL_SECONDS};
    struct read_service *s = ARENA_NEW(a, struct read_service);

    TRY(sys_starter_open(a, &plan, &s->starter));
    *out = s;
    return NULL;
}

static struct err *ask(const struct read_service *s, struct arena *a, struct arena *scratch,
                       const struct wire_request *r, struct read_doc *out)
{
    enum sys_end end;
    str answer;

    TRY(sys_starter_ask(s->starter, scratch, wire_request_head(scratch, r), r->bytes,
                        wire_answer_most(&r->limits), WAIT_MS, &answer, &end));
    switch (end) {
    case SYS_END_DONE:
        return wire_decode(a, answer, &r->limits, out);
    case SYS_END_TIME:
        return READ_REFUSE(a, SLOW);
    case SYS_END_FAILED:
        /* A parser that crashed: whatever it was, the file is not one that can be read. */
        return err_detail(a, READ_REFUSE(a, DAMAGED), "the child ended before it answered");
    case SYS_END_LOST:
        break;
    }
    return READ_REFUSE(a, BUSY);
}

struct err *read_file(const struct read_service *s, struct arena *a, str bytes, str name,
                      const struct read_limits *limits, struct read_doc *out)
{
    const struct wire_request r = {.name = name, .bytes = bytes, .limits = *limits};

    *out = (struct read_doc){.title = S("")};
    if (bytes.n > limits->input_bytes)
        return ERR(a, TOO_LARGE, "文件过大，最多 %zu MB", limits->input_bytes >> 20);
    if (!bytes.n) return READ_REFUSE(a, EMPTY);
    struct arena *scratch = scratch_of(a, ANSWER_MEMORY);
    struct err *e = ask(s, a, scratch, &r, out);

    e = err_copy(a, e);
    arena_release(scratch);
    return e;
}
