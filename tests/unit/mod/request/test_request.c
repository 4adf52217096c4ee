/* A request through its flow, on both engines, on days whose due dates were counted by hand. */
#include "request_world.h"

#include "mod/request/letter.h"

#define assert_day(got, want) assert_str(date_str(o->w->a, (got)), str_of(want))
#define assert_state(id, want) assert_str(window_state(o, (id)), str_of(want))

static struct request_decision_input granted = {S_INIT("R1"), S_INIT("现将目录提供给你。"),
                                                S_INIT("网上提供，2020年6月")};
static struct request_reason_input some_reason = {S_INIT("理由")};
static struct request_service_input by_hand = {S_INIT("直接送达"), {INT32_MIN}};

/* ---- the plain course ----------------------------------------------------------------------- */

static void answered(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);
    struct request r = window_request(o, id);

    assert_state(id, "handling");
    assert_str(r.number, S("2020-0001"));
    assert_day(r.received_on, "2020-05-11");
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2020-06-08");
    window_day(o, "2020-06-01");
    assert_ok(window_step(o, o->clerk, id, "decide", &granted));
    assert_err(window_step(o, o->clerk, id, "reply", NULL), FORBIDDEN); /* no head */
    assert_ok(window_step(o, o->head, id, "reply", NULL));
    r = window_request(o, id);
    assert_str(r.result, S("R1"));
    assert_str(r.letter_no, S("信息公开答复〔2020〕1号"));
    assert_day(r.decided_on, "2020-06-01");
    assert_int_equal(window_clock(o, id, "FOI_REPLY").phase, CLOCK_STOPPED);
    assert_false(window_clock(o, id, "FOI_REPLY").late);
    struct request_service_input before = by_hand;
    struct request_service_input after = by_hand;

    before.served_on = window_date("2020-05-29");
    after.served_on = window_date("2020-06-02");
    assert_err(window_step(o, o->clerk, id, "serve", &before), INVALID);
    assert_err(window_step(o, o->clerk, id, "serve", &after), INVALID); /* tomorrow */
    assert_ok(window_step(o, o->clerk, id, "serve", &by_hand));
    assert_day(window_request(o, id).served_on, "2020-06-01");
    assert_ok(window_step(o, o->clerk, id, "archive", NULL));
    assert_state(id, "archived");
}

/* 711 Art. 31: the day follows from the channel. */
static void day_of_receipt(void **state)
{
    struct window *o = window_of(state);
    struct request_input in = window_typed();

    window_day(o, "2020-05-13");
    in.channel = S("registered");
    in.arrived_on = window_date("2020-05-11");
    int64_t signed_for = window_begin(o, o->clerk, "register", &in);

    assert_day(window_request(o, signed_for).received_on, "2020-05-11");
    assert_day(window_clock(o, signed_for, "FOI_REPLY").due, "2020-06-08");
    in.channel = S("fax");
    int64_t fax = window_begin(o, o->clerk, "register_unconfirmed", &in);

    assert_state(fax, "unconfirmed");
    assert_true(date_is_none(window_request(o, fax).received_on));
    assert_int_equal(window_clock(o, fax, "FOI_REPLY").phase, CLOCK_NOT_STARTED);
    window_day(o, "2020-05-14");
    assert_err(window_step(o, o->visitor, fax, "confirm", NULL), FORBIDDEN);
    assert_err(window_step(o, o->rival, fax, "confirm", NULL), NOT_FOUND);
    assert_ok(window_step(o, o->clerk, fax, "confirm", NULL));
    assert_day(window_request(o, fax).received_on, "2020-05-14");
    assert_day(window_clock(o, fax, "FOI_REPLY").due, "2020-06-11");
}

/* Nobody puts off the clock by not confirming. */
static void confirmed_by_default(void **state)
{
    struct window *o = window_of(state);
    struct request_input in = window_typed();

    window_day(o, "2020-05-15"); /* a Friday */
    in.arrived_on = (struct date){0};
    int64_t id = window_begin(o, &o->w->system, "submit", &in);

    /* The applicant's form says neither when nor how: now, and online. */
    assert_day(window_request(o, id).arrived_on, "2020-05-15");
    assert_str(window_request(o, id).channel, S("online"));
    window_day(o, "2020-05-18");
    window_jobs(o);
    assert_state(id, "unconfirmed"); /* its one working day is not over */
    window_day(o, "2020-05-19");
    window_jobs(o);
    assert_state(id, "handling");
    assert_day(window_request(o, id).received_on, "2020-05-19");
    window_jobs(o);
    assert_state(id, "handling");
}

