#include "read/inside.h"

static const struct {
    enum err_code code;
    str sentence;
} faults[READ_FAULTS_] = {
#define READ_FAULT(name, code, sentence) [READ_FAULT_##name] = {ERR_##code, S_INIT(sentence)},
#include "read/fault.def"
#undef READ_FAULT
};

struct err *read_fault_err(struct arena *a, enum read_fault fault, const char *file, int line)
{
    return err_make(a, faults[fault].code, file, line, "%.*s", STR_ARG(faults[fault].sentence));
}

enum read_fault read_fault_of(const struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++)
        if (faults[i].code == e->code && str_eq(faults[i].sentence, e->message))
            return (enum read_fault)i;
    return READ_FAULT_INSIDE;
}
