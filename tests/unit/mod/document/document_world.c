#include "document_world.h"

#include "mod/document/document_sql.h"

#include <string.h>

const struct document_review_input document_clean_review = {
    S_INIT("pass"), S_INIT("pass"), S_INIT("《政府信息公开条例》第十七条"), S_INIT("")};
const struct document_reason_input document_some_reason = {S_INIT("文字有误")};

static const struct db_module *const modules[] = {&document_db};
static const struct flow *const flows[] = {&document_flow};

void document_world_modules(void)
{
    world_modules(modules, COUNT_OF(modules));
}

static const str draft[] = {S_INIT("document.draft")};
static const str section[] = {S_INIT("document.return"), S_INIT("document.section")};
static const str office[] = {S_INIT("document.attribute"), S_INIT("document.draft"),
                             S_INIT("document.office"), S_INIT("document.return")};
static const str sign[] = {S_INIT("document.return"), S_INIT("document.sign")};
static const str review[] = {S_INIT("document.return"), S_INIT("document.review")};
static const str publish[] = {S_INIT("document.publish"), S_INIT("document.withdraw")};
static const str all[] = {
    S_INIT("document.attribute"), S_INIT("document.draft"),  S_INIT("document.office"),
    S_INIT("document.publish"),   S_INIT("document.return"), S_INIT("document.review"),
    S_INIT("document.section"),   S_INIT("document.sign"),   S_INIT("document.withdraw"),
};

void document_world_make(void **state, struct document_world *d)
{
    struct world *w = world_of(state);
    struct document_people *p = &d->people;

    *d = (struct document_world){.w = w};
    w->flow.flows = flows;
    w->flow.n_flows = COUNT_OF(flows);
    p->drafter = world_person(w, w->bureau, w->bureau_path, S("drafter"), draft, COUNT_OF(draft));
    p->chief = world_person(w, w->bureau, w->bureau_path, S("chief"), section, COUNT_OF(section));
    p->office = world_person(w, w->zone, w->zone_path, S("office"), office, COUNT_OF(office));
    p->second = world_person(w, w->zone, w->zone_path, S("second"), office, COUNT_OF(office));
    p->leader = world_person(w, w->zone, w->zone_path, S("leader"), sign, COUNT_OF(sign));
    p->reviewer = world_person(w, w->zone, w->zone_path, S("reviewer"), review, COUNT_OF(review));
    p->publisher =
        world_person(w, w->zone, w->zone_path, S("publisher"), publish, COUNT_OF(publish));
    p->everything = world_person(w, w->zone, w->zone_path, S("everything"), all, COUNT_OF(all));
    p->rival = world_person(w, w->rival, w->rival_path, S("rival"), all, COUNT_OF(all));
    p->foreign = world_person(w, w->foreign, w->foreign_path, S("foreign"), all, COUNT_OF(all));
}

struct document_input document_typed(struct document_world *d)
{
    return (struct document_input){
        .title = S("关于促进企业发展的若干意见"),
        .tree = S(""),
        .text = S("# 总则\n\n为了促进企业发展，制定本意见。\n"),
        .column = d->w->normative,
        .kind = S("policy"),
        .summary = S(""),
        .attribute = S("active"),
        .attribute_reason = S(""),
        .document_no = S("临开管〔2020〕3号"),
        .issuer = S("临港开发区管委会"),
        .source = S(""),
        .theme = S("综合政务"),
        .genre = S("意见"),
        .keywords = S("企业"),
        .art20 = S(""),
        .validity = S("valid"),
        .made_on = date_of_ms(world_now(d->w)),
        .effective_on = DATE_NONE,
        .repealed_on = DATE_NONE,
    };
}

struct firing {
    struct document_world *d;
    const struct person *who;
    const char *event;
    const void *fields;
};

static struct err *fire(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct firing *f = arg;
    struct document_world *d = f->d;

    return flow_fire(&d->w->flow, tx, a, &document_flow, &f->who->actor, d->id, d->version,
                     str_of(f->event), f->fields, S("{}"), S(""), world_now(d->w), &d->result);
}

struct err *document_fire(struct document_world *d, const struct person *who, const char *event,
                          const void *fields)
{
    struct firing f = {d, who, event, fields};

    TRY(db_write(d->w->db, d->w->a, fire, &f));
    d->version = d->result.version;
    return NULL;
}

static struct err *start(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct firing *f = arg;
    struct document_world *d = f->d;
    const struct document_input *in = f->fields;

    return flow_start(&d->w->flow, tx, a, &document_flow, &f->who->actor, S("create"), d->w->bureau,
                      in->title, in, S("{}"), S(""), world_now(d->w), &d->result);
}

struct err *document_create(struct document_world *d, const struct person *who,
                            const struct document_input *in)
{
    struct firing f = {d, who, "create", in};

    TRY(db_write(d->w->db, d->w->a, start, &f));
    d->id = d->result.id;
    d->version = d->result.version;
    return NULL;
}

void document_walk(struct document_world *d, const char *last)
{
    const struct document_people *p = &d->people;
    const struct {
        const char *event;
        const struct person *who;
        const void *fields;
    } steps[] = {
        {"submit", p->drafter, NULL},
        {"pass_section", p->chief, NULL},
        {"pass_office", p->office, NULL},
        {"sign", p->leader, NULL},
        {"pass_review", p->reviewer, &document_clean_review},
        {"publish", p->publisher, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        assert_ok(document_fire(d, steps[i].who, steps[i].event, steps[i].fields));
        if (strcmp(steps[i].event, last) == 0) return;
    }
    fail_msg("%s is no step of the way", last);
}
