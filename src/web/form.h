/*
 * form: what a page may send, as a table. The dispatcher reads the body (urlencoded, multipart or a
 * JSON object), checks it against the table and fills the form's struct before the handler runs:
 *
 *     struct letter_input { str title; str text; int64_t organ; bool open; };
 *     static const struct form_field letter_fields[] = {
 *         FORM_TEXT(struct letter_input, title, "title", "标题", .required = true, .max_chars =
 * 60), FORM_MULTILINE(struct letter_input, text, "text", "内容", .required = true, .max_chars =
 * 3000), FORM_ID(struct letter_input, organ, "organ", "收件单位", .required = true),
 *         FORM_BOOL(struct letter_input, open, "open", "同意公开"),
 *     };
 *     static const struct form letter_form = FORM("letter", struct letter_input, letter_fields);
 *
 * The macros check the member's type: a DATE into an int64_t does not compile.
 *
 * All errors are found at once; each names its field and says what to do. Fields that are not
 * declared are dropped. Text that is not UTF-8 or holds control characters is refused. What was
 * typed is kept as it came (struct req: raw), so that the page shows it again.
 * Optional fields that were left empty are: empty str, 0, false, DATE_NONE, NULL.
 */
#ifndef GK_WEB_FORM_H
#define GK_WEB_FORM_H

#include "base/date.h"
#include "base/err.h"
#include "web/value.h"

struct upload; /* web/upload.h */

enum field_type {
    FIELD_UNSET,
    FIELD_TEXT,      /* one line; spaces at both ends go       -> str */
    FIELD_MULTILINE, /* lines end with LF                      -> str */
    FIELD_INT,       /* least..most                            -> int64_t */
    FIELD_ID,        /* 1 or more; 0 when left empty           -> int64_t */
    FIELD_BOOL,      /* a check box: present and not "0"       -> bool */
    FIELD_DATE,      /* YYYY-MM-DD                             -> struct date */
    FIELD_CHOICE,    /* one of `choices`                       -> str */
    FIELD_CHOICES,   /* any number of `choices`                -> struct text_list */
    FIELD_JSON,      /* JSON text, checked by its owner        -> str */
    FIELD_SECRET,    /* a password: no trimming, never shown again -> str */
    FIELD_HIDDEN,    /* like TEXT, set by the page             -> str */
    FIELD_FILE,      /* ROUTE_UPLOAD only                      -> const struct upload * */
    FIELD_FILES      /* several                                -> struct upload_list */
};

struct text_list {
    const str *items;
    size_t n;
};

struct upload_list {
    const struct upload *const *items;
    size_t n;
};

/* One of the values a CHOICE takes; a table ends with value NULL. */
struct choice {
    const char *value;
    const char *label;
};

struct form_field {
    enum field_type type;
    const char *name;
    const char *label; /* Chinese; begins the sentence of an error */
    size_t offset;
    bool required;
    /* Of somebody outside (an identity number, a telephone): its owner seals it; it stands in no
     * history and no log. */
    bool personal;
    size_t max_chars;             /* of text; must be set for text, CHOICE excepted */
    size_t max_items;             /* CHOICES, FILES: 0 is 100 */
    int64_t least, most;          /* of INT; both 0: any */
    struct date earliest, latest; /* of DATE; both zero: any */
    const struct choice *choices;
    /* A further check of text: NULL when right, else what to do ("应为18位统一社会信用代码"). */
    const char *(*pattern)(str text);
    const char *hint; /* one line for the page and the API description */
};

struct form {
    const char *name;
    size_t size; /* of the struct */
    const struct form_field *fields;
    size_t n_fields;
    uint32_t body_max; /* bytes; 0: the server's limit */
};

/* For changing routes that take nothing. */
extern const struct form FORM_NONE;

/* Offset of a member, refused by the compiler unless its type is `C`. */
#define FORM_AT(T, member, C) (offsetof(T, member) * _Generic(((T *)0)->member, C : (size_t)1))

