/*
 * log: one line of JSON an event, written with one write(2) so that lines of threads do not mix.
 *
 *     LOG(log, LOG_INFO, "request", LOG_STR("path", path), LOG_INT("status", 200));
 *
 * A log belongs to the program's root and is passed down. Never log what a person typed into a
 * protected field; callers log numbers and identifiers.
 */
#ifndef GK_BASE_LOG_H
#define GK_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    int fd;
    enum log_level least;           /* what is below is dropped */
    int64_t (*now_ms)(void *clock); /* the program's clock, so that tests repeat */
    void *clock;
};

struct log_field {
    const char *key;
    enum { LOG_IS_STR, LOG_IS_INT } kind;
    str text;
    int64_t number;
};

#define LOG_STR(k, v)                                                                              \
    {                                                                                              \
        .key = (k), .kind = LOG_IS_STR, .text = (v)                                                \
    }
#define LOG_INT(k, v)                                                                              \
    {                                                                                              \
        .key = (k), .kind = LOG_IS_INT, .number = (v)                                              \
    }

#define LOG(log, level, what, ...)                                                                 \
    log_write((log), (level), (what), (const struct log_field[]){__VA_ARGS__},                     \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* Lines longer than 8 KiB are cut. A log that cannot be written is not an error of the request. */
void log_write(const struct log *log, enum log_level level, const char *what,
               const struct log_field *fields, size_t n);

#endif
