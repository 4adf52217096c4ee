/*
 * Any bytes as a multipart body, in pieces that the first bytes choose: the reader ends without
 * touching what is not its own, hands parts on in order, and sees the same whatever the pieces.
 */
#include "base/buf.h"
#include "web/multipart.h"
#include "web/upload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct seen {
    struct arena *arena;
    struct buf text;
    bool open;
};

static struct err *begin(void *ctx, const struct multipart_part *part)
{
    struct seen *s = ctx;

    BUG_IF(s->open || part->name.n == 0);
    s->open = true;
    buf_add(&s->text, part->name);
    buf_add(&s->text, upload_clean_name(s->arena, part->filename));
    buf_byte(&s->text, '\0');
    return NULL;
}

static struct err *take(void *ctx, str bytes)
{
    struct seen *s = ctx;

    BUG_IF(!s->open || bytes.n == 0);
    buf_add(&s->text, bytes);
    return NULL;
}

static struct err *end(void *ctx)
{
    struct seen *s = ctx;

    BUG_IF(!s->open);
    s->open = false;
    buf_byte(&s->text, '\1');
    return NULL;
}

/* Whether the body was read to its end; what was seen until then. */
static bool read_pieces(struct arena *a, str body, size_t piece, str *out)
{
    struct seen s = {.arena = a};
    const struct multipart_sink sink = {begin, take, end, &s};
    struct multipart m;
    struct err *e;

    buf_init(&s.text, a, 4 * body.n + 1000000);
    e = multipart_init(&m, a, S("B"), &sink);
    for (str rest = body; !e && rest.n; rest = str_from(rest, piece))
        e = multipart_push(&m, str_head(rest, piece));
    if (!e) e = multipart_end(&m);
    BUG_IF(!e && s.open);
    *out = buf_str(&s.text);
    return e == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    str whole;
    str pieces;

    if (n == 0) return 0;
    arena_init(&a, (size_t)1 << 30);
    str body = {(const char *)data + 1, n - 1};
    bool one = read_pieces(&a, body, n, &whole);
    bool two = read_pieces(&a, body, 1 + data[0] % 17, &pieces);

    BUG_IF(one != two);
    BUG_IF(one && !str_eq(whole, pieces));
    arena_release(&a);
    return 0;
}
