/* Kinds of rows, and how one is entered. */
#include "mod/yearly/internal.h"

#include "mod/yearly/yearly_sql.h"

static const struct yearly_kind kinds[] = {
    {"rules", "规章", YEARLY_ITEM},
    {"normative", "行政规范性文件", YEARLY_ITEM},
    {"license_item", "行政许可事项", YEARLY_ITEM},
    {"license_decision", "行政许可决定", YEARLY_DECISIONS},
    {"service_item", "其他对外管理服务事项", YEARLY_ITEM},
    {"service_decision", "其他对外管理服务处理决定", YEARLY_DECISIONS},
    {"penalty_item", "行政处罚事项", YEARLY_ITEM},
    {"penalty_decision", "行政处罚决定", YEARLY_DECISIONS},
    {"coercion_item", "行政强制事项", YEARLY_ITEM},
    {"coercion_decision", "行政强制决定", YEARLY_DECISIONS},
    {"fee_item", "行政事业性收费项目", YEARLY_ITEM},
    {"fee_income", "行政事业性收费金额", YEARLY_AMOUNT},
    {"procurement", "政府集中采购项目", YEARLY_AMOUNT},
    {"review", "行政复议案件", YEARLY_CASE},
    {"suit_direct", "未经复议直接起诉案件", YEARLY_CASE},
    {"suit_after_review", "复议后起诉案件", YEARLY_CASE},
};

const struct yearly_kind *yearly_kinds(size_t *n)
{
    *n = COUNT_OF(kinds);
    return kinds;
}

const struct yearly_kind *yearly_kind_of(str name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_eq(str_of(kinds[i].name), name)) return &kinds[i];
    return NULL;
}

struct err *yearly_enter(struct db_tx *tx, struct arena *a, struct scope scope, int64_t organ_id,
                         const struct yearly_entry *e, int64_t now_ms)
{
    const struct yearly_kind *k = yearly_kind_of(e->kind);
    struct opt_int64 ended = {.set = e->ended_year != 0, .v = e->ended_year};
    bool lasts;
    int64_t changed;

    if (!k) return ERR_FIELD(a, "kind", "请选择登记的种类");
    lasts = k->shape == YEARLY_ITEM || k->shape == YEARLY_CASE;
    if (e->ended_year && !lasts) return ERR_FIELD(a, "ended_year", "“%s”没有终止年度", k->label);
    if (e->ended_year && e->ended_year < e->year)
        return ERR_FIELD(a, "ended_year", "终止年度不能早于开始年度");
    if ((k->shape == YEARLY_CASE) != (e->outcome.n != 0) && e->ended_year)
        return ERR_FIELD(a, "outcome", "审结的案件须选择结果");
    if (k->shape == YEARLY_AMOUNT && !e->amount_fen)
        return ERR_FIELD(a, "amount", "“%s”须填写金额", k->label);
    TRY(yearly_insert(tx, a, scope, organ_id, e->kind, e->title, e->year, ended, e->outcome,
                      k->shape == YEARLY_DECISIONS ? e->number : 0,
                      k->shape == YEARLY_AMOUNT ? e->amount_fen : 0, e->evidence, now_ms,
                      &changed));
    return changed == 1 ? NULL : ERR(a, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
}
