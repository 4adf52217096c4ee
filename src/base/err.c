#include "base/err.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    int http;
    str word, title;
    bool fault;
} codes[] = {
#define ERR_CODE(name, http_, word_, title_, fault_)                                               \
    [ERR_##name] = {http_, S_INIT(word_), S_INIT(title_), fault_},
#include "base/err_codes.def"
#undef ERR_CODE
};

/* A message is one sentence; what is longer is cut, so that an err never fails to be made. */
enum { MESSAGE_MAX = 2000 };

/* `text` without the beginning of a UTF-8 sequence that was cut off at its end. */
static str whole_letters(str text)
{
    size_t start = text.n;

    while (start && ((unsigned char)text.p[start - 1] & 0xc0) == 0x80) start--;
    if (start == 0) return text;
    unsigned char lead = (unsigned char)text.p[start - 1];
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;

    return text.n - (start - 1) < length ? str_head(text, start - 1) : text;
}

static str vformat(struct arena *a, const char *format, va_list args)
{
    char text[MESSAGE_MAX];
    int n = vsnprintf(text, sizeof text, format, args);

    if (n < 0) n = 0;
    if ((size_t)n < sizeof text) return str_copy(a, (str){text, (size_t)n});
    return str_copy(a, whole_letters((str){text, sizeof text - 1}));
}

struct err *err_make(struct arena *a, enum err_code code, const char *file, int line,
                     const char *format, ...)
{
    struct err *e = ARENA_NEW(a, struct err);
    va_list args;

    va_start(args, format);
    e->message = vformat(a, format, args);
    va_end(args);
    e->code = code;
    e->field = e->detail = S("");
    return err_pass(e, file, line);
}

struct err *err_pass(struct err *e, const char *file, int line)
{
    if (e->places < ERR_PLACES) {
        e->place[e->places].file = file;
        e->place[e->places].line = line;
        e->places++;
    }
    return e;
}

struct err *err_at_field(struct err *e, str field)
{
    e->field = field;
    return e;
}

struct err *err_detail(struct arena *a, struct err *e, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    e->detail = vformat(a, format, args);
    va_end(args);
    return e;
}

struct err *err_append(struct err *first, struct err *more)
{
    if (!first) return more;
    struct err *last = first;

    while (last->next) last = last->next;
    last->next = more;
    return first;
}

struct err *err_copy(struct arena *a, const struct err *e)
{
    struct err *first = NULL;
    struct err **tail = &first;

    for (; e; e = e->next) {
        struct err *copy = ARENA_NEW(a, struct err);

        *copy = *e;
        copy->message = str_copy(a, e->message);
        copy->field = str_copy(a, e->field);
        copy->detail = str_copy(a, e->detail);
        copy->next = NULL;
        *tail = copy;
        tail = &copy->next;
    }
    return first;
}

int err_http(enum err_code code)
{
    BUG_IF(code >= ERR_CODES_);
    return codes[code].http;
}

str err_word(enum err_code code)
{
    BUG_IF(code >= ERR_CODES_);
    return codes[code].word;
}

str err_title(enum err_code code)
{
    BUG_IF(code >= ERR_CODES_);
    return codes[code].title;
}

bool err_is_fault(enum err_code code)
{
    BUG_IF(code >= ERR_CODES_);
    return codes[code].fault;
}

str err_places(struct arena *a, const struct err *e)
{
    struct buf b;

    buf_init(&b, a, 4096);
    for (size_t i = 0; i < e->places; i++)
        buf_printf(&b, "%s%s:%d", i ? " < " : "", e->place[i].file, e->place[i].line);
    return buf_str(&b);
}
