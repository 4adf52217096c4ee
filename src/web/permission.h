/*
 * permission: what a route asks of whoever calls it. A module declares its own as constants:
 *
 *     const struct permission DOCUMENT_PUBLISH = {"document.publish", "发布文件"};
 *     { METHOD_POST, "/staff/documents/:id/publish", …, .perm = &DOCUMENT_PUBLISH, … }
 *
 * Whether an actor has one is asked of core through web_hooks.may; the two below are decided by the
 * dispatcher itself. A route without a permission does not start.
 */
#ifndef GK_WEB_PERMISSION_H
#define GK_WEB_PERMISSION_H

struct permission {
    const char *code;  /* for programs and the database: lower case, module first */
    const char *label; /* for the page where roles are made, in Chinese */
};

/* Everyone. Written out, so that 'forgotten' and 'public' are two things. */
extern const struct permission PERM_PUBLIC;
/* Whoever is logged in. */
extern const struct permission PERM_SESSION;

#endif
