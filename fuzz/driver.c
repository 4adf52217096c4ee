/*
 * driver: gives every file of the folders it is called with to LLVMFuzzerTestOneInput, once.
 *
 *     NAME_fuzz FOLDER…
 *
 * Linked to a fuzz target it is a test that replays the corpus (and each crash that was ever found)
 * with any compiler; with -fsanitize=fuzzer the target has a main of its own and this is left out.
 * Exit status: 0 all files replayed, 2 a folder or file cannot be read or holds no files.
 */
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const size_t FILE_MAX = (size_t)16 * 1024 * 1024;
static const size_t MEMORY_MAX = (size_t)64 * 1024 * 1024;

static bool replay_file(const char *path, size_t size)
{
    struct arena a;
    FILE *f = fopen(path, "rb");

    if (!f || size > FILE_MAX) return false;
    arena_init(&a, MEMORY_MAX);
    /* Exactly as large as the file, so that a sanitizer sees a read behind its end. */
    char *data = arena_bytes(&a, size);
    bool good = fread(data, 1, size, f) == size;

    (void)fclose(f);
    if (good) (void)LLVMFuzzerTestOneInput((const uint8_t *)data, size);
    arena_release(&a);
    return good;
}

/* The number of files replayed; -1 when the folder or one of its files cannot be read. */
static int replay_folder(struct arena *a, const char *folder)
{
    DIR *dir = opendir(folder);
    int n = 0;

    if (!dir) return -1;
    for (const struct dirent *d; n >= 0 && (d = readdir(dir));) {
        char *path = str_z(a, str_printf(a, "%s/%s", folder, d->d_name));
        struct stat st;

        if (stat(path, &st) != 0)
            n = -1;
        else if (S_ISREG(st.st_mode))
            n = replay_file(path, (size_t)st.st_size) ? n + 1 : -1;
    }
    (void)closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    struct arena a;
    int status = argc > 1 ? 0 : 2;

    arena_init(&a, MEMORY_MAX);
    for (int i = 1; i < argc; i++) {
        int n = replay_folder(&a, argv[i]);

        if (n > 0)
            printf("%s: %d files\n", argv[i], n);
        else
            fprintf(stderr, "%s: %s\n", argv[i], n == 0 ? "no files" : strerror(errno));
        if (n <= 0) status = 2;
    }
    arena_release(&a);
    return status;
}