/* ---- correction ----------------------------------------------------------------------------- */

static struct request_correction_input unclear = {S_INIT("请写明年度"), 10};
static struct request_corrected_input clear = {S_INIT("2019年度采购目录"), S_INIT(""), S_INIT("")};

static void corrected(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    window_day(o, "2020-05-20"); /* the 7th working day */
    assert_ok(window_step(o, o->clerk, id, "ask_correction", &unclear));
    assert_state(id, "correcting");
    assert_day(window_clock(o, id, "FOI_CORRECTION_REPLY").due, "2020-06-03");
    assert_err(window_step(o, o->clerk, id, "lapse_correction", NULL), GUARD); /* not over */
    window_day(o, "2020-06-03");
    assert_err(window_step(o, o->clerk, id, "lapse_correction", NULL), GUARD);
    assert_ok(window_step(o, o->clerk, id, "correct", &clear));
    struct request r = window_request(o, id);

    assert_state(id, "handling");
    assert_str(r.subject, S("2019年度采购目录"));
    assert_day(r.received_on, "2020-05-11"); /* counted in the year of the first receipt */
    struct clock_state s = window_clock(o, id, "FOI_REPLY");

    assert_day(s.due, "2020-07-02"); /* anew from 2020-06-03, over 端午 and its make-up Sunday */
    assert_err(window_step(o, o->clerk, id, "ask_correction", &unclear), GUARD); /* once only */
}

static void correction_told_too_late(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    window_day(o, "2020-05-21"); /* the 8th working day */
    assert_err(window_step(o, o->clerk, id, "ask_correction", &unclear), GUARD);
}

static void not_corrected(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t before = window_received(o);
    int64_t withdrawn = window_received(o);

    assert_ok(window_step(o, o->clerk, before, "ask_correction", &unclear));
    assert_ok(window_step(o, o->clerk, withdrawn, "ask_correction", &unclear));
    assert_ok(window_step(o, o->clerk, withdrawn, "withdraw", &some_reason));
    window_day(o, "2020-05-25"); /* the last day */
    window_jobs(o);
    assert_state(before, "correcting");
    window_day(o, "2020-05-26");
    window_jobs(o);
    assert_state(before, "abandoned");
    assert_state(withdrawn, "withdrawn");
    /* The form of 2020 has one row for it, that of 2021 three. */
    assert_str(window_request(o, before).result, S("R6"));
    window_day(o, "2021-05-10");
    int64_t after = window_received(o);

    assert_ok(window_step(o, o->clerk, after, "ask_correction", &unclear));
    window_day(o, "2021-05-25");
    window_jobs(o);
    assert_str(window_request(o, after).result, S("R6_1"));
}

/* ---- extension, delay, reasons -------------------------------------------------------------- */

static struct request_extension_input ten_more = {S_INIT("涉及多个部门"), 10};

static void extended_once(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    assert_err(window_step(o, o->head, id, "extend", NULL), GUARD); /* nobody asked */
    assert_ok(window_step(o, o->clerk, id, "ask_extension", &ten_more));
    assert_err(window_step(o, o->clerk, id, "extend", NULL), FORBIDDEN);
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2020-06-08");
    window_day(o, "2020-06-08");
    assert_ok(window_step(o, o->head, id, "extend", NULL));
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2020-06-22");
    assert_err(window_step(o, o->clerk, id, "ask_extension", &ten_more), GUARD);
}

static void extension_refused(void **state)
{
    struct window *o = window_of(state);

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    assert_ok(window_step(o, o->clerk, id, "ask_extension", &ten_more));
    assert_err(window_step(o, o->clerk, id, "ask_extension", &ten_more), GUARD);
    assert_ok(window_step(o, o->head, id, "refuse_extension", &some_reason));
    assert_ok(window_step(o, o->clerk, id, "ask_extension", &ten_more));
    window_day(o, "2020-06-09"); /* past the due day */
    assert_err(window_step(o, o->head, id, "extend", NULL), GUARD);
}

