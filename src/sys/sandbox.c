#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* -- groups and ids ------------------------------------------------------------------------ */

enum { PASSWD_BYTES = 16 * 1024 };

/* True when all six ids are those wanted and root cannot be had back. */
static bool ids_are(uid_t uid, gid_t gid)
{
    uid_t r;
    uid_t e;
    uid_t s;
    gid_t rg;
    gid_t eg;
    gid_t sg;

    if (getresuid(&r, &e, &s) != 0 || getresgid(&rg, &eg, &sg) != 0) return false;
    if (r != uid || e != uid || s != uid || rg != gid || eg != gid || sg != gid) return false;
    return uid == 0 || (setresuid((uid_t)-1, 0, (uid_t)-1) != 0 && geteuid() == uid);
}

static struct err *become(struct arena *a, str user)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char *name = str_z(a, user);

    int number = getpwnam_r(name, &entry, arena_bytes(a, PASSWD_BYTES), PASSWD_BYTES, &found);

    if (!found)
        return err_detail(a, ERR(a, NOT_FOUND, "系统中没有用户 %s", name), "%s",
                          strerrordesc_np(number));
    if (initgroups(name, found->pw_gid) != 0 ||
        setresgid(found->pw_gid, found->pw_gid, found->pw_gid) != 0 ||
        setresuid(found->pw_uid, found->pw_uid, found->pw_uid) != 0)
        return err_detail(a, ERR(a, INTERNAL, "无法改用用户 %s 运行", name), "%s",
                          strerrordesc_np(errno));
    /* A kernel or a container that says yes and does not do it has been seen. */
    if (!ids_are(found->pw_uid, found->pw_gid))
        return ERR(a, INTERNAL, "改用用户 %s 后仍保留原来的权限", name);
    return NULL;
}

/* -- files: Landlock ----------------------------------------------------------------------- */

/* Rights that are younger than the oldest headers we build with. */
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define SCOPE_SIGNAL (1ULL << 1)

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_CHANGE                                                                                  \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                               \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |  \
     FS_REFER | FS_TRUNCATE)
/* To run a file is allowed by the paths of SANDBOX_PROGRAM only. */
#define FS_ALWAYS_REFUSED                                                                          \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |    \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |  \
     FS_IOCTL_DEV)
/* The rights that a single file can have. */
#define FS_OF_FILES                                                                                \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE |   \
     FS_TRUNCATE)

/* The attribute as of ABI 6; older kernels take its beginning. */
struct ruleset {
    uint64_t handled_fs, handled_net, scoped;
};

/* Which part of it, and which rights, each ABI knows. */
static const struct {
    int abi;
    size_t size;
    uint64_t adds_fs, scoped;
} ladder[] = {
    {1, 8, FS_READ | FS_CHANGE | FS_ALWAYS_REFUSED, 0}, /* less the following */
    {2, 8, FS_REFER, 0},
    {3, 8, FS_TRUNCATE, 0},
    {4, 16, 0, 0},
    {5, 16, FS_IOCTL_DEV, 0},
    {6, 24, 0, SCOPE_SIGNAL},
};

/* What a server needs: its libraries, names and zones, its own state, the sink. */
static const struct sandbox_path serve_paths[] = {
    {S_INIT("/usr"), false, false},
    {S_INIT("/lib"), false, false},
    {S_INIT("/lib64"), false, false},
    {S_INIT("/etc"), false, false},
    {S_INIT("/run/systemd/resolve"), false, false},
    {S_INIT("/proc/self"), false, false},
    {S_INIT("/proc/meminfo"), false, false},
    {S_INIT("/sys/devices/system/cpu"), false, false},
    {S_INIT("/dev/null"), true, false},
    {S_INIT("/dev/urandom"), false, false},
};

/* What a program of the machine needs to begin: its loader and libraries, and poppler's tables. */
static const struct sandbox_path program_paths[] = {
    {S_INIT("/usr/lib"), false, true},
    {S_INIT("/lib"), false, true},
    {S_INIT("/lib64"), false, true},
    {S_INIT("/usr/share/poppler"), false, false},
    {S_INIT("/etc/ld.so.cache"), false, false},
};

