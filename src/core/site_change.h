/*
 * site_change: the settings and host names of a site while it is in use.
 *
 * Every public page carries the name, the footer and the look, so each change tags `directory`:
 * servers read the set-up again and make all pages anew (core/directory.h). Texts are taken as they
 * are: what may stand in them is said by the form (mod/setup/setup.h), which page and command
 * share.
 *
 * The domain is the address that search engines and the meta tags are told (SiteDomain), so it is
 * one of the host names that lead here. A host name is of one site only.
 */
#ifndef GK_CORE_SITE_CHANGE_H
#define GK_CORE_SITE_CHANGE_H

#include "core/change.h"
#include "core/site.h"

/* Lower-case labels of letters, digits and hyphens, or an IPv4 address; no scheme, no port. */
bool site_host_valid(str host);

/*
 * Sets everything but id and code of the actor's site. Expected: FORBIDDEN (change_needs_top),
 * INVALID at "domain" (not a host name of this site).
 */
struct err *site_change(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        const struct site_info *to) MUST_USE;

/* Expected: FORBIDDEN; INVALID at "host": no host name, already ours, or another site's. */
struct err *site_change_add_host(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                 str host) MUST_USE;

/*
 * `used`: the host name through which the one who asks has come; empty for commands. Expected:
 * FORBIDDEN; GUARD for the one in use, the domain and the last one; NOT_FOUND.
 */
struct err *site_change_remove_host(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                    str host, str used) MUST_USE;

#endif