static void reasons_and_delay(void **state)
{
    struct window *o = window_of(state);
    struct request_delay_input delay = {S_INIT("数量很大"), window_date("2020-09-01")};
    struct request_delay_input sunday = {S_INIT("数量很大"), window_date("2020-09-06")};

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    window_day(o, "2020-05-12");
    assert_ok(window_step(o, o->clerk, id, "ask_reasons", &some_reason));
    assert_int_equal(window_clock(o, id, "FOI_REPLY").phase, CLOCK_PAUSED);
    window_day(o, "2020-05-19"); /* five working days later */
    assert_ok(window_step(o, o->clerk, id, "reasons_given", &some_reason));
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2020-06-15");
    assert_err(window_step(o, o->head, id, "delay", &sunday), GUARD);
    assert_ok(window_step(o, o->head, id, "delay", &delay));
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2020-09-01");
}

/* ---- opinions ------------------------------------------------------------------------------- */

static void third_party(void **state)
{
    struct window *o = window_of(state);
    struct request_consult_input ask = {
        S_INIT("third_party"), S_INIT("江城建设公司"), S_INIT("合同是否可以公开"), {INT32_MIN}};
    struct opinion_answer_input bare = {S_INIT("refuse"), S_INIT("")};
    struct opinion_answer_input refused = {S_INIT("refuse"), S_INIT("含有报价")};

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    window_day(o, "2020-05-13");
    assert_ok(window_step(o, o->clerk, id, "consult", &ask));
    int64_t first = window_last_opinion(o, id);

    assert_state(id, "consulting");
    assert_day(window_clock(o, first, "FOI_THIRD_PARTY").due, "2020-06-03");
    window_day(o, "2020-05-14");
    ask.kind = S("co_agency");
    ask.party = S("水务局");
    assert_ok(window_step(o, o->clerk, id, "consult", &ask));
    int64_t second = window_last_opinion(o, id);

    assert_day(window_clock(o, second, "FOI_CO_AGENCY").due, "2020-06-04");
    assert_err(window_opinion(o, o->clerk, first, "lapse", NULL), GUARD); /* not over */
    assert_err(window_opinion(o, o->clerk, first, "answer", &bare), INVALID);
    assert_err(window_opinion(o, o->rival, first, "answer", &refused), NOT_FOUND);
    assert_ok(window_opinion(o, o->clerk, first, "answer", &refused));
    assert_state(id, "consulting"); /* one is still out */
    assert_int_equal(window_clock(o, id, "FOI_REPLY").phase, CLOCK_PAUSED);
    window_day(o, "2020-06-04");
    window_jobs(o);
    assert_state(id, "consulting");
    window_day(o, "2020-06-05");
    window_jobs(o); /* silence */
    assert_state(second, "silent");
    assert_state(id, "handling");
    struct clock_state s = window_clock(o, id, "FOI_REPLY");

    assert_int_equal(s.phase, CLOCK_RUNNING);
    assert_int_equal(s.used, 2); /* 12 and 13 May; what follows was not counted */
    assert_day(s.due, "2020-07-02");
}

/* A request that is withdrawn while a letter is out does not come back to life. */
static void withdrawn_while_consulting(void **state)
{
    struct window *o = window_of(state);
    struct request_consult_input ask = {
        S_INIT("third_party"), S_INIT("某公司"), S_INIT("意见"), {INT32_MIN}};
    struct opinion_answer_input agreed = {S_INIT("agree"), S_INIT("")};

    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    assert_ok(window_step(o, o->clerk, id, "consult", &ask));
    assert_ok(window_step(o, o->clerk, id, "withdraw", &some_reason));
    assert_ok(window_opinion(o, o->clerk, window_last_opinion(o, id), "answer", &agreed));
    assert_state(id, "withdrawn");
    assert_int_equal(window_clock(o, id, "FOI_REPLY").phase, CLOCK_STOPPED);
}

