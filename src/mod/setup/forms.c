/* What may be said of sites, organs, columns and roles: the forms of the pages and the commands. */
#include "mod/setup/internal.h"

#include "core/site_change.h"
#include "text/chinese.h"

enum {
    NAME_CHARS = 60,
    SHORT_CHARS = 20,
    LINE_CHARS = 100,
    TEXT_CHARS = 300,
    URL_CHARS = 500,
    CODE_CHARS = 40,
    HOST_CHARS = 253,
    SEEN_CHARS = 40,
    POSITION_MOST = 999999
};

/* ---- patterns ------------------------------------------------------------------------------- */

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return true;
}

/* A tag that says "null" is the commonest fault of real pages: some system's empty field. */
static const char *some_words(str s)
{
    return str_eq_nocase(s, S("null")) || str_eq_nocase(s, S("undefined"))
               ? "这像是别的系统留下的空值，请填写真实内容"
               : NULL;
}

static const char *site_code(str s)
{
    if (s.n == 10 && (all_digits(s) || (str_starts(s, S("bm")) && all_digits(str_from(s, 2)))))
        return NULL;
    return "应为10位数字（部门网站为 bm 加8位数字），见网站标识码证书";
}

static const char *postcode(str s)
{
    return s.n == 6 && all_digits(s) ? NULL : "应为6位数字";
}

static const char *phone(str s)
{
    static const char allowed[] = "0123456789-+() ";
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (str_find_byte(str_of(allowed), s.p[i], 0) == STR_NONE)
            return "只写数字和 - + ( )，如 0990-8800001";
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    }
    return digits >= 3 && digits <= 20 ? NULL : "数字太少或者太多，如 0990-8800001";
}

static const char *email(str s)
{
    size_t at = str_find_byte(s, '@', 0);
    str server = at == STR_NONE ? S("") : str_from(s, at + 1);
    bool right = at && site_host_valid(server) && str_find_byte(server, '.', 0) != STR_NONE;

    for (size_t i = 0; right && i < at; i++) right = s.p[i] > ' ' && s.p[i] < 0x7f;
    return right ? NULL : "格式不对，应如 office@linlan.example（小写）";
}

static const char *icp(str s)
{
    bool right = str_find(s, S("ICP备"), 0) != STR_NONE && str_find(s, S("号"), 0) != STR_NONE;

    return right ? NULL : "应如 京ICP备05070218号-1";
}

static const char *police(str s)
{
    bool right = str_find(s, S("公网安备"), 0) != STR_NONE && str_ends(s, S("号"));

    return right ? NULL : "应如 京公网安备11010202000001号";
}

static const char *url(str s)
{
    bool right = str_starts(s, S("https://")) || str_starts(s, S("http://"));

    for (size_t i = 0; right && i < s.n; i++) right = (unsigned char)s.p[i] > ' ';
    return right && s.n > 10 ? NULL : "应是完整的网址，以 https:// 或 http:// 开头";
}

static const char *host(str s)
{
    return site_host_valid(s) ? NULL : "只写小写的域名，如 www.linlan.example，不带 http:// 和端口";
}

/* Letters, digits and hyphens: it stands in commands and file names. */
static const char *code(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '-' || s.p[i] == '_'))
            return "只用小写字母、数字、连字符和下划线，如 finance";
    return NULL;
}

static const char *uscc(str s)
{
    return chinese_credit_code_valid(s) ? NULL : "应为18位，并且校验位要对，请核对证书";
}

static const char *word(str s)
{
    return column_word_valid(s) ? NULL : "只用小写字母、数字和连字符，如 notices";
}

/* ---- the site ------------------------------------------------------------------------------- */

static const struct choice themes[] = {{"blue", "蓝色"}, {"red", "红色"}, {NULL, NULL}};

