/*
 * import documents: texts that are public elsewhere, one JSON object a line. A bad line is reported
 * with its number and skipped, the rest goes in; running it again changes nothing.
 */
#include "app/command.h"

#include "base/buf.h"
#include "mod/document/document.h"
#include "sys/file.h"
#include "sys/progress.h"
#include "text/json.h"

#include <pthread.h>
#include <unistd.h>

/* A hundred lines are one transaction: an fsync is shared, and a fault costs little. */
enum { BATCH = 100, READ_BYTES = 1024 * 1024 };
enum { BATCH_ARENA = 512 * 1024 * 1024, BATCH_BYTES = 128 * 1024 * 1024, REPORTED_MOST = 1000 };

struct import_options {
    struct common_options common;
    str column, site, organ, kind;
};

static const struct sys_option options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("column"),
     .value = S_INIT("PATH"),
     .help = S_INIT("导入到哪个栏目，如 policy/laws"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct import_options, column)},
    {.name = S_INIT("site"),
     .value = S_INIT("CODE"),
     .help = S_INIT("站点代号（有多个站点时）"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct import_options, site)},
    {.name = S_INIT("organ"),
     .value = S_INIT("CODE"),
     .help = S_INIT("归哪个机构；不写即最上级机构"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct import_options, organ)},
    {.name = S_INIT("kind"),
     .value = S_INIT("WORD"),
     .help = S_INIT("信息类别：policy、news、notice……"),
     .fallback = S_INIT("policy"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct import_options, kind)},
};

/* ---- lines --------------------------------------------------------------------------------- */

/* Reads lines in constant memory. */
struct lines {
    int fd;
    char *room; /* DOCUMENT_IMPORT_LINE_MOST + READ_BYTES */
    size_t n, at;
    bool end, too_long;
    int64_t number, bytes;
};

/* The next line without its end; false at the end of the file. A line that is too long is cut and
 * marked. The line is valid until the next call. */
static bool next_line(struct lines *l, str *line)
{
    l->too_long = false;
    for (;;) {
        size_t end = str_find_byte(str_at(l->room + l->at, l->n - l->at), '\n', 0);

        if (end != STR_NONE || (l->end && l->n > l->at)) {
            if (end == STR_NONE) end = l->n - l->at;
            *line = str_at(l->room + l->at, end);
            l->at += end + 1 > l->n - l->at ? l->n - l->at : end + 1;
            l->number++;
            l->bytes += (int64_t)end + 1;
            /* Editors on Windows begin a file with a byte order mark. */
            if (l->number == 1 && str_starts(*line, S("\xef\xbb\xbf"))) *line = str_from(*line, 3);
            return true;
        }
        if (l->end) return false;
        if (l->n - l->at > DOCUMENT_IMPORT_LINE_MOST) { /* forget what was read of it */
            l->too_long = true;
            l->at = l->n;
        }
        for (size_t i = l->at; l->at && i < l->n; i++) l->room[i - l->at] = l->room[i];
        l->n -= l->at;
        l->at = 0;
        ssize_t got = read(l->fd, l->room + l->n, READ_BYTES);

        l->end = got <= 0;
        l->n += got > 0 ? (size_t)got : 0;
    }
}

/* ---- batches ------------------------------------------------------------------------------- */

/* A line, read and rendered, or what is wrong with it. */
struct entry {
    int64_t line;
    struct document_import in;
    struct document_text text;
    struct err *wrong;
    bool added;
};

/* While one batch is being written, the next one is read: both take about as long. */
struct batch {
    struct import *import;
    struct arena arena;
    struct entry entries[BATCH];
    size_t n;
    size_t first, last; /* the part that a transaction takes */
    struct err *fault;  /* of the machine: the import ends */
    pthread_t thread;
    bool running;
};

struct import {
    struct command_run *run;
    struct root *root;
    struct actor system;
    struct scope all;
    int64_t column_id, organ_id, now_ms;
    struct batch batches[2];
    int64_t added, known, bad;
    struct buf *report;
};

