/* report check: a published report, or a folder of them; report sum: several added up. */
#include "app/command.h"

#include "base/vec.h"
#include "mod/report/read.h"
#include "mod/report/sum.h"
#include "mod/report/tell.h"
#include "sys/file.h"
#include "sys/progress.h"

#include <unistd.h>

enum { FOLDER_MOST = 5000 };

struct check_options {
    struct common_options common;
    str previous;
};

static const struct sys_option check_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("previous"),
     .value = S_INIT("FILE"),
     .help = S_INIT("上一年度的报告，用来核对年度之间的衔接"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct check_options, previous)},
};

static struct err *read_path(const struct read_service *reader, struct arena *a, str path,
                             struct report *out)
{
    struct read_doc doc;
    str bytes;

    TRY(sys_path_read(a, path, READ_LIMITS.input_bytes, &bytes));
    TRY(read_file(reader, a, bytes, path, &READ_LIMITS, &doc));
    return report_read(a, &doc, out);
}

/* What one file may take while it is read; what is kept of it is small. */
enum { ONE_FILE = 512 * 1024 * 1024 };

/* The same for one of many: the document goes, the report stays on `keep`. */
static struct err *read_and_keep(const struct read_service *reader, struct arena *keep, str path,
                                 struct report *out)
{
    struct arena a;
    struct report *r;

    arena_init(&a, ONE_FILE);
    r = ARENA_NEW(&a, struct report);
    struct err *e = err_copy(keep, read_path(reader, &a, path, r));

    if (!e) report_copy(keep, r, out);
    arena_release(&a);
    return e;
}

/* ---- a folder ------------------------------------------------------------------------------- */

/* What is kept of one file of many. */
struct row {
    str name;
    str problem; /* why it could not be read; empty: it was */
    str issuer, sum;
    int64_t year;
    enum report_format format;
    size_t wrong, doubtful, unchecked, unknown;
    str first; /* the first sentence */
};

static void check_one(const struct read_service *reader, struct arena *keep, str path, str name,
                      struct row *out)
{
    struct arena a;
    struct report *r;
    struct report_check c;

    arena_init(&a, ONE_FILE);
    r = ARENA_NEW(&a, struct report);
    *out = (struct row){.name = name, .problem = S(""), .issuer = S(""), .first = S("")};
    struct err *e = read_path(reader, &a, path, r);

    if (e) {
        out->problem = str_copy(keep, e->message);
    } else {
        report_check(&a, r, NULL, &c);
        out->issuer = str_copy(keep, r->issuer);
        out->year = r->year;
        out->format = r->format;
        out->wrong = c.wrong;
        out->doubtful = c.doubtful;
        out->unchecked = c.unchecked;
        out->unknown = c.unknown;
        for (size_t i = 0; i < c.n && !out->first.n; i++)
            if (c.findings[i].verdict != REPORT_UNCHECKED)
                out->first = str_copy(keep, c.findings[i].text);
    }
    arena_release(&a);
}

/* A cell of a CSV file; one that a spreadsheet would take for a formula begins with a quote. */
static void csv_cell(struct buf *out, str s)
{
    buf_byte(out, '"');
    if (s.n && str_find_byte(S("=+-@\t"), s.p[0], 0) != STR_NONE) buf_byte(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_byte(out, '"');
        buf_byte(out, s.p[i]);
    }
    buf_byte(out, '"');
}

