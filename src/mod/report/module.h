/* The module of the annual report: so far the public page 年报体检. */
#ifndef GK_MOD_REPORT_MODULE_H
#define GK_MOD_REPORT_MODULE_H

#include "core/module.h"

extern const struct module report_module;

#endif
