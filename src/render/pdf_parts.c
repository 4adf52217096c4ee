/* The parts of a paper as rows: head, text, end (GB/T 9704-2012, clause 7). */
#include "render/pdf_inside.h"

#include "base/utf8.h"

static const double PAGE_W = 595.276;

void pdf_style_of(const struct paper *p, struct pdf_style *out)
{
    if (p->kind == PAPER_REPORT) {
        *out = (struct pdf_style){.area = {MM(25), MM(25), MM(160), MM(245)},
                                  .face = PAPER_SONG,
                                  .size = 12,
                                  .pitch = 21};
        return;
    }
    /* 天头 37 mm, 订口 28 mm, 版心 156 x 225 mm; 22 lines of 28 characters (5.2.1, 5.2.3). */
    *out = (struct pdf_style){.area = {MM(28), MM(37), MM(156), MM(225)},
                              .face = PAPER_FANG,
                              .size = 16,
                              .pitch = MM(225) / 22,
                              .spacing = MM(156) / 28 - 16 - 0.003};
}

/* ---- lines --------------------------------------------------------------------------------- */

struct line {
    enum paper_face face;
    double size,
        pitch; /* pitch 0: that of the text; below 0: the next row begins at this one's top */
    double x;
    bool red;
    enum rich_align align;
};

static double em(const struct pdf_job *j)
{
    return j->style.size + j->style.spacing;
}

/* A text of the frame (number, signature …): no break behind it. */
static void push_line(struct pdf_job *j, str text, const struct line *l)
{
    struct pdf_look look = {.face = l->face,
                            .size = l->size > 0 ? l->size : j->style.size,
                            .spacing = l->size > 0 ? 0 : j->style.spacing,
                            .width = j->style.area.w - l->x,
                            .align = l->align};
    struct pdf_push_text t = {.layout = pdf_layout_text(j, text, &look),
                              .size = look.size,
                              .pitch = l->pitch > 0 ? l->pitch : j->style.pitch,
                              .x = l->x,
                              .keep = true,
                              .red = l->red};

    pdf_push_lines(j, &t);
    if (l->pitch < 0) j->queue.items[j->queue.n - 1].height = 0;
}

static void push_rule(struct pdf_job *j, double height, double thick, double x, double w)
{
    struct pdf_row *r = pdf_push(j, PDF_RULE, height);

    r->thick = thick;
    r->x = x;
    r->width = w;
    r->red = true;
    r->keep = true;
}

static double text_width(struct pdf_job *j, str text, enum paper_face face, double size)
{
    struct pdf_look look = {
        .face = face, .size = size, .spacing = size < j->style.size ? 0 : j->style.spacing};
    PangoLayout *layout = pdf_layout_text(j, text, &look);
    double w = pdf_layout_width(layout);

    return w;
}

/* ---- head ---------------------------------------------------------------------------------- */

static void push_balanced(struct pdf_job *j, str text, const struct line *l)
{
    str *lines;
    size_t n;

    paper_title_lines(j->a, text, (size_t)(j->style.area.w / l->size), &lines, &n);
    for (size_t i = 0; i < n; i++) push_line(j, lines[i], l);
}

static void push_mark(struct pdf_job *j)
{
    const struct paper *p = j->paper;
    double size = j->style.area.w / (double)(utf8_count(p->mark) ? utf8_count(p->mark) : 1);
    struct line l = {.face = PAPER_TITLE, .red = true, .align = RICH_CENTER};

    /* As large as it fits, not larger than marks of the State Council; long ones in two lines. */
    l.size = size > 46 ? 46 : size < 24 ? 32 : size;
    l.pitch = l.size * 1.25;
    push_balanced(j, p->mark, &l);
}

/* 份号, 密级, 紧急程度: from the first line on; gives the height. */
static double push_class(struct pdf_job *j)
{
    const struct paper *p = j->paper;
    const str lines[] = {p->copy_no, p->secrecy, p->urgency};
    double used = 0;

    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (!lines[i].n) continue;
        push_line(j, lines[i], &(struct line){.face = i ? PAPER_HEI : PAPER_FANG});
        used += j->style.pitch;
    }
    return used;
}

