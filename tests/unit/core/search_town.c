#include "search_town.h"

#include "base/vec.h"
#include "core/flow_sql.h"
#include "core/publication_sql.h"
#include "text/json.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *path, *name;
    int parent; /* -1: the first level */
} column_table[TOWN_COLUMNS] = {
    {"policy", "政策文件", -1},
    {"news", "新闻动态", -1},
    {"notice", "通知公告", -1},
    {"finance", "财政信息", -1},
    {"policy/normative", "规范性文件", 0},
    {"policy/interpretation", "政策解读", 0},
    {"policy/other", "其他文件", 0},
    {"news/local", "本地要闻", 1},
    {"news/photo", "图片新闻", 1},
    {"notice/recruit", "人事招聘", 2},
    {"notice/bid", "招标采购", 2},
    {"notice/land", "征地拆迁", 2},
    {"finance/budget", "财政预算", 3},
    {"finance/final", "财政决算", 3},
    {"finance/audit", "审计公开", 3},
    {"policy/normative/old", "历史文件", 4},
};

struct making {
    struct arena *keep;
    str code;
    struct town *town;
};

static struct err *make_organs(struct db_tx *tx, struct arena *a, struct making *m)
{
    struct town *t = m->town;

    for (size_t i = 0; i < TOWN_ORGANS; i++) {
        struct organ o = {.parent_id = i ? t->organs[0] : 0,
                          .code = str_printf(a, "%.*s-%zu", STR_ARG(m->code), i),
                          .uscc = S(""),
                          .name = str_printf(a, "第%zu办公室", i),
                          .short_name = S("办"),
                          .kind = S("organ")};
        str path;

        TRY(organ_create(tx, a, t->scope.site, &o, i ? t->paths[0] : S(""), (int64_t)i,
                         &t->organs[i], &path));
        t->paths[i] = str_copy(m->keep, path);
    }
    t->scope.organs = t->paths[0];
    return NULL;
}

static struct err *make(struct db_tx *tx, struct arena *a, void *arg)
{
    struct making *m = arg;
    struct town *t = m->town;
    struct site_info site = {.code = m->code,
                             .name = S("临江市"),
                             .short_name = S("临江"),
                             .domain = S("localhost"),
                             .site_code = S(""),
                             .icp = S(""),
                             .police = S(""),
                             .sponsor = S(""),
                             .address = S(""),
                             .postcode = S(""),
                             .phone = S(""),
                             .email = S(""),
                             .theme = S(""),
                             .icp_url = S(""),
                             .police_url = S(""),
                             .find_error_url = S(""),
                             .mark_url = S("")};

    TRY(site_create(tx, a, &site, NULL, 0, 1, &t->scope.site));
    TRY(make_organs(tx, a, m));
    for (size_t i = 0; i < TOWN_COLUMNS; i++) {
        int parent = column_table[i].parent;
        struct site_column c = {.parent_id = parent < 0 ? 0 : t->columns[parent],
                                .path = str_of(column_table[i].path),
                                .name = str_of(column_table[i].name),
                                .type = S("list"),
                                .description = S(""),
                                .keywords = S(""),
                                .art20 = S(""),
                                .in_menu = true};

        TRY(column_create(tx, a, t->scope.site, &c, (int64_t)i, &t->columns[i]));
    }
    return NULL;
}

static struct err *load_columns(struct db_tx *tx, struct arena *a, void *arg)
{
    struct town *t = arg;

    return columns_load(tx, a, t->scope.site, &t->tree);
}

struct err *town_make(struct db *db, struct arena *a, str code, struct town *out)
{
    struct making m = {.keep = a, .code = code, .town = out};

    TRY(db_write(db, a, make, &m));
    return db_read(db, a, load_columns, out);
}

struct err *town_open(struct db *db, struct arena *a, int64_t site, struct town *out)
{
    out->scope.site = site;
    return db_read(db, a, load_columns, out);
}

struct err *town_publish(struct db_tx *tx, struct arena *a, const struct town *t,
                         const struct paper *p, int64_t *id)
{
    int64_t at = date_start_ms(p->on) + (int64_t)9 * 3600 * 1000;
    struct review_insert_row review;

    *id = p->id;
    if (!p->id) {
        struct flow_case_insert_row row;

        TRY(flow_case_insert(tx, a, t->scope, t->organs[p->organ], t->paths[p->organ],
                             S("document"), S("published"), p->title, opt_int64(at), at, &row));
        *id = row.id;
    }
    TRY(review_insert(tx, a, t->scope, *id, 1, S("pass"), S(""), S(""), S(""), S(""),
                      (struct opt_int64){0}, S("审查员"), at, &review));
    struct publication_in in = {
        .disclosure = S("active"),
        .id = *id,
        .column_id = t->columns[p->column],
        .review_id = review.id,
        .content_version = 1,
        .kind = p->kind.n ? p->kind : S("policy"),
        .title = p->title,
        .summary = S(""),
        .html = {S("")},
        .plain = p->body,
        .document_no = p->document_no,
        .index_no = p->index_no.n ? p->index_no : str_printf(a, "IDX/%lld", (long long)*id),
        .issuer = p->issuer,
        .source = S(""),
        .theme = S(""),
        .genre = S(""),
        .keywords = p->keywords,
        .art20 = S(""),
        .validity = S("valid"),
        .made_on = p->on,
        .effective_on = DATE_NONE,
        .repealed_on = DATE_NONE,
        .published_ms = at,
    };

    return publication_publish(tx, a, t->scope, &t->tree, &in, at);
}

struct law *town_laws(struct arena *a, const char *path, size_t most, size_t *n)
{
    struct {
        struct law *items;
        size_t n, room;
    } laws = {0};
    str command = str_printf(a, "test -r '%s' && zstd -dc '%s'", path, path);
    FILE *f = popen(str_z(a, command), "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t got;

    *n = 0;
    if (!f) return NULL;
    while (laws.n < most && (got = getline(&line, &room, f)) > 0) {
        const struct json *v;
        struct json_limits limits = {.bytes = 16 * 1024 * 1024};
        struct law law;

        if (json_parse(a, str_at(line, (size_t)got), limits, &v) ||
            json_take_str(a, v, S("title"), 1000, &law.title) ||
            json_take_str(a, v, S("body"), 5000000, &law.body))
            continue;
        *vec_push(a, &laws) = law;
    }
    free(line);
    (void)pclose(f);
    *n = laws.n;
    return laws.items;
}

uint64_t town_random(uint64_t *state, uint64_t below)
{
    uint64_t x = (*state += 0x9e3779b97f4a7c15ULL);

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return below ? (x ^ x >> 31) % below : 0;
}
