#include "base/log.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"

#include <unistd.h>

enum { LINE_MAX_BYTES = 8 * 1024 };

static const char *const level_words[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};

static void json_string(struct buf *b, str s)
{
    buf_byte(b, '"');
    for (uint32_t c; utf8_next(&s, &c);) {
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", (char)c);
        else if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029)
            buf_printf(b, "\\u%04x", c);
        else
            buf_rune(b, c);
    }
    buf_byte(b, '"');
}

void log_write(const struct log *log, enum log_level level, const char *what,
               const struct log_field *fields, size_t n)
{
    if (level < log->least) return;
    struct arena a;
    struct buf b;

    arena_init(&a, (size_t)8 * LINE_MAX_BYTES);
    /* Room for the longest field is checked below; the last bytes are for the end of the line. */
    buf_init(&b, &a, LINE_MAX_BYTES);
    buf_printf(&b, "{\"time\":\"%.*s\",\"level\":\"%s\",\"what\":",
               STR_ARG(date_time_iso(&a, log->now_ms(log->clock))), level_words[level]);
    json_string(&b, str_of(what));
    for (size_t i = 0; i < n; i++) {
        size_t before = b.n;

        buf_byte(&b, ',');
        json_string(&b, str_of(fields[i].key));
        buf_byte(&b, ':');
        if (fields[i].kind == LOG_IS_INT)
            buf_int(&b, fields[i].number);
        else
            json_string(&b, fields[i].text);
        if (!buf_ok(&b) || b.n > LINE_MAX_BYTES - 3) { /* leave out what does not fit, whole */
            b.n = before;
            b.failed = false;
            break;
        }
    }
    buf_add(&b, S("}\n"));
    str line = buf_str(&b);

    while (line.n) {
        ssize_t done = write(log->fd, line.p, line.n);

        if (done <= 0) break;
        line = str_from(line, (size_t)done);
    }
    arena_release(&a);
}
