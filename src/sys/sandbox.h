/*
 * sandbox: what the process gives up once everything it needs is open.
 *
 * In this order: groups and ids are dropped and read back; limits; no_new_privs; Landlock confines
 * files to the listed paths; seccomp refuses the system calls that the role never makes. Where the
 * kernel (a container, an old release) lacks one of them, the log says which, and the process goes
 * on, unless `required` is set. No way leads back.
 *
 * To be called before the first thread is started: Landlock binds the calling thread and those that
 * it starts later. The only door to libseccomp and Landlock.
 */
#ifndef GK_SYS_SANDBOX_H
#define GK_SYS_SANDBOX_H

#include "base/err.h"
#include "base/log.h"

enum sandbox_role {
    SANDBOX_SERVE, /* network, threads, files of the installation; no programs, no kernel surface */
    /* Reads a hostile file in memory: what is open already, memory, time. A list of permissions:
     * no file, socket, process, program or signal to another can even be asked for. */
    SANDBOX_CONVERT,
    /* The same, and to become one program: the one that is open as number SANDBOX_PROGRAM_FD, by
     * execveat, once. The program may read its libraries and data, nothing else. That number is
     * above the limit of open files that is set here, so after the start no descriptor has it. */
    SANDBOX_PROGRAM,
};

enum { SANDBOX_PROGRAM_FD = 200 };

struct sandbox_path {
    str path;   /* absolute, or relative to the working directory; one that is missing is skipped */
    bool write; /* else read only */
    bool run;   /* may be loaded as a program */
};

/* What the children of SANDBOX_CONVERT and SANDBOX_PROGRAM may use up; no core, no file written. */
struct sandbox_limits {
    int seconds;         /* of processor time: SIGXCPU */
    size_t memory_bytes; /* of address space; not under sanitizers, which need terabytes of it */
};

struct sandbox_plan {
    enum sandbox_role role;
    const struct sandbox_path *paths;
    size_t paths_n;
    struct sandbox_limits limits; /* of a child; a server has none here */
    str user;      /* become this user when started as root; empty: stay who we are */
    bool required; /* what the kernel lacks is an error */
    bool kill;     /* a refused call ends the process; else it fails with EPERM */
};

struct sandbox_got {
    bool user, landlock, seccomp;
    int landlock_abi; /* 0: none */
};

/*
 * Enters. INTERNAL when ids could not be dropped or a part that `required` asks for is missing;
 * NOT_FOUND when there is no such user. What was reached is written to `log` and, where `got` is
 * not NULL, there.
 */
MUST_USE struct err *sandbox_enter(struct arena *a, const struct log *log,
                                   const struct sandbox_plan *plan, struct sandbox_got *got);

#endif
