#include "web/multipart.h"

#include "web/bytes.h"
#include "web/http.h"

/*
 * Before the first boundary nothing may stand (browsers send nothing there). After a delimiter
 * comes CR LF and a head, or "--" and the end. Inside a part the bytes are searched for the
 * delimiter; those at the end of a piece that could be its beginning are held back, as a number
 * only, because they equal the delimiter.
 */
enum { AT_START, AFTER_DELIMITER, AFTER_CR, AFTER_DASH, IN_HEAD, IN_BODY, AT_END };

#define BROKEN(m) ERR((m)->arena, BAD_REQUEST, "上传的内容不完整或格式不正确，请重新提交")

static bool boundary_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && str_find_byte(S("'()+_,-./:=? "), c, 0) != STR_NONE);
}

struct err *multipart_init(struct multipart *m, struct arena *a, str boundary,
                           const struct multipart_sink *sink)
{
    m->arena = a;
    m->sink = *sink;
    m->state = AT_START;
    m->parts = m->head_n = 0;
    m->matched = 2; /* the first delimiter has no CR LF before it */
    if (boundary.n == 0 || boundary.n > MULTIPART_BOUNDARY_MAX) return BROKEN(m);
    for (size_t i = 0; i < boundary.n; i++)
        if (!boundary_byte(boundary.p[i])) return BROKEN(m);
    (void)bytes_put(bytes_put(m->delimiter, S("\r\n--")), boundary);
    m->delimiter_n = 4 + boundary.n;
    return NULL;
}

/* ---- the head of a part ------------------------------------------------------------------- */

/*
 * The value of name= or filename=. Browsers quote it and write %22 for a quote (HTML standard,
 * "multipart/form-data encoding algorithm"); a backslash is a plain byte there.
 */
static bool disposition(str value, struct multipart_part *part)
{
    str filename = http_parameter(value, S("filename"));

    if (!str_eq_nocase(http_type(value), S("form-data"))) return false;
    part->name = http_parameter(value, S("name"));
    part->filename = filename;
    part->is_file = filename.n > 0 || str_find(value, S("filename="), 0) != STR_NONE;
    return part->name.n > 0;
}

static struct err *begin_part(struct multipart *m)
{
    struct multipart_part part = {.name = S(""), .filename = S(""), .type = S("")};
    str head = {m->head, m->head_n};
    bool named = false;

    if (str_find_byte(head, '\0', 0) != STR_NONE) return BROKEN(m);
    for (str line; str_split(&head, '\n', &line);) {
        line = str_trim(line);
        size_t colon = str_find_byte(line, ':', 0);

        if (line.n == 0) continue;
        if (colon == STR_NONE) return BROKEN(m);
        str name = str_head(line, colon);
        str value = str_trim(str_from(line, colon + 1));

        if (str_eq_nocase(name, S("content-disposition"))) {
            if (named || !disposition(value, &part)) return BROKEN(m);
            named = true;
        } else if (str_eq_nocase(name, S("content-type"))) {
            part.type = http_type(value);
        } else if (str_eq_nocase(name, S("content-transfer-encoding")) &&
                   !str_eq_nocase(value, S("binary")) && !str_eq_nocase(value, S("8bit")) &&
                   !str_eq_nocase(value, S("7bit"))) {
            return BROKEN(m); /* RFC 7578 §4.7: not used, and not decoded here */
        }
    }
    if (!named) return BROKEN(m);
    if (m->parts++ == MULTIPART_PARTS_MAX) return ERR(m->arena, TOO_LARGE, "提交的项目过多");
    return m->sink.begin(m->sink.ctx, &part);
}

static struct err *push_head(struct multipart *m, char c)
{
    if (m->head_n == MULTIPART_HEAD_MAX) return BROKEN(m);
    m->head[m->head_n++] = c;
    str head = {m->head, m->head_n};

    if (!str_ends(head, S("\r\n\r\n")) && !str_eq(head, S("\r\n"))) return NULL;
    TRY(begin_part(m));
    m->state = IN_BODY;
    m->matched = 0; /* also before an empty part: its delimiter has a CR LF of its own */
    m->head_n = 0;
    return NULL;
}

/* ---- the bytes of a part ------------------------------------------------------------------ */

static struct err *put(struct multipart *m, str bytes)
{
    return bytes.n ? m->sink.data(m->sink.ctx, bytes) : NULL;
}

/*
 * Takes bytes up to the delimiter's end or all. A delimiter begins with CR and has no other one
 * inside (boundary_byte), so when a match breaks off, only the byte that broke it can begin
 * another: what was held back is data.
 */
static struct err *push_body(struct multipart *m, str *bytes)
{
    str held = {m->delimiter, m->matched};
    size_t i = 0;

    while (i < bytes->n && m->matched < m->delimiter_n) {
        if (bytes->p[i] == m->delimiter[m->matched]) {
            m->matched++;
            i++;
            continue;
        }
        if (m->matched > 0) {
            TRY(put(m, held));
            held.n = 0;
            m->matched = 0;
            continue; /* look at this byte again, as a possible first one */
        }
        size_t cr = str_find_byte(*bytes, '\r', i);

        i = cr == STR_NONE ? bytes->n : cr;
    }
    /* What matches at the end of this piece is held back; `held` of earlier pieces is part of it.
     */
    size_t matched_here = m->matched - held.n;

    TRY(put(m, str_head(*bytes, i - matched_here)));
    *bytes = str_from(*bytes, i);
    if (m->matched < m->delimiter_n) return NULL;
    m->state = AFTER_DELIMITER;
    return m->sink.end(m->sink.ctx);
}

/* The first delimiter must be the first bytes. */
static struct err *push_start(struct multipart *m, char c)
{
    if (c != m->delimiter[m->matched]) return BROKEN(m);
    if (++m->matched == m->delimiter_n) m->state = AFTER_DELIMITER;
    return NULL;
}

static struct err *push_byte(struct multipart *m, char c)
{
    switch (m->state) {
    case AT_START:
        return push_start(m, c);
    case AFTER_DELIMITER:
        if (c != '\r' && c != '-') return BROKEN(m);
        m->state = c == '-' ? AFTER_DASH : AFTER_CR;
        return NULL;
    case AFTER_CR:
        if (c != '\n') return BROKEN(m);
        m->state = IN_HEAD;
        return NULL;
    case AFTER_DASH:
        if (c != '-') return BROKEN(m);
        m->state = AT_END;
        return NULL;
    case IN_HEAD:
        return push_head(m, c);
    default:
        return NULL; /* AT_END: what follows the last boundary does not count */
    }
}

struct err *multipart_push(struct multipart *m, str bytes)
{
    while (bytes.n) {
        if (m->state == IN_BODY) {
            TRY(push_body(m, &bytes));
            continue;
        }
        TRY(push_byte(m, bytes.p[0]));
        bytes = str_from(bytes, 1);
    }
    return NULL;
}

struct err *multipart_end(struct multipart *m)
{
    return m->state == AT_END ? NULL : BROKEN(m);
}
