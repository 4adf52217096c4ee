/*
 * The child: takes one request, enters its sandbox, reads the file, answers. Before the sandbox it
 * looks at nothing of the file but whether it says %PDF-: then pdftotext is started first, which is
 * in a sandbox of its own and waits for its input. (poppler is a program to us and not a library:
 * its licence is the GPL, and its faults stay in its process.)
 */
#include "read/wire.h"
#include "sys/program.h"

static const char pdftotext[] = "/usr/bin/pdftotext";

enum {
    REQUEST_MOST = 80 * 1024 * 1024,
    PROGRAM_MEMORY = 512 * 1024 * 1024,
};

static const size_t CHILD_MEMORY = (size_t)1536 * 1024 * 1024;
static const size_t CHILD_ARENA = (size_t)1024 * 1024 * 1024;

/* What pdftotext exits with when it cannot open the file. */
enum { PDF_NOT_OPENED = 1, PDF_NO_PERMISSION = 3, PROGRAM_NOT_RUN = 127 };

static struct err *start_program(struct arena *a, const struct wire_request *r,
                                 struct sys_program *program)
{
    static const char *const args[] = {"pdftotext", "-tsv", "-l", "400", "-", "-", NULL};
    const struct sandbox_limits limits = {r->limits.seconds, PROGRAM_MEMORY};
    struct err *e = sys_program_start(a, pdftotext, args, limits, program);

    if (e && e->code == ERR_NOT_FOUND) return READ_REFUSE(a, NO_PDF);
    return e;
}

static struct err *enter(struct arena *a, const struct read_limits *limits)
{
    const struct log silent = {.fd = -1, .least = LOG_ERROR};
    const struct sandbox_plan plan = {.role = SANDBOX_CONVERT,
                                      .limits = {limits->seconds, CHILD_MEMORY}};

    return sandbox_enter(a, &silent, &plan, NULL);
}

static struct err *read_pdf(struct arena *a, const struct wire_request *r,
                            struct sys_program *program, struct read_doc *out)
{
    struct build *b = ARENA_NEW(a, struct build);
    str words;
    int status;
    bool cut;
    /* A word is some 60 bytes of numbers besides its text. */
    size_t most = 8 * r->limits.text_bytes;
    enum sys_end end = sys_program_run(program, a, r->bytes, most, &words, &status, &cut);

    if (end == SYS_END_TIME) return READ_REFUSE(a, SLOW);
    if (end != SYS_END_DONE) return READ_REFUSE(a, DAMAGED);
    if (status == PROGRAM_NOT_RUN) return READ_REFUSE(a, INSIDE);
    if (!cut && (status == PDF_NOT_OPENED || status == PDF_NO_PERMISSION)) {
        if (str_find(r->bytes, S("/Encrypt"), 0) != STR_NONE) return READ_REFUSE(a, LOCKED);
        return READ_REFUSE(a, DAMAGED);
    }
    *out = (struct read_doc){.format = READ_PDF, .title = S("")};
    build_init(b, a, &r->limits);
    TRY(read_words(b, words));
    build_done(b, out);
    out->truncated |= cut;
    if (out->n_blocks) return NULL;
    return cut ? READ_REFUSE(a, LARGE) : READ_REFUSE(a, SCAN);
}

static struct err *answer(struct arena *a, const struct wire_request *r, struct read_doc *out)
{
    struct sys_program program;

    if (r->bytes.n > r->limits.input_bytes) return READ_REFUSE(a, LARGE);
    bool pdf = str_find(str_head(r->bytes, 1024), S("%PDF-"), 0) != STR_NONE;

    if (pdf) TRY(start_program(a, r, &program));
    TRY(enter(a, &r->limits));
    if (pdf) return read_pdf(a, r, &program, out);
    return read_bytes(a, r->bytes, r->name, &r->limits, out);
}

void read_child(int in, int out)
{
    struct arena a;
    struct arena last; /* for the answer when the other one is full */
    struct wire_request r;
    struct read_doc d;
    str request;
    jmp_buf land;

    arena_init(&a, CHILD_ARENA);
    arena_init(&last, (size_t)64 * 1024);
    if (setjmp(land)) {
        (void)sys_fd_give(out, wire_encode_fault(&last, READ_FAULT_MEMORY));
        return;
    }
    (void)arena_land(&a, &land);
    if (!sys_fd_take(&a, in, REQUEST_MOST, &request) || wire_decode_request(&a, request, &r)) {
        (void)sys_fd_give(out, wire_encode_fault(&a, READ_FAULT_INSIDE));
        return;
    }
    const struct err *e = answer(&a, &r, &d);

    (void)sys_fd_give(out,
                      e ? wire_encode_fault(&a, read_fault_of(e)) : wire_encode(&a, &d, &r.limits));
}
