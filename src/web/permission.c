#include "web/permission.h"

const struct permission PERM_PUBLIC = {"public", "所有人"};
const struct permission PERM_SESSION = {"session", "已登录的用户"};