static void push_number(struct pdf_job *j)
{
    const struct paper *p = j->paper;

    if (!p->signer.n) {
        push_line(j, p->number, &(struct line){.face = PAPER_FANG, .align = RICH_CENTER});
        return;
    }
    double name = text_width(j, p->signer, PAPER_KAI, j->style.size);
    double label = text_width(j, S("签发人："), PAPER_FANG, j->style.size);
    double right = j->style.area.w - em(j);

    push_line(j, p->number, &(struct line){.face = PAPER_FANG, .x = em(j), .pitch = -1});
    push_line(j, S("签发人："),
              &(struct line){.face = PAPER_FANG, .x = right - name - label, .pitch = -1});
    push_line(j, p->signer, &(struct line){.face = PAPER_KAI, .x = right - name});
}

static void push_official_head(struct pdf_job *j)
{
    double used = push_class(j);

    if (!j->paper->mark.n) return;
    /* The upper edge of the mark is 35 mm below that of the area (7.2.4). */
    if (MM(35) > used) pdf_push_space(j, MM(35) - used - 4);
    pdf_keep_last(j, 1);
    push_mark(j);
    pdf_push_space(j, 2 * j->style.pitch);
    pdf_keep_last(j, 1);
    push_number(j);
    /* 4 mm below the number (7.2.7). */
    pdf_push_space(j, MM(4) - (j->style.pitch - j->style.size) / 2);
    pdf_keep_last(j, 1);
    push_rule(j, MM(0.5), MM(0.5), 0, j->style.area.w);
    pdf_push_space(j, 2 * j->style.pitch);
    pdf_keep_last(j, 1);
}

/* 信函格式 (10.1): double line of 170 mm, thick above thin; the number right below it. */
static void push_letter_head(struct pdf_job *j)
{
    double x = (PAGE_W - MM(170)) / 2 - j->style.area.x;

    push_mark(j);
    pdf_push_space(j, MM(4) - 6);
    pdf_keep_last(j, 1);
    push_rule(j, 3.4, 2.2, x, MM(170));
    push_rule(j, 1.6, 0.8, x, MM(170));
    if (j->paper->number.n) {
        double w = text_width(j, j->paper->number, PAPER_FANG, j->style.size);

        push_line(j, j->paper->number,
                  &(struct line){.face = PAPER_FANG, .x = j->style.area.w - w, .pitch = -1});
    }
    if (push_class(j) <= 0) pdf_push_space(j, j->style.pitch);
    pdf_push_space(j, 2 * j->style.pitch);
    pdf_keep_last(j, 2);
}

void pdf_push_head(struct pdf_job *j)
{
    const struct paper *p = j->paper;
    struct line title = {.face = PAPER_TITLE, .size = 22, .pitch = 33, .align = RICH_CENTER};

    if (p->kind == PAPER_OFFICIAL) push_official_head(j);
    if (p->kind == PAPER_LETTER && p->mark.n) push_letter_head(j);
    if (p->title.n) push_balanced(j, p->title, &title);
    if (p->subtitle.n)
        push_line(j, p->subtitle,
                  &(struct line){.face = PAPER_KAI, .size = 14, .align = RICH_CENTER});
    if (p->title.n) {
        pdf_push_space(j, j->style.pitch);
        pdf_keep_last(j, 1);
    }
    if (p->addressee.n)
        push_line(j, str_cat(j->a, p->addressee, S("：")), &(struct line){.face = j->style.face});
}

/* ---- blocks -------------------------------------------------------------------------------- */

/* 第一章 …, 第二节 …: in the middle, as laws are printed. */
static bool is_chapter(str text)
{
    static const str units[] = {S_INIT("章"), S_INIT("节"), S_INIT("编")};

    if (!str_starts(text, S("第"))) return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_find(str_head(text, 24), units[i], 0) != STR_NONE) return true;
    return false;
}