static const struct {
    const struct sandbox_path *paths;
    size_t n;
} role_paths[] = {
    [SANDBOX_SERVE] = {serve_paths, COUNT_OF(serve_paths)},
    [SANDBOX_CONVERT] = {NULL, 0},
    [SANDBOX_PROGRAM] = {program_paths, COUNT_OF(program_paths)},
};

static struct ruleset ruleset_of(int abi, size_t *size)
{
    struct ruleset r = {.handled_fs = ladder[0].adds_fs & ~(FS_REFER | FS_TRUNCATE | FS_IOCTL_DEV)};

    *size = ladder[0].size;
    for (size_t i = 1; i < COUNT_OF(ladder) && ladder[i].abi <= abi; i++) {
        r.handled_fs |= ladder[i].adds_fs;
        r.scoped |= ladder[i].scoped;
        *size = ladder[i].size;
    }
    return r;
}

/* Allows `p` in the rule set; a path that is missing is skipped. */
static bool allow_path(struct arena *a, int rules, uint64_t handled, const struct sandbox_path *p)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = handled & (FS_READ | (p->write ? FS_CHANGE : 0) |
                                     (p->run ? LANDLOCK_ACCESS_FS_EXECUTE : 0)),
        .parent_fd = open(str_z(a, p->path), O_PATH | O_CLOEXEC),
    };
    struct stat st;

    if (rule.parent_fd < 0) return errno == ENOENT || errno == EACCES;
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode)) rule.allowed_access &= FS_OF_FILES;
    bool done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;

    (void)close(rule.parent_fd);
    return done;
}

/* Confines files to the plan's paths: the ABI that did it, 0 where the kernel has none. */
static int confine_files(struct arena *a, const struct sandbox_plan *plan)
{
    size_t size;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi < 1) return 0;
    struct ruleset set = ruleset_of((int)abi, &size);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);

    if (rules < 0) return 0;
    bool done = true;

    for (size_t i = 0; i < role_paths[plan->role].n; i++)
        done = done && allow_path(a, rules, set.handled_fs, &role_paths[plan->role].paths[i]);
    for (size_t i = 0; i < plan->paths_n; i++)
        done = done && allow_path(a, rules, set.handled_fs, &plan->paths[i]);
    done = done && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    (void)close(rules);
    return done ? (int)abi : 0;
}

/* -- system calls: seccomp ----------------------------------------------------------------- */

/*
 * What a server never does. A list of refusals and not of permissions, because the libraries under
 * us (the C library, ICU, libpq) change the harmless calls they make from release to release.
 */
static const char *const serve_refuses[] = {
    /* other programs */
    "execve",
    "execveat",
    "fork",
    "vfork",
    /* other processes */
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "pidfd_send_signal",
    "kill",
    /* the tree of files as such */
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "mknod",
    "mknodat",
    "name_to_handle_at",
    "open_by_handle_at",
    "fanotify_init",
    "quotactl",
    "quotactl_fd",
    "acct",
    "swapon",
    "swapoff",
    /* name spaces, ids, capabilities */
    "unshare",
    "setns",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setgroups",
    "setfsuid",
    "setfsgid",
    "capset",
    "personality",
    /* the kernel */
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "reboot",
    "syslog",
    "lookup_dcookie",
    "iopl",
    "ioperm",
    "modify_ldt",
    "uselib",
    "vhangup",
    "nfsservctl",
    /* the machine's clock and name */
    "settimeofday",
    "clock_settime",
    "clock_adjtime",
    "adjtimex",
    "sethostname",
    "setdomainname",
};

/* Families of sockets that a server has: local, IPv4, IPv6, and netlink for the C library. */
static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

enum { FAMILY_LAST = AF_NETLINK };

