/*
 * office: the back office, the shell that every business is worked in: log-in, the home that says
 * what waits for me, lists, the case page that is drawn from the flow's table, 'how this date came
 * about', accounts, the audit record; and the same through JSON. It knows flows, not businesses.
 *
 * For app: `office_module` goes into the list of modules; `office_login` into web_hooks.login;
 * `office_error` is what web_hooks.render_error calls for paths below /staff/ (office_is_staff).
 */
#ifndef GK_MOD_OFFICE_OFFICE_H
#define GK_MOD_OFFICE_OFFICE_H

#include "core/module.h"
#include "web/request.h"
#include "web/response.h"

extern const struct module office_module;

extern const struct permission OFFICE_USERS, OFFICE_ACCOUNTS, OFFICE_AUDIT;

/*
 * A page that needs a log-in, and nobody is. Keeps what was typed (declared fields, no secrets)
 * under the digest of the dead session's token and leads to the log-in page.
 */
struct err *office_login(void *app, struct req *rq, struct resp *rs) MUST_USE;

/* Whether a path belongs to the back office. */
bool office_is_staff(str path);
/* The page of an error within the back office. */
struct err *office_error(struct req *rq, struct resp *rs, const struct err *e) MUST_USE;

#endif