/* ---- fees ----------------------------------------------------------------------------------- */

static void fee(void **state)
{
    struct window *o = window_of(state);
    struct request_charge_input items = {S_INIT("item"), 0, 0};
    struct request_charge_input pages = {S_INIT("page"), 0, 101};
    struct request_charge_input no_pages = {S_INIT("page"), 0, 0};
    int64_t id = 0;

    window_day(o, "2020-12-30");
    int64_t old = window_received(o);

    assert_err(window_step(o, o->clerk, old, "charge", &pages), GUARD); /* not in force yet */
    window_day(o, "2021-03-01");
    for (int i = 0; i < 11; i++) id = window_received(o);
    assert_err(window_step(o, o->clerk, id, "charge", &no_pages), INVALID);
    assert_ok(window_step(o, o->clerk, id, "charge", &items));
    assert_int_equal(window_request(o, id).fee_fen, 10000); /* the 11th of the month */
    assert_day(window_clock(o, id, "FOI_FEE_PAY").due, "2021-03-29");
    window_day(o, "2021-03-10");
    assert_ok(window_step(o, o->clerk, id, "pay", NULL));
    assert_int_equal(window_request(o, id).paid_fen, 10000);
    assert_day(window_clock(o, id, "FOI_REPLY").due, "2021-04-08"); /* anew, over 清明 */
    window_day(o, "2021-04-01");
    int64_t next = window_received(o); /* a new month begins at nothing */

    assert_err(window_step(o, o->clerk, next, "charge", &items), GUARD);
    assert_ok(window_step(o, o->clerk, next, "charge", &pages));
    assert_int_equal(window_request(o, next).fee_fen, 72000);
    window_day(o, "2021-05-08");
    window_jobs(o);
    assert_state(next, "abandoned");
    assert_str(window_request(o, next).result, S("R6_2"));
}

/* ---- who and what is refused ---------------------------------------------------------------- */

static struct err *try_begin(struct window *o, const struct person *by, const char *event,
                             const struct request_input *in);

static void refused(void **state)
{
    struct window *o = window_of(state);
    struct request_input in = window_typed();
    struct request_decision_input bare = {S_INIT("R4_1"), S_INIT("不存在"), S_INIT("")};

    window_day(o, "2020-05-11");
    in.identity_no = S("110105194912310021");
    assert_err(try_begin(o, o->clerk, "register", &in), INVALID);
    in = window_typed();
    in.arrived_on = window_date("2020-05-12");
    assert_err(try_begin(o, o->clerk, "register", &in), INVALID);
    in = window_typed();
    in.route = S("email");
    assert_err(try_begin(o, o->clerk, "register", &in), INVALID);
    in = window_typed();
    assert_err(try_begin(o, o->visitor, "register", &in), FORBIDDEN);
    assert_err(try_begin(o, o->rival, "register", &in), NOT_FOUND);
    assert_err(try_begin(o, o->clerk, "submit", &in), FORBIDDEN); /* the applicant's own */
    int64_t id = window_received(o);

    /* 法释〔2025〕8号 Art. 5: no refusal without its proof. */
    assert_err(window_step(o, o->clerk, id, "decide", &bare), INVALID);
    assert_err(window_step(o, o->head, id, "reply", NULL), GUARD); /* not proposed */
    assert_ok(window_step(o, o->head, id, "decide", &granted));
    assert_err(window_step(o, o->head, id, "reply", NULL), FORBIDDEN); /* the same hand */
    assert_err(window_step(o, o->clerk, id, "ask_correction", &unclear), GUARD);
}

struct beginning {
    struct window *o;
    const struct person *by;
    const char *event;
    const struct request_input *in;
};

static struct err *begin(struct db_tx *tx, struct arena *a, void *arg)
{
    struct beginning *b = arg;
    struct world *w = b->o->w;
    struct flow_result r;

    return flow_start(&w->flow, tx, a, &request_flow, &b->by->actor, str_of(b->event), w->bureau,
                      S("申请"), b->in, S("{}"), S(""), world_now(w), &r);
}