static void report(struct import *w, int64_t line, const struct err *e)
{
    w->bad++;
    if (w->bad > REPORTED_MOST) return;
    buf_printf(w->report, "第 %lld 行：%s%.*s%s%.*s\n", (long long)line, e->field.n ? "“" : "",
               STR_ARG(e->field), e->field.n ? "”：" : "", STR_ARG(e->message));
}

static struct err *put_range(struct db_tx *tx, struct arena *a, void *arg)
{
    struct batch *b = arg;
    struct import *w = b->import;

    for (size_t i = b->first; i < b->last; i++) {
        struct entry *x = &b->entries[i];
        int64_t id;

        if (x->wrong) continue;
        TRY(document_import(&w->root->env.flow, tx, a, &w->system, w->column_id, w->organ_id,
                            &x->in, &x->text, w->now_ms, &id, &x->added));
    }
    return NULL;
}

/* All at once; when one line is bad, one by one, so that the others still go in. */
static void *write_batch(void *arg)
{
    struct batch *b = arg;
    struct db *db = b->import->root->env.db;

    b->first = 0;
    b->last = b->n;
    struct err *e = b->n ? db_write(db, &b->arena, put_range, b) : NULL;

    for (size_t i = 0; e && !b->fault && i < b->n; i++) {
        b->first = i;
        b->last = i + 1;
        struct err *one = b->entries[i].wrong ? NULL : db_write(db, &b->arena, put_range, b);

        if (one && err_is_fault(one->code))
            b->fault = one;
        else if (one)
            b->entries[i].wrong = one;
    }
    return NULL;
}

/* Waits until the batch is durable, and counts it. */
static struct err *finish_batch(struct batch *b)
{
    struct import *w = b->import;
    struct err *fault;

    if (!b->running) return NULL;
    (void)pthread_join(b->thread, NULL);
    b->running = false;
    fault = err_copy(w->run->arena, b->fault);
    for (size_t i = 0; !fault && i < b->n; i++) {
        const struct entry *x = &b->entries[i];

        if (x->wrong) report(w, x->line, x->wrong);
        w->added += !x->wrong && x->added;
        w->known += !x->wrong && !x->added;
    }
    b->n = 0;
    b->fault = NULL;
    arena_reset(&b->arena);
    return fault;
}

static struct err *start_batch(struct batch *b)
{
    if (pthread_create(&b->thread, NULL, write_batch, b))
        return ERR(b->import->run->arena, OVERLOAD, "不能新建线程");
    b->running = true;
    return NULL;
}

/* Reads a line into the batch. A batch whose memory is used up is full before its last entry. */
static void take_line(struct batch *b, const struct lines *l, str line, str kind)
{
    struct entry *x = &b->entries[b->n++];

    *x = (struct entry){.line = l->number};
    if (l->too_long) {
        x->wrong = ERR(&b->arena, TOO_LARGE, "这一行超过16MB");
        return;
    }
    /* The line's bytes move with the next read. */
    x->wrong = document_import_read(&b->arena, str_copy(&b->arena, line), kind, &x->in);
    if (!x->wrong) x->wrong = document_text_read(&b->arena, S(""), x->in.body, &x->text);
}

static bool is_full(const struct batch *b)
{
    return b->n == BATCH || b->arena.taken > BATCH_BYTES;
}

static struct err *run_lines(struct import *w, struct lines *l, str kind,
                             struct sys_progress *progress)
{
    size_t at = 0;
    int64_t seen = 0;

    for (str line; next_line(l, &line);) {
        struct batch *b = &w->batches[at];

        sys_progress_add(progress, l->bytes - seen);
        seen = l->bytes;
        if (!l->too_long && !str_trim(line).n) continue;
        take_line(b, l, line, kind);
        if (!is_full(b)) continue;
        /* The other batch first: lines go in and are reported in their order. */
        at = 1 - at;
        TRY(finish_batch(&w->batches[at]));
        TRY(start_batch(b));
    }
    TRY(finish_batch(&w->batches[1 - at]));
    TRY(start_batch(&w->batches[at]));
    return finish_batch(&w->batches[at]);
}