static void overview_csv(struct arena *a, const struct row *rows, size_t n, struct buf *out)
{
    /* A byte order mark: without it spreadsheets take the text for GBK. */
    buf_lit(out, "\xEF\xBB\xBF"
                 "文件,单位,年度,格式,错误,请核实,没有核对,没有读出的格,说明\r\n");
    for (size_t i = 0; i < n; i++) {
        const struct row *r = &rows[i];

        csv_cell(out, r->name);
        buf_byte(out, ',');
        csv_cell(out, r->issuer);
        if (r->problem.n) {
            buf_lit(out, ",,,,,,,");
            csv_cell(out, r->problem);
            buf_lit(out, "\r\n");
            continue;
        }
        str year = r->year ? str_printf(a, "%lld", (long long)r->year) : S("");

        buf_printf(out, ",%.*s,%.*s,%zu,%zu,%zu,%zu,", STR_ARG(year),
                   STR_ARG(report_formats[r->format].id), r->wrong, r->doubtful, r->unchecked,
                   r->unknown);
        csv_cell(out, r->first);
        buf_lit(out, "\r\n");
    }
}

static void overview_json(const struct row *rows, size_t n, struct buf *out)
{
    struct json_out o;

    json_out_init(&o, out, false);
    json_out_array(&o);
    for (size_t i = 0; i < n; i++) {
        json_out_object(&o);
        json_out_name_str(&o, S("file"), rows[i].name);
        if (rows[i].problem.n) {
            json_out_name_str(&o, S("problem"), rows[i].problem);
        } else {
            json_out_name_str(&o, S("issuer"), rows[i].issuer);
            json_out_name_int(&o, S("year"), rows[i].year);
            json_out_name_str(&o, S("format"), report_formats[rows[i].format].id);
            json_out_name_int(&o, S("violations"), (int64_t)rows[i].wrong);
            json_out_name_int(&o, S("warnings"), (int64_t)rows[i].doubtful);
            json_out_name_int(&o, S("unchecked"), (int64_t)rows[i].unchecked);
            json_out_name_int(&o, S("unknown_cells"), (int64_t)rows[i].unknown);
            json_out_name_str(&o, S("text"), rows[i].first);
        }
        json_out_object_end(&o);
    }
    json_out_array_end(&o);
    buf_byte(out, '\n');
}

static struct err *check_folder(struct command_run *r, const struct read_service *reader,
                                const struct sys_dir *dir, str path, int *status)
{
    struct arena *a = r->arena;
    struct sys_clock clock = sys_clock_real();
    struct sys_progress progress;
    struct sys_listing files;
    size_t read = 0;

    TRY(sys_dir_list(a, dir, S("."), FOLDER_MOST, &files));
    struct row *rows = ARENA_ARRAY(a, struct row, files.n);

    sys_progress_begin(&progress, &clock, STDERR_FILENO, S("核对"), (int64_t)files.n);
    for (size_t i = 0; i < files.n; i++) {
        check_one(reader, a, str_printf(a, "%.*s/%.*s", STR_ARG(path), STR_ARG(files.names[i])),
                  files.names[i], &rows[i]);
        read += !rows[i].problem.n;
        if (rows[i].wrong || rows[i].problem.n) *status = EXIT_NO;
        sys_progress_add(&progress, 1);
    }
    sys_progress_end(&progress);
    if (!read) return ERR(a, BAD_REQUEST, "“%.*s”里没有读得出的年度报告", STR_ARG(path));
    if (r->options->json)
        overview_json(rows, files.n, r->out);
    else
        overview_csv(a, rows, files.n, r->out);
    return NULL;
}

/* ---- one file ------------------------------------------------------------------------------- */

static struct err *run_check(struct command_run *r, int *status)
{
    const struct check_options *o = (const void *)r->options;
    struct arena *a = r->arena;
    struct report *report = ARENA_NEW(a, struct report);
    struct report *previous = NULL;
    struct report_check c;
    struct json_out j;
    struct sys_dir dir;
    struct read_service *reader;
    str path = r->operands.items[0];

