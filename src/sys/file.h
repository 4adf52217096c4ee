/*
 * file: files beneath one folder. Nothing here opens a path that leads out of its folder, neither
 * by "..", nor by an absolute name, nor through a symbolic link; names come from the program (a
 * digest, a number), never from what a person typed.
 *
 * A file is written beside its place, flushed to the disk and then renamed over it: after a crash
 * there is the old file or the new one, never half of it.
 *
 * Folders and temporary files are let go with the arena.
 */
#ifndef GK_SYS_FILE_H
#define GK_SYS_FILE_H

#include "base/err.h"

#include <sys/types.h>

struct sys_dir {
    int fd;
    str path; /* as it was opened, for messages */
};

/* Opens the folder `path` of the machine. NOT_FOUND; IO. */
MUST_USE struct err *sys_dir_open(struct arena *a, str path, struct sys_dir *out);
/* The same, made first (mode 0700) with all the folders above it that are missing. */
MUST_USE struct err *sys_dir_create(struct arena *a, str path, struct sys_dir *out);
/* Makes the folder `name` ("files/3f") beneath `root`, with those above it; fine if it is there. */
MUST_USE struct err *sys_dir_make(struct arena *a, const struct sys_dir *root, str name);

/* What is in the folder `name` ("." is root itself), in byte order, without "." and "..". */
struct sys_listing {
    str *names;
    size_t n;
};
/* At most `limit` entries: more is TOO_LARGE. NOT_FOUND. */
MUST_USE struct err *sys_dir_list(struct arena *a, const struct sys_dir *root, str name,
                                  size_t limit, struct sys_listing *out);

/* Reads the whole file. NOT_FOUND; TOO_LARGE when it has more than `limit` bytes. */
MUST_USE struct err *sys_file_read(struct arena *a, const struct sys_dir *root, str name,
                                   size_t limit, str *out);
/* Like sys_file_read for a path that the operator gave on the command line; "-" is standard input.
 */
MUST_USE struct err *sys_path_read(struct arena *a, str path, size_t limit, str *out);
/*
 * Opens a path that the operator gave on the command line, "-" is standard input; *size is -1 where
 * it is not a plain file. The descriptor is closed with the arena. NOT_FOUND.
 */
MUST_USE struct err *sys_path_open(struct arena *a, str path, int *fd, int64_t *size);
/* Makes a file that is not there yet, mode 0600, for writing. CONFLICT when it is. */
MUST_USE struct err *sys_path_create(struct arena *a, str path, int *fd);
/* Flushes what was written to the disk. */
MUST_USE struct err *sys_fd_sync(struct arena *a, int fd);
/* Removes a path that this command has made. */
void sys_path_remove(struct arena *a, str path);
/* Opens for reading; the descriptor is closed with the arena. *size may be NULL. NOT_FOUND. */
MUST_USE struct err *sys_file_open(struct arena *a, const struct sys_dir *root, str name, int *fd,
                                   int64_t *size);
/* The same, but the descriptor is the caller's to close or to give away. */
MUST_USE struct err *sys_file_hand_over(struct arena *a, const struct sys_dir *root, str name,
                                        int *fd, int64_t *size);
/* Calls fn with the bytes of the file in order, a piece at a time, until one gives an err. */
typedef struct err *sys_file_fn(void *arg, str piece);
MUST_USE struct err *sys_file_walk(struct arena *a, const struct sys_dir *root, str name,
                                   sys_file_fn *fn, void *arg);
/* Size in bytes. NOT_FOUND. */
MUST_USE struct err *sys_file_size(struct arena *a, const struct sys_dir *root, str name,
                                   int64_t *size);
/* Makes or replaces the file with exactly `bytes`, durably. `mode`: 0600 for secrets, else 0640. */
MUST_USE struct err *sys_file_write(struct arena *a, const struct sys_dir *root, str name,
                                    mode_t mode, str bytes);
/* Removes the file durably; fine if it is not there. */
MUST_USE struct err *sys_file_remove(struct arena *a, const struct sys_dir *root, str name);

/*
 * A file that is being received. It stands in `root` under a name of its own (".tmp-…") until
 * sys_temp_keep, and is removed with the arena if that never comes.
 */
struct sys_temp {
    struct arena *arena;
    struct sys_dir root;
    int fd;        /* -1: done */
    int64_t size;  /* bytes written so far */
    int64_t limit; /* the most it may have */
    char name[32];
};

/* Begins a file of at most `limit` bytes; it lives on `a`, and `root` must live as long. */
MUST_USE struct err *sys_temp_open(struct arena *a, const struct sys_dir *root, int64_t limit,
                                   struct sys_temp **out);
/* Appends. TOO_LARGE beyond the limit. */
MUST_USE struct err *sys_temp_write(struct sys_temp *t, str bytes);
/* Flushes it and gives it its name, replacing what was there. Afterwards `t` is done. */
MUST_USE struct err *sys_temp_keep(struct sys_temp *t, str name, mode_t mode);
/* Removes what crashes left behind in `root`: temporary files last changed before `before_ms`. */
MUST_USE struct err *sys_temp_sweep(struct arena *a, const struct sys_dir *root, int64_t before_ms);

#endif