static struct err *try_begin(struct window *o, const struct person *by, const char *event,
                             const struct request_input *in)
{
    struct beginning b = {o, by, event, in};

    return db_write(o->w->db, o->w->a, begin, &b);
}

/* ---- who asks ------------------------------------------------------------------------------- */

static void sealed(void **state)
{
    struct window *o = window_of(state);
    int64_t id = window_received(o);
    struct request r = window_request(o, id);

    assert_str(r.person.identity_no, S("11010519491231002X"));
    assert_str(r.person.phone, S("13800001234"));
    /* Nothing of it stands in the database, in no column of these tables. */
    assert_int_equal(world_number(o->w,
                                  "SELECT count(*) FROM request WHERE CAST(person AS TEXT) LIKE "
                                  "'%%13800001234%%' OR identity_mark LIKE '%%1949%%'"),
                     0);
    assert_int_equal(
        world_number(o->w, "SELECT count(*) FROM flow_event WHERE fields LIKE '%%1380000%%'"), 0);
    /* A sealed value belongs to its row. */
    int64_t other = window_received(o);

    assert_true(world_sql(o->w,
                          "UPDATE request SET person = (SELECT person FROM request WHERE id = %lld)"
                          " WHERE id = %lld",
                          (long long)id, (long long)other));
    assert_str(request_masked(o->w->a, S("13800001234"), 3, 4), S("138****1234"));
    assert_str(request_masked(o->w->a, S("王"), 3, 4), S("****"));
    assert_str(request_masked(o->w->a, S(""), 3, 4), S(""));
}

struct finding {
    struct window *o;
    const char *number, *code;
    bool found;
    int64_t id;
};

static struct err *find(struct db_tx *tx, struct arena *a, void *arg)
{
    struct finding *f = arg;

    return request_find(&f->o->env, tx, a, (struct site_scope){f->o->w->site}, str_of(f->number),
                        str_of(f->code), &f->id, &f->found);
}

static void followed_by_number_and_code(void **state)
{
    static const struct {
        const char *number, *code;
        bool found;
    } rows[] = {
        {"2020-0001", "ABCDEFGHJK", true},  {"2020-0001", " abcdefghjk ", true},
        {"2020-0001", "ABCDEFGHJX", false}, {"2020-0001", "", false},
        {"2020-0002", "ABCDEFGHJK", false}, {"", "ABCDEFGHJK", false},
        {"2020-0001' OR 1=1", "x", false},
    };
    struct window *o = window_of(state);
    int64_t id = window_received(o);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct finding f = {o, rows[i].number, rows[i].code, false, 0};

        assert_ok(db_read(o->w->db, o->w->a, find, &f));
        assert_int_equal(f.found, rows[i].found);
        assert_int_equal(f.id, rows[i].found ? id : 0);
    }
}

/* ---- figures -------------------------------------------------------------------------------- */

static void end_with(struct window *o, int64_t id, const char *leaf)
{
    struct request_decision_input d = {str_of(leaf), S("答复"), S("依据")};

    assert_ok(window_step(o, o->clerk, id, "decide", &d));
    assert_ok(window_step(o, o->head, id, "reply", NULL));
}

static void table_three(void **state)
{
    struct window *o = window_of(state);
    struct request_input company = window_typed();

    company.applicant_type = S("company");
    company.identity_no = S("");
    company.contact = S("李经理");
    window_day(o, "2020-05-11");
    end_with(o, window_received(o), "R1");
    end_with(o, window_received(o), "R3_4");
    end_with(o, window_begin(o, o->clerk, "register", &company), "R3_4");
    window_day(o, "2020-12-31");
    int64_t carried = window_received(o);
    struct request_input fax = window_typed();

    /* Not received in 2020: confirmed in January. */
    int64_t late = window_begin(o, o->clerk, "register_unconfirmed", &fax);

    window_day(o, "2021-01-04");
    assert_ok(window_step(o, o->clerk, late, "confirm", NULL));
    end_with(o, carried, "R2");
    assert_int_equal(window_cell(o, o->head, "requests.NEW.natural", 2020), 3);
    assert_int_equal(window_cell(o, o->head, "requests.NEW.company", 2020), 1);
    assert_int_equal(window_cell(o, o->head, "requests.NEW.total", 2020), 4);
    assert_int_equal(window_cell(o, o->head, "requests.R3_4.total", 2020), 2);
    assert_int_equal(window_cell(o, o->head, "requests.R7.total", 2020), 3);
    assert_int_equal(window_cell(o, o->head, "requests.NEXT.natural", 2020), 1);
    assert_int_equal(window_cell(o, o->head, "requests.PREV.natural", 2021), 1);
    assert_int_equal(window_cell(o, o->head, "requests.NEW.natural", 2021), 1);
    assert_int_equal(window_cell(o, o->head, "requests.R2.natural", 2021), 1);
    assert_int_equal(window_cell(o, o->head, "requests.NEXT.natural", 2021), 1);
    assert_int_equal(window_cell(o, o->rival, "requests.NEW.total", 2020), 0); /* their own only */
}

