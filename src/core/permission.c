#include "core/permission.h"

static const struct permission_set everything = {.all = true};

bool actor_may(const struct actor *actor, const struct permission *p)
{
    if (p == &PERM_PUBLIC) return true;
    if (!actor) return false;
    if (p == &PERM_SESSION) return true;
    const struct permission_set *set = actor->permissions;

    if (!set) return false;
    if (set->all) return true;
    str code = str_of(p->code);

    for (size_t i = 0; i < set->n; i++)
        if (str_eq(set->codes[i], code)) return true;
    return false;
}

struct actor actor_system(const struct scope *site, str name)
{
    return (struct actor){
        .user = 0,
        .login = S("system"),
        .name = name,
        .scope = site,
        .permissions = &everything,
        .session = S(""),
        .csrf = S(""),
        .via = ACTOR_BY_TOKEN,
    };
}

bool actor_is_system(const struct actor *actor)
{
    return actor->user == 0;
}
