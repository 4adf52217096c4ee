#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse(const char *text, union address *out, socklen_t *n)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        *n = sizeof out->v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        *n = sizeof out->v6;
        return true;
    }
    return false;
}

/* sin_port and sin6_port lie at the same place. */
static int open_one(union address *at, socklen_t n, bool shared)
{
    const int on = 1;
    const int off = 0;
    int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0) return -1;
    bool fine = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;

    if (shared) fine = fine && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    if (at->any.sa_family == AF_INET6)
        fine = fine && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
    fine = fine && bind(fd, &at->any, n) == 0 && listen(fd, BACKLOG) == 0 &&
           getsockname(fd, &at->any, &n) == 0;
    if (fine) return fd;
    int why = errno;

    (void)close(fd);
    errno = why;
    return -1;
}

static struct err *failed(struct arena *a, const char *address, uint16_t port)
{
    if (errno == EADDRINUSE)
        return ERR(a, IO, "%s端口%u已被占用，请换一个端口，或先停止占用它的程序", address, port);
    if (errno == EACCES) return ERR(a, IO, "没有权限监听%s端口%u", address, port);
    return ERR(a, IO, "无法监听%s端口%u：%s", address, port, strerrordesc_np(errno));
}

struct err *listen_open(struct arena *a, const char *address, uint16_t *port, int *fds, size_t n)
{
    union address at;
    socklen_t size;

    if (!parse(address, &at, &size)) return ERR(a, IO, "监听地址“%s”不是IP地址", address);
    at.v4.sin_port = htons(*port);
    /* SO_REUSEPORT would let a second server of the same user share the port without a word: the
     * first socket is opened without it, to see, and then again with it. */
    int probe = open_one(&at, size, false);

    if (probe < 0) return failed(a, address, *port);
    (void)close(probe);
    *port = ntohs(at.v4.sin_port);
    for (size_t i = 0; i < n; i++) {
        fds[i] = open_one(&at, size, true);
        if (fds[i] >= 0) continue;
        struct err *e = failed(a, address, *port);

        while (i) (void)close(fds[--i]);
        return e;
    }
    return NULL;
}
