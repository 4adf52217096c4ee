#include "base/vec.h"
#include "web/form.h"
#include "web/target.h"

enum { VALUES_MAX = 1000 };

static str decoded(struct arena *a, str part, bool *right)
{
    char *room = arena_bytes(a, part.n);
    size_t n = 0;

    *right = percent_decode(part, true, room, &n) && *right;
    return (str){room, n};
}

struct err *form_read_urlencoded(struct arena *a, str body, struct values *out)
{
    VEC(struct value) list = {0};

    for (str pair; str_split(&body, '&', &pair);) {
        bool right = true;
        size_t eq = str_find_byte(pair, '=', 0);
        str name = eq == STR_NONE ? pair : str_head(pair, eq);
        str text = eq == STR_NONE ? S("") : str_from(pair, eq + 1);

        if (pair.n == 0) continue;
        if (list.n == VALUES_MAX) return ERR(a, TOO_LARGE, "填写的项目过多");
        name = decoded(a, name, &right);
        text = decoded(a, text, &right);
        if (!right) return ERR(a, BAD_REQUEST, "提交的内容编码不正确，请返回后重新填写");
        *vec_push(a, &list) = (struct value){name, text};
    }
    *out = (struct values){list.items, list.n};
    return NULL;
}