static size_t next_heading(struct pdf_job *j)
{
    return ++j->headings_seen;
}

static void push_heading(struct pdf_job *j, const struct paper_block *b)
{
    static const enum paper_face official[] = {PAPER_HEI, PAPER_KAI, PAPER_FANG, PAPER_FANG};
    static const double report[] = {15, 13, 12, 12};
    size_t level = b->level < 1 ? 0 : b->level > 4 ? 3 : (size_t)b->level - 1;
    bool plain = j->paper->kind == PAPER_REPORT;
    bool middle = b->align == RICH_CENTER ||
                  (b->align == RICH_LEFT && is_chapter(paper_runs_text(j->a, b->runs, b->n_runs)));
    struct pdf_look look = {.face = plain ? PAPER_HEI : official[level],
                            .size = plain ? report[level] : j->style.size,
                            .spacing = plain ? 0 : j->style.spacing,
                            .width = j->style.area.w,
                            .indent = plain || middle || b->align ? 0 : 2 * em(j),
                            .align = middle ? RICH_CENTER : b->align};
    struct pdf_push_text t = {.layout = pdf_layout(j, b->runs, b->n_runs, &look),
                              .size = look.size,
                              .pitch = plain ? look.size * 1.75 : j->style.pitch,
                              .before = plain ? look.size * 0.5 : 0,
                              .keep = true,
                              .runs = b->runs,
                              .n_runs = b->n_runs,
                              .heading = next_heading(j)};

    pdf_push_lines(j, &t);
}

static void push_paragraph(struct pdf_job *j, const struct paper_block *b)
{
    double x = b->indent * 2 * em(j);
    double most = j->style.area.w / 2;

    if (x > most) x = most;
    struct pdf_look look = {.face = j->style.face,
                            .size = j->style.size,
                            .spacing = j->style.spacing,
                            .width = j->style.area.w - x,
                            .indent = b->align != RICH_LEFT || b->flush ? 0 : 2 * em(j),
                            .align = b->align};
    struct pdf_push_text t = {.layout = pdf_layout(j, b->runs, b->n_runs, &look),
                              .size = look.size,
                              .pitch = j->style.pitch,
                              .x = x,
                              .justify = b->align == RICH_LEFT,
                              .runs = b->runs,
                              .n_runs = b->n_runs};

    pdf_push_lines(j, &t);
}

/* The label stands before the text, further lines below the text. */
static void push_labelled(struct pdf_job *j, str label, double x, double right,
                          const struct paper_run *runs, size_t n)
{
    struct paper_run *all = ARENA_ARRAY(j->a, struct paper_run, n + 1);
    str before = label.n ? str_cat(j->a, label, S(" ")) : S("");
    double hang = before.n ? text_width(j, before, j->style.face, j->style.size) : 0;

    all[0] = (struct paper_run){.text = before, .href = S("")};
    for (size_t i = 0; i < n; i++) all[i + 1] = runs[i];
    if (x > j->style.area.w / 2) x = j->style.area.w / 2;
    struct pdf_look look = {.face = j->style.face,
                            .size = j->style.size,
                            .spacing = j->style.spacing,
                            .width = j->style.area.w - x - right,
                            .indent = -hang};
    struct pdf_push_text t = {.layout = pdf_layout(j, all, n + 1, &look),
                              .size = look.size,
                              .pitch = j->style.pitch,
                              .x = x,
                              .justify = true,
                              .runs = all,
                              .n_runs = n + 1};

    pdf_push_lines(j, &t);
}

static void push_code(struct pdf_job *j, const struct paper_block *b)
{
    struct pdf_look look = {.face = PAPER_SONG, .size = 10.5, .width = j->style.area.w - 2 * em(j)};
    struct pdf_push_text t = {.layout = pdf_layout(j, b->runs, b->n_runs, &look),
                              .size = look.size,
                              .pitch = look.size * 1.5,
                              .x = 2 * em(j),
                              .before = 4};

    pdf_push_lines(j, &t);
}