static void tell(struct import *w, bool json)
{
    struct json_out o;
    struct buf *out = w->run->out;

    if (!json) {
        buf_printf(out, "导入 %lld 份，已有 %lld 份，有误跳过 %lld 行。\n", (long long)w->added,
                   (long long)w->known, (long long)w->bad);
        return;
    }
    json_out_init(&o, out, false);
    json_out_object(&o);
    json_out_name_int(&o, S("imported"), w->added);
    json_out_name_int(&o, S("known"), w->known);
    json_out_name_int(&o, S("bad"), w->bad);
    json_out_name_str(&o, S("report"), buf_str(w->report));
    json_out_object_end(&o);
    buf_byte(out, '\n');
}

static struct err *import_file(struct import *w, const struct import_options *o, str path)
{
    struct arena *a = w->run->arena;
    int64_t size;
    struct lines l = {
        .room = arena_bytes(a, (size_t)DOCUMENT_IMPORT_LINE_MOST + (size_t)2 * READ_BYTES)};
    struct sys_progress progress;

    TRY(sys_path_open(a, path, &l.fd, &size));
    sys_progress_begin(&progress, &w->root->env.clock, STDERR_FILENO, S("导入"),
                       size > 0 ? size : 0);
    struct err *e = run_lines(w, &l, o->kind, &progress);

    sys_progress_end(&progress);
    return e;
}

static struct err *find_place(struct import *w, const struct import_options *o)
{
    struct arena *a = w->run->arena;
    const struct directory_site *site;

    TRY(command_site(w->run, w->root, o->site, &site));
    const struct site_column *c = columns_by_path(&site->columns, o->column);

    if (!c) return ERR(a, BAD_REQUEST, "没有栏目 %.*s", STR_ARG(o->column));
    const struct organ *organ = o->organ.n       ? organs_by_code(&site->organs, o->organ)
                                : site->organs.n ? &site->organs.items[0]
                                                 : NULL;

    if (!organ) return ERR(a, BAD_REQUEST, "没有代号为“%.*s”的机构", STR_ARG(o->organ));
    w->column_id = c->id;
    w->organ_id = organ->id;
    w->all = (struct scope){site->info->id, S("/")};
    w->system = actor_system(&w->all, S("导入"));
    return NULL;
}

static struct err *run_import(struct command_run *r, int *status)
{
    const struct import_options *o = (const void *)r->options;
    struct root root;
    struct buf text;
    struct import *w = ARENA_NEW(r->arena, struct import);

    TRY(command_root(r, &root));
    buf_init(&text, r->arena, (size_t)4 * 1024 * 1024);
    w->run = r;
    w->root = &root;
    w->report = &text;
    w->now_ms = sys_now_ms(&root.env.clock);
    for (size_t i = 0; i < COUNT_OF(w->batches); i++) {
        w->batches[i].import = w;
        arena_init(&w->batches[i].arena, BATCH_ARENA);
    }
    struct err *e = find_place(w, o);

    if (!e) e = import_file(w, o, r->operands.items[0]);
    for (size_t i = 0; i < COUNT_OF(w->batches); i++) {
        if (w->batches[i].running) (void)pthread_join(w->batches[i].thread, NULL);
        arena_release(&w->batches[i].arena);
    }
    root_close(&root);
    if (e) return e;
    str lines = buf_str(&text);

    if (!r->options->json) (void)!write(STDERR_FILENO, lines.p, lines.n);
    tell(w, r->options->json);
    *status = w->bad ? EXIT_NO : EXIT_DONE;
    return NULL;
}

const struct command cmd_import_documents = {
    .name = "import documents",
    .operands = "FILE.jsonl --column PATH",
    .summary = "导入已公开的文件（每行一个 JSON），可重复运行",
    .options = options,
    .n_options = COUNT_OF(options),
    .options_size = sizeof(struct import_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_import,
};
