/*
 * json: JSON in and out; the only door to jansson.
 *
 * Reading: json_parse checks everything at once (size, depth, UTF-8, no NUL, no name twice in an
 * object) and gives an immutable tree on the arena. Accessors take a field out of an object with
 * its limits and name the field in their err. (Our names keep clear of jansson's, which are in the
 * same program: json_object, json_array, JSON_NULL.)
 *
 * Writing: a json_out appends to a buf and puts commas itself. What it writes is UTF-8 without
 * white space: the same calls give the same bytes.
 */
#ifndef GK_TEXT_JSON_H
#define GK_TEXT_JSON_H

#include "base/buf.h"
#include "base/err.h"

/* ---- Reading --------------------------------------------------------------------------------- */

enum json_kind {
    JSON_IS_NULL,
    JSON_IS_BOOL,
    JSON_IS_INT,  /* written without point and exponent, fits 64 bits */
    JSON_IS_REAL, /* any other number */
    JSON_IS_STR,
    JSON_IS_ARRAY,
    JSON_IS_OBJECT,
};

/* One value. Items of an object have a name; they stand in the order of the text. */
struct json {
    enum json_kind kind;
    bool boolean;
    str name;       /* of a member of an object; else empty */
    int64_t number; /* JSON_IS_INT */
    double real;    /* JSON_IS_REAL and JSON_IS_INT */
    str text;       /* JSON_IS_STR */
    const struct json *items;
    size_t n;
};

enum {
    JSON_DEPTH_DEFAULT = 64, /* an object in an array in an object is 3 deep */
    JSON_DEPTH_MOST = 128,
    JSON_VALUES_DEFAULT = 1000 * 1000,
};

struct json_limits {
    size_t bytes;  /* of the text; must be set */
    size_t depth;  /* 0: JSON_DEPTH_DEFAULT; at most JSON_DEPTH_MOST */
    size_t values; /* in all; 0: JSON_VALUES_DEFAULT */
};

/*
 * The whole of `text` as one value on `a`; copies all text. Expected: INVALID (not JSON; the detail
 * has the line and the parser's words), TOO_LARGE (beyond the limits).
 */
MUST_USE struct err *json_parse(struct arena *a, str text, struct json_limits limits,
                                const struct json **out);

/* The member `name`; NULL when there is none, it is null, or `v` is no object. */
const struct json *json_get(const struct json *v, str name);

/*
 * Members of the object `v`. Expected: INVALID with the field `name`: absent, of another kind, out
 * of limits. An _or form gives `absent` when the member is absent or null.
 */
MUST_USE struct err *json_take_str(struct arena *a, const struct json *v, str name,
                                   size_t chars_most, str *out);
MUST_USE struct err *json_take_str_or(struct arena *a, const struct json *v, str name,
                                      size_t chars_most, str absent, str *out);
MUST_USE struct err *json_take_int(struct arena *a, const struct json *v, str name, int64_t least,
                                   int64_t most, int64_t *out);
MUST_USE struct err *json_take_int_or(struct arena *a, const struct json *v, str name,
                                      int64_t least, int64_t most, int64_t absent, int64_t *out);
MUST_USE struct err *json_take_bool_or(struct arena *a, const struct json *v, str name, bool absent,
                                       bool *out);
/* The member as an array or object of at most `most` items. */
MUST_USE struct err *json_take_array(struct arena *a, const struct json *v, str name, size_t most,
                                     const struct json **out);
MUST_USE struct err *json_take_object(struct arena *a, const struct json *v, str name, size_t most,
                                      const struct json **out);
/* INVALID, naming the first member of `v` that is not among `names`. */
MUST_USE struct err *json_only(struct arena *a, const struct json *v, const str *names, size_t n);

/* ---- Writing --------------------------------------------------------------------------------- */

struct json_out {
    struct buf *buf;
    bool comma;      /* something stands before the next value */
    bool for_script; /* < > & as \u003c …: may stand in <script type="application/json"> */
};

/* Begins to write on `b`, which reports overflow (buf_ok). U+2028/9 are always escaped. */
void json_out_init(struct json_out *o, struct buf *b, bool for_script);

void json_out_object(struct json_out *o); /* { */
void json_out_object_end(struct json_out *o);
void json_out_array(struct json_out *o); /* [ */
void json_out_array_end(struct json_out *o);
/* Before each value of an object. */
void json_out_name(struct json_out *o, str name);

void json_out_str(struct json_out *o, str s);
void json_out_int(struct json_out *o, int64_t v);
/* NaN and infinities, which JSON does not have, are written as null. */
void json_out_real(struct json_out *o, double v);
void json_out_bool(struct json_out *o, bool v);
void json_out_null(struct json_out *o);
/* A value that is JSON already (kept in a column, made by another json_out). */
void json_out_value(struct json_out *o, str json);
/* A parsed value, members in their order. */
void json_out_tree(struct json_out *o, const struct json *v);

/* Name and value in one call: what most objects are made of. */
void json_out_name_str(struct json_out *o, str name, str s);
void json_out_name_int(struct json_out *o, str name, int64_t v);
void json_out_name_bool(struct json_out *o, str name, bool v);

#endif