static void push_image(struct pdf_job *j, const struct paper_block *b)
{
    double w = 0;
    double h = 0;
    struct pdf_row *r = pdf_push(j, PDF_IMAGE, 0);

    r->image = pdf_image_open(b->image->bytes, &w, &h);
    if (!r->image) {
        str alt = b->image->alt.n
                      ? str_cat(j->a, str_cat(j->a, S("［图片："), b->image->alt), S("］"))
                      : S("［图片］");

        j->queue.n--;
        push_line(j, alt, &(struct line){.face = PAPER_KAI, .size = 12, .align = RICH_CENTER});
        j->queue.items[j->queue.n - 1].keep = false;
        return;
    }
    double scale = b->image->width_mm > 0 ? MM(b->image->width_mm) / w : 1;

    if (w * scale > j->style.area.w) scale = j->style.area.w / w;
    if (h * scale > j->style.area.h * 0.92) scale = j->style.area.h * 0.92 / h;
    r->height = h * scale + 6;
    r->width = w * scale;
    r->before = 6;
    r->x = (j->style.area.w - r->width) / 2;
}

void pdf_push_blocks(struct pdf_job *j, const struct paper_blocks *blocks)
{
    for (size_t i = 0; i < blocks->n && !j->over; i++) {
        struct paper_block clean = blocks->items[i];
        const struct paper_block *b = &clean;
        struct pdf_row *r;

        clean.runs = paper_runs_clean(j->a, b->runs, b->n_runs);

        switch (b->kind) {
        case PAPER_PARAGRAPH:
            push_paragraph(j, b);
            /* The line that says what a table is about stays with it. */
            if (i + 1 < blocks->n && blocks->items[i + 1].kind == PAPER_TABLE && b->n_runs)
                pdf_keep_last(j, 1);
            break;
        case PAPER_HEADING:
            push_heading(j, b);
            break;
        case PAPER_ITEM:
            push_labelled(j, b->label, (2 + 2 * b->level) * em(j), 0, b->runs, b->n_runs);
            break;
        case PAPER_CODE:
            push_code(j, b);
            break;
        case PAPER_TABLE:
            pdf_push_table(j, b->table);
            break;
        case PAPER_IMAGE:
            push_image(j, b);
            break;
        case PAPER_RULE:
            r = pdf_push(j, PDF_RULE, j->style.pitch);
            r->thick = 0.5;
            r->x = j->style.area.w / 3;
            r->width = j->style.area.w / 3;
            break;
        case PAPER_PAGE_BREAK:
            (void)pdf_push(j, PDF_BREAK, 0);
            break;
        }
    }
}

/* ---- contents ------------------------------------------------------------------------------ */

void pdf_push_contents(struct pdf_job *j)
{
    if (!j->paper->contents || !j->headings.n) return;
    push_line(j, S("目　录"), &(struct line){.face = PAPER_HEI, .size = 16, .align = RICH_CENTER});
    for (size_t i = 0; i < j->headings.n && !j->over; i++) {
        const struct pdf_heading *h = &j->headings.items[i];
        double x = (h->level - 1) * 2 * j->style.size;
        struct pdf_look look = {.face = PAPER_SONG,
                                .size = j->style.size,
                                .width = j->style.area.w - x - 4 * j->style.size};

        if (h->level > 3) continue;
        PangoLayout *layout = pdf_layout_text(j, h->text, &look);

        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        struct pdf_row *r = pdf_push(j, PDF_ENTRY, j->style.pitch);

        r->layout = g_object_ref(layout);
        r->line = pango_layout_get_line_readonly(layout, 0);
        r->x = x;
        r->baseline = pdf_baseline(j->style.size, j->style.pitch);
        r->heading = i + 1;
    }
    (void)pdf_push(j, PDF_BREAK, 0);
}

/* ---- end ----------------------------------------------------------------------------------- */