/* The sanitizers look for leaks from a process of their own, which stops ours. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

static bool refuse_named(scmp_filter_ctx ctx, uint32_t action, const char *name)
{
    int number = seccomp_syscall_resolve_name(name);

    if (number == __NR_SCMP_ERROR) return true; /* younger than the library */
    if (sanitized && number == SCMP_SYS(ptrace)) return true;
    int result = seccomp_rule_add(ctx, action, number, 0);

    return result == 0 || result == -EDOM; /* not on this kind of machine */
}

/* Memory that can be written and run is how a foreign byte becomes a command. */
static bool refuse_writable_code(scmp_filter_ctx ctx, uint32_t action)
{
    const uint64_t both = PROT_WRITE | PROT_EXEC;

    return seccomp_rule_add(ctx, action, SCMP_SYS(mmap), 1,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, both)) == 0 &&
           seccomp_rule_add(ctx, action, SCMP_SYS(mprotect), 1,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, both)) == 0 &&
           seccomp_rule_add(ctx, action, SCMP_SYS(pkey_mprotect), 1,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, both)) == 0;
}

static bool refuse_families(scmp_filter_ctx ctx, uint32_t action)
{
    for (int family = 0; family <= FAMILY_LAST; family++) {
        bool wanted = false;

        for (size_t i = 0; i < COUNT_OF(families); i++) wanted = wanted || families[i] == family;
        if (!wanted && seccomp_rule_add(ctx, action, SCMP_SYS(socket), 1,
                                        SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)family)) != 0)
            return false;
    }
    return seccomp_rule_add(ctx, action, SCMP_SYS(socket), 1,
                            SCMP_A0_64(SCMP_CMP_GT, (uint64_t)FAMILY_LAST)) == 0;
}

/* Threads, but no further processes. */
static bool refuse_processes(scmp_filter_ctx ctx, uint32_t action)
{
    /* clone3 hides its flags from a filter: told that it is unknown, the C library uses clone. */
    if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0) return false;
    return sanitized || seccomp_rule_add(ctx, action, SCMP_SYS(clone), 1,
                                         SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
}

/* -- system calls of children: a list of permissions ----------------------------------------- */

/* Reading what is open, answering, memory, time, and the end. */
static const char *const child_calls[] = {
    "read",
    "write",
    "readv",
    "writev",
    "close",
    "lseek",
    "poll",
    "ppoll",
    "wait4",
    "munmap",
    "mremap",
    "brk",
    "madvise",
    "futex",
    "clock_gettime",
    "gettimeofday",
    "getrandom",
    "rt_sigreturn",
    "rt_sigaction",
    "rt_sigprocmask",
    "sigaltstack",
    "fstat",
    "getpid",
    "gettid",
    "tgkill",
    "sched_yield",
    "sysinfo",
    "exit",
    "exit_group",
    "restart_syscall",
    "set_robust_list",
    "sched_getaffinity",
};

/* What the loader of a program does besides. */
static const char *const program_calls[] = {
    "newfstatat", "statx",   "access",     "faccessat", "faccessat2", "readlink",
    "readlinkat", "pread64", "getdents64", "fcntl",     "arch_prctl", "set_tid_address",
    "rseq",       "uname",   "getuid",     "geteuid",   "getgid",     "getegid",
};

static bool permit(scmp_filter_ctx ctx, const char *const *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int number = seccomp_syscall_resolve_name(calls[i]);

        if (number == __NR_SCMP_ERROR) continue; /* younger than the library */
        int result = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, number, 0);

        if (result != 0 && result != -EDOM) return false; /* EDOM: not on this kind of machine */
    }
    return true;
}

/* Memory that is written to, or run, never both; run only where a program is to be loaded. */
static bool permit_memory(scmp_filter_ctx ctx, bool run)
{
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    const uint64_t both = PROT_WRITE | PROT_EXEC;

    for (size_t i = 0; i < COUNT_OF(calls); i++)
        if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 1,
                             SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, 0)) != 0 ||
            seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 1,
                             SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, PROT_WRITE)) != 0 ||
            (run && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 1,
                                     SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, PROT_EXEC)) != 0))
            return false;
    return true;
}

