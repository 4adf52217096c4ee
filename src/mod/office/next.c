/* Addresses of the back office: where to go next, and what to say there. */
#include "mod/office/internal.h"

#include "base/buf.h"

static const str HOME = S_INIT("/staff/");

bool office_is_staff(str path)
{
    return str_starts(path, HOME) || str_eq(path, S("/staff"));
}

/* Browsers read '\' as '/' and drop controls, so "/staff/\evil" is refused like "//evil". */
str office_next(str asked)
{
    if (!str_starts(asked, HOME) || asked.n > 2000) return HOME;
    for (size_t i = 0; i < asked.n; i++) {
        unsigned char c = (unsigned char)asked.p[i];

        if (c <= ' ' || c == '\\' || c == 0x7f) return HOME;
    }
    if (str_find(asked, S("//"), 0) != STR_NONE || str_find(asked, S("/.."), 0) != STR_NONE)
        return HOME;
    if (str_starts(asked, S("/staff/login")) || str_starts(asked, S("/staff/logout"))) return HOME;
    return asked;
}

/* Forms that are not sent to the address of their page: how the address ends or, with a slash at
 * the end, goes on; and what stands in its stead. */
static const struct {
    str sent_to, page;
} forms[] = {
    {S_INIT("/events"), S_INIT("")},      {S_INIT("/files"), S_INIT("/edit")},
    {S_INIT("/files/"), S_INIT("/edit")}, {S_INIT("/images"), S_INIT("/edit")},
    {S_INIT("/views"), S_INIT("/")},      {S_INIT("/views/"), S_INIT("/")},
    {S_INIT("/bulk"), S_INIT("/")},       {S_INIT("/hosts/remove"), S_INIT("")},
    {S_INIT("/hosts"), S_INIT("")},       {S_INIT("/delete"), S_INIT("")},
};

str office_form_page(struct arena *a, str path)
{
    if (str_starts(path, S("/staff/users/")) && !str_ends(path, S("/new")))
        return S("/staff/users");
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        size_t at = str_find(path, forms[i].sent_to, 0);

        if (at == STR_NONE) continue;
        if (str_ends(forms[i].sent_to, S("/")) || at + forms[i].sent_to.n == path.n)
            return str_cat(a, str_head(path, at), forms[i].page);
    }
    return path;
}

static const struct {
    str word, text;
} done[] = {
    {S_INIT("made"), S_INIT("已经建好。")},
    {S_INIT("moved"), S_INIT("已经办好。")},
    {S_INIT("saved"), S_INIT("已经保存。")},
    {S_INIT("before"), S_INIT("这一步您刚才已经办好，没有重复办理。")},
    {S_INIT("made-before"), S_INIT("这一件您刚才已经建好，没有重复新建。")},
    {S_INIT("password"), S_INIT("密码已经修改。")},
    {S_INIT("roles"), S_INIT("角色已经保存，从下一次操作起生效。")},
    {S_INIT("disabled"), S_INIT("账号已经停用。")},
    {S_INIT("enabled"), S_INIT("账号已经启用。")},
    {S_INIT("uploaded"), S_INIT("附件已经添加，成为新的一稿。")},
    {S_INIT("removed"), S_INIT("附件已经移除，成为新的一稿；以前各稿仍保留着它。")},
    {S_INIT("renamed"), S_INIT("附件已经改名，成为新的一稿。")},
    {S_INIT("setup"), S_INIT("已经保存，公开页面已经更新。")},
    {S_INIT("host"), S_INIT("访问域名已经添加。")},
    {S_INIT("host-gone"), S_INIT("访问域名已经移除。")},
    {S_INIT("deleted"), S_INIT("已经删除。")},
    {S_INIT("view-saved"), S_INIT("视图已经存好，在列表上方随时可以打开。")},
    {S_INIT("view-removed"), S_INIT("视图已经删除，列表里的件没有变化。")},
    {S_INIT("logout"), S_INIT("已经退出。")},
};

str office_done_text(str word)
{
    for (size_t i = 0; i < COUNT_OF(done); i++)
        if (str_eq(done[i].word, word)) return done[i].text;
    return S("");
}

str office_with_done(struct arena *a, str path, const char *word)
{
    BUG_IF(!office_done_text(str_of(word)).n);
    size_t mark = str_find_byte(path, '#', 0);
    str to = mark == STR_NONE ? path : str_head(path, mark);
    str place = mark == STR_NONE ? S("") : str_from(path, mark);
    str sign = str_find_byte(to, '?', 0) == STR_NONE ? S("?done=") : S("&done=");

    return str_join(a, (const str[]){to, sign, str_of(word), place}, 4, S(""));
}