#define FORM_FIELD_(kind, T, member, C, n, l, ...)                                                 \
    {                                                                                              \
        .type = (kind), .name = (n), .label = (l), .offset = FORM_AT(T, member, C), __VA_ARGS__    \
    }
#define FORM_TEXT(T, m, n, ...) FORM_FIELD_(FIELD_TEXT, T, m, str, n, __VA_ARGS__, )
#define FORM_MULTILINE(T, m, n, ...) FORM_FIELD_(FIELD_MULTILINE, T, m, str, n, __VA_ARGS__, )
#define FORM_INT(T, m, n, ...) FORM_FIELD_(FIELD_INT, T, m, int64_t, n, __VA_ARGS__, )
#define FORM_ID(T, m, n, ...) FORM_FIELD_(FIELD_ID, T, m, int64_t, n, __VA_ARGS__, )
#define FORM_BOOL(T, m, n, ...) FORM_FIELD_(FIELD_BOOL, T, m, bool, n, __VA_ARGS__, )
#define FORM_DATE(T, m, n, ...) FORM_FIELD_(FIELD_DATE, T, m, struct date, n, __VA_ARGS__, )
#define FORM_CHOICE(T, m, n, ...) FORM_FIELD_(FIELD_CHOICE, T, m, str, n, __VA_ARGS__, )
#define FORM_CHOICES(T, m, n, ...)                                                                 \
    FORM_FIELD_(FIELD_CHOICES, T, m, struct text_list, n, __VA_ARGS__, )
#define FORM_JSON(T, m, n, ...) FORM_FIELD_(FIELD_JSON, T, m, str, n, __VA_ARGS__, )
#define FORM_SECRET(T, m, n, ...) FORM_FIELD_(FIELD_SECRET, T, m, str, n, __VA_ARGS__, )
#define FORM_HIDDEN(T, m, n, ...) FORM_FIELD_(FIELD_HIDDEN, T, m, str, n, __VA_ARGS__, )
#define FORM_FILE(T, m, n, ...)                                                                    \
    FORM_FIELD_(FIELD_FILE, T, m, const struct upload *, n, __VA_ARGS__, )
#define FORM_FILES(T, m, n, ...)                                                                   \
    FORM_FIELD_(FIELD_FILES, T, m, struct upload_list, n, __VA_ARGS__, )

#define FORM(n, T, table) FORM_SIZED(n, T, table, 0)
#define FORM_SIZED(n, T, table, max)                                                               \
    {                                                                                              \
        .name = (n), .size = sizeof(T), .fields = (table), .n_fields = COUNT_OF(table),            \
        .body_max = (max)                                                                          \
    }

/*
 * Fills `out` (form->size bytes) from raw values and files. NULL when everything is right; else a
 * list of INVALID errors, one a field at most, in the order of the table. Text in `out` lives on
 * `a` or where the raw values live.
 */
MUST_USE struct err *form_bind(const struct form *form, struct arena *a, const struct values *raw,
                               const struct upload_list *files, void *out);

/*
 * The raw values of an application/x-www-form-urlencoded body (also of a query). BAD_REQUEST: a
 * percent sign without two hex digits; TOO_LARGE: more than 1000 values.
 */
MUST_USE struct err *form_read_urlencoded(struct arena *a, str body, struct values *out);

/*
 * The members of a JSON object as raw values: strings as text, numbers and booleans as they stand,
 * null left out, an array of scalars as one value each, other things as JSON text. BAD_REQUEST: no
 * JSON, no object, too deep, too many values.
 */
MUST_USE struct err *form_read_json(struct arena *a, str body, struct values *out);

/* Findings about a form table, each one sentence: no label, no limit, offset outside, … */
struct findings; /* web/route.h */
void form_check(const struct form *form, struct findings *out);

#endif
