/* notify: tells systemd how the service is doing (sd_notify(3), without its library). */
#ifndef GK_SYS_NOTIFY_H
#define GK_SYS_NOTIFY_H

#include "base/str.h"

/*
 * Sends `state` ("READY=1", "STOPPING=1", "STATUS=…") to the socket `address`, the value of
 * NOTIFY_SOCKET. False when the address is empty or nobody listens: never an error of the service.
 */
bool sys_notify(str address, str state);

#endif
