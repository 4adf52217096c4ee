/*
 * actor: who makes a request. Filled by web_hooks.authenticate from a session or a bearer token,
 * on the request's arena; read by handlers and the model. NULL in struct req: nobody.
 */
#ifndef GK_WEB_ACTOR_H
#define GK_WEB_ACTOR_H

#include "base/str.h"

struct scope; /* db/types.h: the site and organ path that statements take as a parameter */

enum actor_via { ACTOR_BY_SESSION, ACTOR_BY_TOKEN };

struct actor {
    int64_t user;              /* id of the account */
    str login;                 /* the name that is typed */
    str name;                  /* the person's name */
    const struct scope *scope; /* what this actor's statements may see */
    const void *permissions;   /* a set whose form core knows; asked through web_hooks.may */
    str session;               /* id of the session; empty with a token */
    str csrf;                  /* the session's token for changing forms; empty with a token */
    enum actor_via via;
};

#endif