/* 附件说明 (7.3.4): two characters in, names below each other, no full stop. */
static void push_attachment_names(struct pdf_job *j)
{
    const struct paper *p = j->paper;

    if (!p->n_attachment_names) return;
    pdf_keep_last(j, 2); /* no page without text */
    pdf_push_space(j, j->style.pitch);
    pdf_keep_last(j, 1);
    push_line(j, S("附件："), &(struct line){.face = j->style.face, .x = 2 * em(j), .pitch = -1});
    for (size_t i = 0; i < p->n_attachment_names; i++) {
        str label = p->n_attachment_names > 1 ? str_printf(j->a, "%zu.", i + 1) : S("");

        push_labelled(j, label, 5 * em(j), 0,
                      paper_run_of(j->a, paper_clean(j->a, p->attachment_names[i])), 1);
        if (i + 1 < p->n_attachment_names) pdf_keep_last(j, 1);
    }
}

/*
 * 署名 and 成文日期 (7.3.5). With a seal the date stands four characters from the right and the
 * organ is centred over it; without, the organ stands two characters from the right and the date
 * begins two characters behind it, or, where the date is longer, is itself two from the right.
 */
static void push_signature(struct pdf_job *j)
{
    const struct paper_signature *s = &j->paper->signature;
    double w = j->style.area.w;
    double date = text_width(j, s->date, j->style.face, j->style.size);
    double date_x = w - 4 * em(j) - date;

    if (!s->date.n && !s->n_organs) return;
    pdf_keep_last(j, 2);
    pdf_push_space(j, j->style.pitch * (s->sealed ? 3 : 1));
    pdf_keep_last(j, 1);
    for (size_t i = 0; i < s->n_organs; i++) {
        double organ = text_width(j, s->organs[i], j->style.face, j->style.size);
        double x = w - 2 * em(j) - organ;

        if (s->sealed) {
            x = date_x + (date - organ) / 2;
            if (x + organ > w) x = w - organ;
        } else if (i == 0) {
            date_x = x + 2 * em(j);
            if (date_x + date > w - 2 * em(j)) {
                date_x = w - 2 * em(j) - date;
                if (x > date_x - 2 * em(j)) x = date_x - 2 * em(j);
            }
        }
        if (x < 0) x = 0;
        push_line(j, s->organs[i], &(struct line){.face = j->style.face, .x = x});
    }
    push_line(j, s->date, &(struct line){.face = j->style.face, .x = date_x > 0 ? date_x : 0});
    j->queue.items[j->queue.n - 1].keep = false;
}

void pdf_push_end(struct pdf_job *j)
{
    push_attachment_names(j);
    push_signature(j);
    if (!j->paper->note.n) return;
    pdf_keep_last(j, 1);
    push_line(j, str_cat(j->a, str_cat(j->a, S("（"), j->paper->note), S("）")),
              &(struct line){.face = j->style.face, .x = 2 * em(j)});
    j->queue.items[j->queue.n - 1].keep = false;
}

/* Each begins a page: 附件 and its number at the left, the title two lines below (7.3.7). */
void pdf_push_annexes(struct pdf_job *j)
{
    const struct paper *p = j->paper;

    for (size_t i = 0; i < p->n_annexes && !j->over; i++) {
        struct line title = {.face = PAPER_TITLE, .size = 22, .pitch = 33, .align = RICH_CENTER};

        size_t heading = next_heading(j);

        (void)pdf_push(j, PDF_BREAK, 0);
        if (!p->annexes[i].enclosed) {
            push_line(j, p->n_annexes > 1 ? str_printf(j->a, "附件%zu", i + 1) : S("附件"),
                      &(struct line){.face = PAPER_HEI});
            j->queue.items[j->queue.n - 1].heading = heading;
            pdf_push_space(j, j->style.pitch);
            pdf_keep_last(j, 1);
            heading = 0;
        }
        push_balanced(j, p->annexes[i].title, &title);
        if (heading) j->queue.items[j->head].heading = heading; /* the first row of its page */
        pdf_push_space(j, j->style.pitch);
        pdf_keep_last(j, 1);
        pdf_push_blocks(j, &p->annexes[i].body);
    }
}