#define SITE struct setup_site_input
static const struct form_field site_fields[] = {
    FORM_TEXT(SITE, name, "name", "网站名称", .required = true, .max_chars = NAME_CHARS,
              .pattern = some_words, .hint = "网站的规范名称，在每一页的页头和网页标签里"),
    FORM_TEXT(SITE, short_name, "short_name", "网站简称", .required = true,
              .max_chars = SHORT_CHARS, .pattern = some_words,
              .hint = "用在办公后台和浏览器标签上"),
    FORM_TEXT(SITE, domain, "domain", "网站域名", .required = true, .max_chars = HOST_CHARS,
              .pattern = host, .hint = "告诉搜索引擎的正式域名，必须是下面的访问域名之一"),
    FORM_CHOICE(SITE, theme, "theme", "网站色调", .required = true, .choices = themes),
    FORM_TEXT(SITE, sponsor, "sponsor", "主办单位", .required = true, .max_chars = NAME_CHARS,
              .pattern = some_words),
    FORM_TEXT(SITE, address, "address", "办公地址", .max_chars = LINE_CHARS, .pattern = some_words),
    FORM_TEXT(SITE, postcode, "postcode", "邮政编码", .max_chars = 6, .pattern = postcode),
    FORM_TEXT(SITE, phone, "phone", "联系电话", .max_chars = 40, .pattern = phone),
    FORM_TEXT(SITE, email, "email", "电子邮箱", .max_chars = LINE_CHARS, .pattern = email),
    FORM_TEXT(SITE, site_code, "site_code", "网站标识码", .max_chars = 10, .pattern = site_code,
              .hint = "10位数字"),
    FORM_TEXT(SITE, icp, "icp", "ICP备案编号", .max_chars = CODE_CHARS, .pattern = icp),
    FORM_TEXT(SITE, icp_url, "icp_url", "ICP备案查询网址", .max_chars = URL_CHARS, .pattern = url,
              .hint = "一般是 https://beian.miit.gov.cn/"),
    FORM_TEXT(SITE, police, "police", "公安机关备案号", .max_chars = CODE_CHARS, .pattern = police),
    FORM_TEXT(SITE, police_url, "police_url", "公安机关备案查询网址", .max_chars = URL_CHARS,
              .pattern = url, .hint = "一般是 https://beian.mps.gov.cn/"),
    FORM_TEXT(SITE, mark_url, "mark_url", "党政机关网站标识网址", .max_chars = URL_CHARS,
              .pattern = url),
    FORM_TEXT(SITE, find_error_url, "find_error_url", "“我为政府网站找错”网址",
              .max_chars = URL_CHARS, .pattern = url,
              .hint = "网址里带有网站标识码；只改标识码时这里自动跟着改"),
    FORM_HIDDEN(SITE, seen, "seen", "看到的内容", .max_chars = SEEN_CHARS),
};
const struct form setup_site_form = FORM("site", SITE, site_fields);

static bool is_red(str theme)
{
    return str_eq(theme, S("red"));
}

struct values setup_site_values(struct arena *a, const struct site_info *s)
{
    const struct value now[] = {
        {S("name"), s->name},         {S("short_name"), s->short_name},
        {S("domain"), s->domain},     {S("theme"), is_red(s->theme) ? S("red") : S("blue")},
        {S("sponsor"), s->sponsor},   {S("address"), s->address},
        {S("postcode"), s->postcode}, {S("phone"), s->phone},
        {S("email"), s->email},       {S("site_code"), s->site_code},
        {S("icp"), s->icp},           {S("icp_url"), s->icp_url},
        {S("police"), s->police},     {S("police_url"), s->police_url},
        {S("mark_url"), s->mark_url}, {S("find_error_url"), s->find_error_url},
    };

    return setup_values(a, now, COUNT_OF(now));
}

/* The address on which readers report errors names the site by its code: it follows the code,
 * unless it is typed anew too. */
static str find_error_of(struct arena *a, const struct setup_site_input *in,
                         const struct site_info *was)
{
    if (!str_eq(in->find_error_url, was->find_error_url) || !was->site_code.n || !in->site_code.n)
        return in->find_error_url;
    return str_replace(a, in->find_error_url, was->site_code, in->site_code);
}

struct site_info setup_site_of(struct arena *a, const struct setup_site_input *in,
                               const struct site_info *was)
{
    bool same = is_red(in->theme) == is_red(was->theme);

    return (struct site_info){
        .id = was->id,
        .code = was->code,
        .name = in->name,
        .short_name = in->short_name,
        .domain = in->domain,
        .theme = same ? was->theme : in->theme,
        .sponsor = in->sponsor,
        .address = in->address,
        .postcode = in->postcode,
        .phone = in->phone,
        .email = in->email,
        .site_code = in->site_code,
        .icp = in->icp,
        .icp_url = in->icp_url,
        .police = in->police,
        .police_url = in->police_url,
        .mark_url = in->mark_url,
        .find_error_url = find_error_of(a, in, was),
    };
}

static const struct form_field host_fields[] = {
    FORM_TEXT(struct setup_host_input, host, "host", "访问域名", .required = true,
              .max_chars = HOST_CHARS, .hint = "如 www.linlan.example，须先在域名服务里指向本机"),
};
const struct form setup_host_form = FORM("host", struct setup_host_input, host_fields);

/* Another name than that of the field above, which is on the same page. */
static const struct form_field gone_fields[] = {
    FORM_HIDDEN(struct setup_host_input, host, "gone", "访问域名", .required = true,
                .max_chars = HOST_CHARS),
};
const struct form setup_gone_form = FORM("gone", struct setup_host_input, gone_fields);

