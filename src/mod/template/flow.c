/* How a notice moves: what may be typed, guards, effects, the table. */
#include "mod/template/internal.h"

static const struct form_field fields[] = {
    FORM_TEXT(struct template_input, title, "title", "标题", .required = true,
              .max_chars = TEMPLATE_TITLE_CHARS),
    FORM_MULTILINE(struct template_input, text, "text", "内容", .required = true,
                   .max_chars = TEMPLATE_TEXT_CHARS),
    FORM_DATE(struct template_input, until, "until", "挂到哪一天", .required = true),
};
const struct form template_form = FORM("template", struct template_input, fields);

/* ---- guards and effects --------------------------------------------------------------------- */

static struct err *still_lasts(struct flow_ctx *x)
{
    struct template_notice n;

    TRY(template_load(x->tx, x->arena, *x->actor->scope, x->c->id, &n));
    if (n.until.day < x->today.day)
        return ERR(x->arena, GUARD, "挂到的日期%.*s已经过了，请先修改",
                   STR_ARG(date_cn(x->arena, n.until)));
    return NULL;
}

static struct err *create(struct flow_ctx *x)
{
    return template_store(x, x->fields, true);
}

static struct err *save(struct flow_ctx *x)
{
    return template_store(x, x->fields, false);
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct flow_state states[] = {
    {.name = "draft",
     .label = S_INIT("起草"),
     .waits_for = S_INIT("等审核人"),
     .tone = FLOW_TONE_OPEN},
    {.name = "shown",
     .label = S_INIT("在挂"),
     .waits_for = S_INIT("等到期撤下"),
     .tone = FLOW_TONE_WAITING},
    {.name = "ended", .label = S_INIT("已结束"), .tone = FLOW_TONE_DONE, .end = true},
};

static const struct flow_step steps[] = {
    {.event = "create",
     .label = S_INIT("起草样例"),
     .consequence = S_INIT("新建一份草稿，只有本机构的工作人员能看到。"),
     .to = "draft",
     .perm = &TEMPLATE_WRITE,
     .form = &template_form,
     .effect = create,
     .writes = true},
    {.event = "save",
     .label = S_INIT("保存修改"),
     .consequence = S_INIT("以新的内容为准。"),
     .from = {"draft"},
     .perm = &TEMPLATE_WRITE,
     .form = &template_form,
     .effect = save,
     .writes = true},
    {.event = "show",
     .label = S_INIT("审核通过，挂出"),
     .consequence = S_INIT("本机构及下级机构的人立即可以在样例栏看到。"),
     .from = {"draft"},
     .to = "shown",
     .perm = &TEMPLATE_SHOW,
     .guard = still_lasts,
     .effect = template_mark_shown,
     .not_by = {"create", "save"},
     .likely = true},
    {.event = "end",
     .label = S_INIT("撤下"),
     .consequence = S_INIT("从样例栏撤下，记录保留。"),
     .from = {"shown"},
     .to = "ended",
     .perm = &TEMPLATE_SHOW,
     .likely = true},
};

const struct flow template_flow = {
    .kind = "template",
    .label = S_INIT("样例"),
    .states = states,
    .n_states = COUNT_OF(states),
    .steps = steps,
    .n_steps = COUNT_OF(steps),
    .show = template_show,
};
