#include "sys/notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool sys_notify(str address, str state)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};

    if (address.n < 2 || address.n >= sizeof to.sun_path) return false;
    if (address.p[0] != '/' && address.p[0] != '@') return false;
    memcpy(to.sun_path, address.p, address.n);
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0'; /* the abstract name space */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0) return false;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + address.n);
    ssize_t sent = sendto(fd, state.p, state.n, MSG_NOSIGNAL, (const struct sockaddr *)&to, size);

    (void)close(fd);
    return sent >= 0 && (size_t)sent == state.n;
}