static bool permit_program(scmp_filter_ctx ctx)
{
    const uint64_t change = O_ACCMODE | O_CREAT | O_TRUNC;

    return permit(ctx, program_calls, COUNT_OF(program_calls)) &&
           /* its own limits may be read, not set */
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                            SCMP_A2_64(SCMP_CMP_EQ, 0)) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                            SCMP_A2_64(SCMP_CMP_MASKED_EQ, change, O_RDONLY)) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(execveat), 2,
                            SCMP_A0_64(SCMP_CMP_EQ, SANDBOX_PROGRAM_FD),
                            SCMP_A4_64(SCMP_CMP_EQ, AT_EMPTY_PATH)) == 0;
}

static bool permit_role(scmp_filter_ctx ctx, enum sandbox_role role)
{
    bool program = role == SANDBOX_PROGRAM;

    return permit(ctx, child_calls, COUNT_OF(child_calls)) && permit_memory(ctx, program) &&
           (!program || permit_program(ctx)) && seccomp_load(ctx) == 0;
}

/* -- loading a filter ------------------------------------------------------------------------ */

static void filter_release(void *p)
{
    scmp_filter_ctx *ctx = p;

    if (*ctx) seccomp_release(*ctx);
}

static bool refuse_calls(struct arena *a, const struct sandbox_plan *plan)
{
    uint32_t action = plan->kill ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx *ctx = ARENA_NEW(a, scmp_filter_ctx);

    arena_defer(a, filter_release, ctx);
    *ctx = seccomp_init(plan->role == SANDBOX_SERVE ? SCMP_ACT_ALLOW : action);
    if (!*ctx || seccomp_attr_set(*ctx, SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
    if (plan->role != SANDBOX_SERVE) return permit_role(*ctx, plan->role);
    for (size_t i = 0; i < COUNT_OF(serve_refuses); i++)
        if (!refuse_named(*ctx, action, serve_refuses[i])) return false;
    return refuse_writable_code(*ctx, action) && refuse_families(*ctx, action) &&
           refuse_processes(*ctx, action) && seccomp_load(*ctx) == 0;
}

/* -- limits -------------------------------------------------------------------------------- */

enum { FILES_MOST = 64 };

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    const struct rlimit r = {soft, hard};

    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* Not all need be had (a unit of systemd may refuse): the starter's clock holds in any case. */
static bool enter_limits(const struct sandbox_plan *plan)
{
    const struct sandbox_limits *l = &plan->limits;
    rlim_t seconds = (rlim_t)l->seconds;
    bool done = limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_NPROC, 0, 0);

    if (plan->role == SANDBOX_PROGRAM) done &= limit(RLIMIT_NOFILE, FILES_MOST, FILES_MOST);
    if (l->seconds > 0) done &= limit(RLIMIT_CPU, seconds, seconds + 1);
    if (l->memory_bytes && !sanitized) done &= limit(RLIMIT_AS, l->memory_bytes, l->memory_bytes);
    return done;
}

/* -- entering ------------------------------------------------------------------------------ */

struct err *sandbox_enter(struct arena *a, const struct log *log, const struct sandbox_plan *plan,
                          struct sandbox_got *got)
{
    struct sandbox_got have = {0};

    if (plan->user.n && geteuid() == 0) {
        TRY(become(a, plan->user));
        have.user = true;
    }
    if (plan->role != SANDBOX_SERVE && !enter_limits(plan) && plan->required)
        return ERR(a, INTERNAL, "无法设置所要求的资源限制");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return ERR(a, INTERNAL, "无法放弃取得新权限的能力");
    have.landlock_abi = confine_files(a, plan);
    have.landlock = have.landlock_abi > 0;
    have.seccomp = refuse_calls(a, plan);
    LOG(log, have.landlock && have.seccomp ? LOG_INFO : LOG_WARN, "sandbox",
        LOG_INT("user_dropped", have.user), LOG_INT("landlock_abi", have.landlock_abi),
        LOG_INT("seccomp", have.seccomp));
    if (got) *got = have;
    if (plan->required && !(have.landlock && have.seccomp))
        return ERR(a, INTERNAL, "系统不支持所要求的隔离措施（Landlock、seccomp）");
    return NULL;
}