    TRY(read_service_open(a, &reader));
    if (!sys_dir_open(a, path, &dir)) {
        if (o->previous.n)
            return ERR(a, BAD_REQUEST, "--previous 只用于一份报告；“%.*s”是文件夹", STR_ARG(path));
        return check_folder(r, reader, &dir, path, status);
    }
    TRY(read_path(reader, a, path, report));
    if (o->previous.n) {
        previous = ARENA_NEW(a, struct report);
        TRY(read_path(reader, a, o->previous, previous));
        if (report->year && previous->year && report->year != previous->year + 1)
            return ERR(a, BAD_REQUEST, "上一年度的报告应为 %lld 年度，给出的是 %lld 年度",
                       (long long)report->year - 1, (long long)previous->year);
    }
    report_check(a, report, previous, &c);
    *status = c.wrong ? EXIT_NO : EXIT_DONE;
    if (r->options->json) {
        json_out_init(&j, r->out, false);
        report_tell_json(report, &c, previous != NULL, a, &j);
        buf_byte(r->out, '\n');
    } else {
        report_tell_text(report, &c, previous != NULL, path, a, r->out);
    }
    return NULL;
}

const struct command cmd_report_check = {
    .name = "report check",
    .operands = "FILE",
    .summary = "核对一份年度报告（HTML、DOCX、PDF、文本、XLSX、JSON），或者一个文件夹",
    .options = check_options,
    .n_options = COUNT_OF(check_options),
    .options_size = sizeof(struct check_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_check,
};

/* ---- report sum ----------------------------------------------------------------------------- */

enum { PARTS_MOST = 2000 };

struct sum_options {
    struct common_options common;
    str previous;
};

static const struct sys_option sum_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("previous"),
     .value = S_INIT("DIR"),
     .help = S_INIT("上一年度各单位报告的文件夹，按单位名称对应，核对结转"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct sum_options, previous)},
};

/* The readable reports of a folder; the others are none of the year before. */
static struct err *read_folder(const struct read_service *reader, struct arena *a, str path,
                               const struct report ***out, size_t *n)
{
    VEC(const struct report *) list = {0};
    struct sys_listing files;
    struct sys_dir dir;

    TRY(sys_dir_open(a, path, &dir));
    TRY(sys_dir_list(a, &dir, S("."), FOLDER_MOST, &files));
    for (size_t i = 0; i < files.n; i++) {
        struct report *r = ARENA_NEW(a, struct report);
        str file = str_printf(a, "%.*s/%.*s", STR_ARG(path), STR_ARG(files.names[i]));
        const struct err *e = read_and_keep(reader, a, file, r);

        if (!e) *vec_push(a, &list) = r;
    }
    *out = list.items;
    *n = list.n;
    return NULL;
}

static const struct report *year_before(const struct report *r, const struct report *const *all,
                                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (r->issuer.n && str_eq(all[i]->issuer, r->issuer) && all[i]->year + 1 == r->year)
            return all[i];
    return NULL;
}

static void sum_json(struct arena *a, const struct report_part *parts, size_t n,
                     const struct report_sum *s, struct buf *out)
{
    struct json_out o;

    json_out_init(&o, out, false);
    json_out_object(&o);
    json_out_name(&o, S("sum"));
    report_json_write(&s->sum, a, &o);
    json_out_name_int(&o, S("added"), (int64_t)s->added);
    json_out_name(&o, S("misfits"));
    json_out_array(&o);
    for (size_t i = 0; i < s->n_misfits; i++) {
        json_out_object(&o);
        json_out_name_str(&o, S("file"),
                          s->misfits[i].part < n ? parts[s->misfits[i].part].name : S(""));
        json_out_name_str(&o, S("text"), s->misfits[i].text);
        json_out_object_end(&o);
    }
    json_out_array_end(&o);
    json_out_object_end(&o);
    buf_byte(out, '\n');
}

static void count_text(struct buf *out, const struct report_cell *c)
{
    if (c->state == REPORT_KNOWN)
        buf_printf(out, "\t%lld", (long long)c->value);
    else
        buf_lit(out, "\t未知");
}

/* Columns parted by tabs: it can be pasted into a spreadsheet. */
static void sum_text(struct arena *a, const struct report_part *parts, const struct report_sum *s,
                     struct buf *out)
{
    size_t n;
    const struct report_figure *f = report_figures(s->sum.format, &n);