static const struct form_field delete_fields[] = {
    FORM_HIDDEN(struct setup_delete_input, sure, "sure", "确认删除", .required = true,
                .max_chars = 10),
};
const struct form setup_delete_form = FORM("delete", struct setup_delete_input, delete_fields);

/* ---- organs --------------------------------------------------------------------------------- */

static const struct choice organ_kinds[] = {
    {"government", "人民政府"},   {"committee", "管理委员会"},      {"department", "工作部门"},
    {"branch", "派驻机构、分局"}, {"township", "乡镇、街道"},       {"section", "内设机构（科室）"},
    {"institution", "事业单位"},  {"enterprise", "公共企事业单位"}, {NULL, NULL},
};

#define ORGAN struct setup_organ_input
static const struct form_field organ_fields[] = {
    FORM_TEXT(ORGAN, name, "name", "机构名称", .required = true, .max_chars = NAME_CHARS,
              .pattern = some_words, .hint = "全称，与印章一致"),
    FORM_TEXT(ORGAN, short_name, "short_name", "简称", .required = true, .max_chars = SHORT_CHARS,
              .pattern = some_words),
    FORM_TEXT(ORGAN, code, "code", "代号", .required = true, .max_chars = CODE_CHARS,
              .pattern = code, .hint = "命令和接口里用，只用小写字母、数字、连字符和下划线"),
    FORM_TEXT(ORGAN, uscc, "uscc", "统一社会信用代码", .max_chars = 18, .pattern = uscc,
              .hint = "18位；索引号由它组成，内设机构没有的可以不填"),
    FORM_CHOICE(ORGAN, kind, "kind", "类别", .required = true, .choices = organ_kinds),
    FORM_ID(ORGAN, parent, "parent", "上级机构",
            .hint = "移到别的机构下面，它和下级机构的办件、人员一起过去"),
    FORM_INT(ORGAN, position, "position", "排序", .least = 0, .most = POSITION_MOST,
             .hint = "同级机构里数小的在前"),
    FORM_HIDDEN(ORGAN, seen, "seen", "看到的内容", .max_chars = SEEN_CHARS),
};
const struct form setup_organ_form = FORM("organ", ORGAN, organ_fields);

static str id_text(struct arena *a, int64_t id)
{
    return id ? str_printf(a, "%lld", (long long)id) : S("");
}

struct values setup_organ_values(struct arena *a, const struct organ *o)
{
    const struct value now[] = {
        {S("name"), o->name},
        {S("short_name"), o->short_name},
        {S("code"), o->code},
        {S("uscc"), o->uscc},
        {S("kind"), o->kind},
        {S("parent"), id_text(a, o->parent_id)},
        {S("position"), str_printf(a, "%lld", (long long)o->position)},
    };

    return setup_values(a, now, COUNT_OF(now));
}

struct organ setup_organ_of(const struct setup_organ_input *in, int64_t id)
{
    return (struct organ){
        .id = id,
        .parent_id = in->parent,
        .path = S(""),
        .code = in->code,
        .uscc = in->uscc,
        .name = in->name,
        .short_name = in->short_name,
        .kind = in->kind,
        .position = in->position,
    };
}

/* ---- columns -------------------------------------------------------------------------------- */

/* The values of the tag ColumnType that are in use on government websites. */
#define TYPE(words)                                                                                \
    {                                                                                              \
        words, words                                                                               \
    }
static const struct choice column_types[] = {
    TYPE("概况信息"),     TYPE("机构职能"),     TYPE("负责人信息"),   TYPE("政策文件"),
    TYPE("政策解读"),     TYPE("工作动态"),     TYPE("政府信息公开"), TYPE("信息公开指南"),
    TYPE("信息公开目录"), TYPE("信息公开年报"), TYPE("依申请公开"),   TYPE("数据发布"),
    TYPE("办事服务"),     TYPE("办事指南"),     TYPE("咨询投诉"),     TYPE("征集调查"),
    TYPE("在线访谈"),     TYPE("问答"),         TYPE("公报"),         TYPE("其他"),
    {NULL, NULL},
};

