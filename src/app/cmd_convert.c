/*
 * convert: what the program reads out of a file, as JSON. The same way as in the server: a child of
 * the starter, in its sandbox (read/read.h). It needs no installation.
 */
#include "app/command.h"

#include "read/read.h"
#include "sys/file.h"
#include "text/json.h"

static const char *const formats[] = {
    [READ_UNKNOWN] = "", [READ_HTML] = "html", [READ_DOCX] = "docx", [READ_XLSX] = "xlsx",
    [READ_PDF] = "pdf",  [READ_TEXT] = "text", [READ_JSON] = "json",
};

static void write_table(struct json_out *o, const struct read_table *t)
{
    json_out_name_int(o, S("rows"), (int64_t)t->rows);
    json_out_name_int(o, S("columns"), (int64_t)t->columns);
    if (t->name.n) json_out_name_str(o, S("name"), t->name);
    json_out_name(o, S("cells"));
    json_out_array(o);
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];

        json_out_object(o);
        json_out_name_int(o, S("row"), (int64_t)c->row);
        json_out_name_int(o, S("column"), (int64_t)c->column);
        if (c->rows != 1) json_out_name_int(o, S("rows"), (int64_t)c->rows);
        if (c->columns != 1) json_out_name_int(o, S("columns"), (int64_t)c->columns);
        if (c->header) json_out_name_bool(o, S("header"), true);
        json_out_name_str(o, S("text"), c->text);
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

static void write_block(struct json_out *o, const struct read_block *b)
{
    static const char *const kinds[] = {
        [READ_HEADING] = "heading", [READ_PARAGRAPH] = "paragraph", [READ_TABLE] = "table"};

    json_out_object(o);
    json_out_name_str(o, S("kind"), str_of(kinds[b->kind]));
    if (b->level) json_out_name_int(o, S("level"), b->level);
    if (b->page) json_out_name_int(o, S("page"), b->page);
    if (b->kind == READ_TABLE)
        write_table(o, &b->table);
    else
        json_out_name_str(o, S("text"), b->text);
    json_out_object_end(o);
}

static struct err *run_convert(struct command_run *r, int *status)
{
    struct read_service *service;
    struct read_doc d;
    struct json_out o;
    str bytes;

    (void)status;
    /* First, while nothing of the file is in memory yet. */
    TRY(read_service_open(r->arena, &service));
    TRY(sys_path_read(r->arena, r->operands.items[0], READ_LIMITS.input_bytes, &bytes));
    TRY(read_file(service, r->arena, bytes, r->operands.items[0], &READ_LIMITS, &d));
    json_out_init(&o, r->out, false);
    json_out_object(&o);
    json_out_name_str(&o, S("format"), str_of(formats[d.format]));
    json_out_name_str(&o, S("title"), d.title);
    json_out_name_bool(&o, S("truncated"), d.truncated);
    json_out_name(&o, S("blocks"));
    json_out_array(&o);
    for (size_t i = 0; i < d.n_blocks; i++) write_block(&o, &d.blocks[i]);
    json_out_array_end(&o);
    json_out_object_end(&o);
    buf_byte(r->out, '\n');
    return NULL;
}

static const struct sys_option options[] = {COMMAND_COMMON};

const struct command cmd_convert = {
    .name = "convert",
    .operands = "FILE",
    .summary = "在隔离的进程里读取网页、DOCX、XLSX、PDF 或文本，以 JSON 输出（“-”为标准输入）",
    .options = options,
    .n_options = COUNT_OF(options),
    .options_size = sizeof(struct common_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_convert,
};
