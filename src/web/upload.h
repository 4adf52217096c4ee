/*
 * upload: a file that came with a form, on disk in web_options.upload_dir under a name of ours.
 *
 * The file belongs to the request: it is removed when the request ends, unless a handler moved it
 * away (rename) or opened it. The client's name is for showing only and is never part of a path.
 */
#ifndef GK_WEB_UPLOAD_H
#define GK_WEB_UPLOAD_H

#include "base/str.h"

struct sys_temp; /* sys/file.h */

struct upload {
    str field;     /* name of the form field */
    str path;      /* where it is; ends with NUL at path.p[path.n] */
    str name;      /* the client's name: last component, valid UTF-8, no controls, 120 characters */
    str type;      /* from its first bytes, e.g. application/pdf; else application/octet-stream */
    str said_type; /* what the client said; not to be trusted */
    int64_t size;  /* bytes */
    struct sys_temp *temp; /* to keep it within the same folder without copying */
};

/* The type that the first bytes (16 or more where there are) show. Static text. */
str upload_sniff(str head);
/* The client's name made harmless for showing; empty becomes 未命名. On `a`. */
str upload_clean_name(struct arena *a, str name);

#endif