    buf_printf(out, "%lld 年度，%zu 份报告合计\n\n表二\n", (long long)s->sum.year, s->added);
    for (size_t i = 0; i < n; i++) {
        const struct report_cell *c = &s->sum.t2[i];

        buf_printf(out, "%.*s %.*s", STR_ARG(f[i].row_label), STR_ARG(f[i].column_label));
        if (c->state == REPORT_KNOWN && c->amount.n)
            buf_printf(out, "\t%.*s%.*s", STR_ARG(c->amount), STR_ARG(c->unit));
        else
            count_text(out, c);
        buf_byte(out, '\n');
    }
    buf_lit(out, "\n表三");
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        buf_printf(out, "\t%.*s", STR_ARG(report_columns[k].label));
    buf_byte(out, '\n');
    for (enum report_row i = 0; i < REPORT_ROWS; i++) {
        if (!s->sum.has[i]) continue;
        buf_add(out, report_row_name(a, i));
        for (size_t k = 0; k < REPORT_COLUMNS; k++) count_text(out, &s->sum.t3[i][k]);
        buf_byte(out, '\n');
    }
    buf_lit(out, "\n表四");
    for (size_t k = 0; k < REPORT_OUTCOMES; k++)
        buf_printf(out, "\t%.*s", STR_ARG(report_outcomes[k].label));
    buf_byte(out, '\n');
    for (size_t i = 0; i < REPORT_SUITS; i++) {
        buf_add(out, report_suits[i].label);
        for (size_t k = 0; k < REPORT_OUTCOMES; k++) count_text(out, &s->sum.t4[i][k]);
        buf_byte(out, '\n');
    }
    buf_add(out, s->n_misfits ? S("\n不合的地方\n") : S("\n没有不合的地方。\n"));
    for (size_t i = 0; i < s->n_misfits; i++)
        buf_printf(out, "  %.*s：%.*s\n", STR_ARG(parts[s->misfits[i].part].name),
                   STR_ARG(s->misfits[i].text));
}

static struct err *run_sum(struct command_run *r, int *status)
{
    const struct sum_options *o = (const void *)r->options;
    struct arena *a = r->arena;
    struct sys_clock clock = sys_clock_real();
    struct sys_progress progress;
    size_t n = r->operands.n;
    struct report_part *parts = ARENA_ARRAY(a, struct report_part, n);
    struct report_sum *sum = ARENA_NEW(a, struct report_sum);
    const struct report **before = NULL;
    struct read_service *reader;
    size_t n_before = 0;

    TRY(read_service_open(a, &reader));
    if (o->previous.n) TRY(read_folder(reader, a, o->previous, &before, &n_before));
    sys_progress_begin(&progress, &clock, STDERR_FILENO, S("汇总"), (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        struct report *report = ARENA_NEW(a, struct report);
        const struct err *e = read_and_keep(reader, a, r->operands.items[i], report);

        if (e)
            return ERR(a, BAD_REQUEST, "%.*s：%.*s", STR_ARG(r->operands.items[i]),
                       STR_ARG(e->message));
        parts[i] = (struct report_part){r->operands.items[i], report,
                                        year_before(report, before, n_before)};
        sys_progress_add(&progress, 1);
    }
    sys_progress_end(&progress);
    report_add(a, parts, n, sum);
    *status = sum->n_misfits ? EXIT_NO : EXIT_DONE;
    if (r->options->json)
        sum_json(a, parts, n, sum, r->out);
    else
        sum_text(a, parts, sum, r->out);
    return NULL;
}

const struct command cmd_report_sum = {
    .name = "report sum",
    .operands = "FILE…",
    .summary = "把下级的年度报告按列相加，指出不合的地方",
    .options = sum_options,
    .n_options = COUNT_OF(sum_options),
    .options_size = sizeof(struct sum_options),
    .operands_least = 1,
    .operands_most = PARTS_MOST,
    .run = run_sum,
};