/* ---- what letters say ----------------------------------------------------------------------- */

static struct err *set_offices(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct window *o = arg;
    struct scope zone = {o->w->site, o->w->zone_path};
    struct scope rival = {o->w->site, o->w->rival_path};

    TRY(request_office_put(tx, a, zone, o->w->zone, S("市政府"), S("市法院"), S("区公"), NULL));
    TRY(request_office_put(tx, a, zone, o->w->bureau, S(""), S("区法院"), S("局公"), NULL));
    /* not theirs */
    return request_office_put(tx, a, rival, o->w->zone, S("别人"), S("别人"), S("别人"), NULL);
}

struct asked_office {
    const struct window *o;
    str path;
    struct letter_office found;
};

static struct err *get_office(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asked_office *q = arg;

    return request_office_load(tx, a, *q->o->clerk->actor.scope, q->path, &q->found);
}

static struct letter_office office_of(struct window *o, str path)
{
    struct asked_office q = {.o = o, .path = path};

    assert_ok(db_read(o->w->db, o->w->a, get_office, &q));
    return q.found;
}

/* Each setting comes from the nearest organ upwards that has one; never from one beside. */
static void office_by_setting(void **state)
{
    struct window *o = window_of(state);

    assert_str(office_of(o, o->w->bureau_path).court, S(""));
    assert_ok(db_write(o->w->db, o->w->a, set_offices, o));
    struct letter_office zone = office_of(o, o->w->zone_path);
    struct letter_office section = office_of(o, o->w->section_path);
    struct letter_office rival = office_of(o, o->w->rival_path);

    assert_str(zone.court, S("市法院"));
    assert_str(section.review_body, S("市政府"));
    assert_str(section.court, S("区法院"));
    assert_str(section.letter_prefix, S("局公"));
    assert_str(rival.letter_prefix, S("区公"));
    window_day(o, "2020-05-11");
    int64_t id = window_received(o);

    assert_ok(window_step(o, o->clerk, id, "decide", &granted));
    assert_ok(window_step(o, o->head, id, "reply", NULL));
    assert_str(window_request(o, id).letter_no, S("局公〔2020〕1号"));
}

static void is_sound(void **state)
{
    struct arena a;
    struct findings found = {.arena = &a};

    (void)state;
    arena_init(&a, 1 << 20);
    flow_check(&request_flow, &found);
    flow_check(&opinion_flow, &found);
    for (size_t i = 0; i < found.n; i++) print_error("%.*s\n", STR_ARG(found.items[i]));
    assert_int_equal(found.n, 0);
    arena_release(&a);
}

int main(void)
{
    static const struct db_module *const modules[] = {&request_db};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sound),
        BOTH(answered),
        BOTH(office_by_setting),
        BOTH(day_of_receipt),
        BOTH(confirmed_by_default),
        BOTH(corrected),
        BOTH(correction_told_too_late),
        BOTH(not_corrected),
        BOTH(extended_once),
        BOTH(extension_refused),
        BOTH(reasons_and_delay),
        BOTH(third_party),
        BOTH(withdrawn_while_consulting),
        BOTH(fee),
        BOTH(refused),
        BOTH(sealed),
        BOTH(followed_by_number_and_code),
        BOTH(table_three),
    };

    world_modules(modules, COUNT_OF(modules));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