/* 711 Art. 20, its fifteen items in short, and Art. 21. */
static const struct choice art20_items[] = {
    {"20-01", "（一）法规、规章和规范性文件"},
    {"20-02", "（二）机关职能、机构设置、联系方式、负责人"},
    {"20-03", "（三）发展规划、专项规划、区域规划及相关政策"},
    {"20-04", "（四）国民经济和社会发展统计信息"},
    {"20-05", "（五）行政许可和其他对外管理服务"},
    {"20-06", "（六）行政处罚、行政强制"},
    {"20-07", "（七）财政预算、决算"},
    {"20-08", "（八）行政事业性收费"},
    {"20-09", "（九）政府集中采购"},
    {"20-10", "（十）重大建设项目"},
    {"20-11", "（十一）扶贫、教育、医疗、社会保障、促进就业"},
    {"20-12", "（十二）突发公共事件"},
    {"20-13", "（十三）环境保护、公共卫生、安全生产、食品药品、产品质量"},
    {"20-14", "（十四）公务员招考"},
    {"20-15", "（十五）规定应当主动公开的其他信息"},
    {"21", "第二十一条：设区的市、县、乡镇按实际情况公开的信息"},
    {NULL, NULL},
};

#define COLUMN struct setup_column_input
static const struct form_field column_fields[] = {
    FORM_TEXT(COLUMN, name, "name", "栏目名称", .required = true, .max_chars = SHORT_CHARS,
              .pattern = some_words),
    FORM_TEXT(COLUMN, word, "word", "网址用词", .required = true, .max_chars = COLUMN_WORD_MOST,
              .pattern = word, .hint = "网址的最后一段，如 notices；发布过内容以后不能再改"),
    FORM_ID(COLUMN, parent, "parent", "上级栏目",
            .hint = "不选即为一级栏目；发布过内容以后不能再改"),
    FORM_CHOICE(COLUMN, type, "type", "栏目类型", .required = true, .choices = column_types),
    FORM_MULTILINE(COLUMN, description, "description", "栏目说明", .max_chars = TEXT_CHARS,
                   .pattern = some_words, .hint = "这个栏目放什么，一两句话，显示在栏目页上"),
    FORM_TEXT(COLUMN, keywords, "keywords", "关键词", .max_chars = LINE_CHARS,
              .pattern = some_words, .hint = "给搜索引擎，用逗号分开"),
    FORM_CHOICE(COLUMN, art20, "art20", "《条例》第二十条类别", .choices = art20_items),
    FORM_INT(COLUMN, position, "position", "排序", .least = 0, .most = POSITION_MOST,
             .hint = "同级栏目里数小的在前"),
    FORM_BOOL(COLUMN, in_menu, "in_menu", "列入主菜单", .hint = "主菜单里只有一级栏目"),
    FORM_HIDDEN(COLUMN, seen, "seen", "看到的内容", .max_chars = SEEN_CHARS),
};
const struct form setup_column_form = FORM("column", COLUMN, column_fields);

struct values setup_column_values(struct arena *a, const struct site_column *c)
{
    const struct value now[] = {
        {S("name"), c->name},
        {S("word"), column_word(c->path)},
        {S("parent"), id_text(a, c->parent_id)},
        {S("type"), c->type},
        {S("description"), c->description},
        {S("keywords"), c->keywords},
        {S("art20"), c->art20},
        {S("position"), str_printf(a, "%lld", (long long)c->position)},
        {S("in_menu"), c->in_menu ? S("1") : S("0")},
    };

    return setup_values(a, now, COUNT_OF(now));
}

struct site_column setup_column_of(const struct setup_column_input *in, int64_t id)
{
    return (struct site_column){
        .id = id,
        .parent_id = in->parent,
        .path = S(""),
        .name = in->name,
        .type = in->type,
        .description = in->description,
        .keywords = in->keywords,
        .art20 = in->art20,
        .in_menu = in->in_menu,
        .position = in->position,
    };
}

/* ---- roles ---------------------------------------------------------------------------------- */

#define ROLE struct setup_role_input
/* Permissions come several of one name; which there are is in the modules' tables (role_web.c). */
static const struct form_field role_new_fields[] = {
    FORM_TEXT(ROLE, name, "name", "角色名称", .required = true, .max_chars = SHORT_CHARS,
              .pattern = some_words),
    FORM_TEXT(ROLE, code, "code", "代号", .required = true, .max_chars = CODE_CHARS,
              .pattern = code, .hint = "命令里用，建好以后不能改"),
    FORM_TEXT(ROLE, permissions, "permissions", "权限", .max_chars = CODE_CHARS),
};
const struct form setup_role_new_form = FORM("role_new", ROLE, role_new_fields);

static const struct form_field role_fields[] = {
    FORM_TEXT(ROLE, name, "name", "角色名称", .required = true, .max_chars = SHORT_CHARS,
              .pattern = some_words),
    FORM_TEXT(ROLE, permissions, "permissions", "权限", .max_chars = CODE_CHARS),
    FORM_HIDDEN(ROLE, seen, "seen", "看到的内容", .max_chars = SEEN_CHARS),
};
const struct form setup_role_form = FORM("role", ROLE, role_fields);
