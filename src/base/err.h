/*
 * err: how a function says that it could not. A pointer; NULL is success.
 *
 * An err lives on the arena of the request or job. It carries a code (err_codes.def: HTTP status,
 * word for programs, title for people), a message in Chinese for the person who asked, the form
 * field it is about where there is one, a detail for the log (never shown), and the places it came
 * through. Each header names the codes that are expected of a function; all others are faults.
 *
 *     TRY(document_load(tx, a, id, &d));
 *     if (d.state == DRAFT) return ERR(a, GUARD, "草稿不能直接发布");
 */
#ifndef GK_BASE_ERR_H
#define GK_BASE_ERR_H

#include "base/str.h"

enum err_code {
#define ERR_CODE(name, http, word, title, fault) ERR_##name,
#include "base/err_codes.def"
#undef ERR_CODE
    ERR_CODES_
};

enum { ERR_PLACES = 8 };

struct err {
    enum err_code code;
    str message;      /* one sentence for the person who asked, in Chinese */
    str field;        /* name of the form field; empty: the whole */
    str detail;       /* for the log only */
    struct err *next; /* a further err of the same form; NULL at the end */
    struct {
        const char *file;
        int line;
    } place[ERR_PLACES]; /* where it arose, then where it passed */
    size_t places;
};

/* Passes an err up, adding the place. The one control-flow macro of the project. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        struct err *try_err_ = (call);                                                             \
        if (try_err_) return err_pass(try_err_, __FILE__, __LINE__);                               \
    } while (0)

/* ERR(arena, CODE, "message", …): a new err; the format takes str through "%.*s" and STR_ARG. */
#define ERR(a, name, ...) err_make((a), ERR_##name, __FILE__, __LINE__, __VA_ARGS__)
/* ERR_FIELD(arena, "field", "message", …): INVALID, about one form field. */
#define ERR_FIELD(a, field_name, ...)                                                              \
    err_at_field(err_make((a), ERR_INVALID, __FILE__, __LINE__, __VA_ARGS__), S(field_name))

struct err *err_make(struct arena *a, enum err_code code, const char *file, int line,
                     const char *format, ...) PRINTF_LIKE(5, 6) __attribute__((returns_nonnull));
struct err *err_pass(struct err *e, const char *file, int line) __attribute__((returns_nonnull));
struct err *err_at_field(struct err *e, str field) __attribute__((returns_nonnull));
/* Adds a detail for the log (a library's own words, a name of a statement). */
struct err *err_detail(struct arena *a, struct err *e, const char *format, ...) PRINTF_LIKE(3, 4)
    __attribute__((returns_nonnull));
/* `first` with `more` at the end of its list; either may be NULL. */
struct err *err_append(struct err *first, struct err *more);

/* A copy of `e` and its list on another arena; NULL stays NULL. */
struct err *err_copy(struct arena *a, const struct err *e);

int err_http(enum err_code code);
str err_word(enum err_code code);
str err_title(enum err_code code);
bool err_is_fault(enum err_code code);
/* "src/db/sqlite.c:12 < src/mod/x.c:40": for the log. */
str err_places(struct arena *a, const struct err *e);

#endif
