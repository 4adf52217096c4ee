/* inside: what the files of read/ share: one reader for each format, and why they refuse. */
#ifndef GK_READ_INSIDE_H
#define GK_READ_INSIDE_H

#include "read/build.h"

enum read_fault {
#define READ_FAULT(name, code, sentence) READ_FAULT_##name,
#include "read/fault.def"
#undef READ_FAULT
    READ_FAULTS_
};

/* The err of a fault; see READ_REFUSE. */
struct err *read_fault_err(struct arena *a, enum read_fault fault, const char *file, int line)
    __attribute__((returns_nonnull));
/* Which fault an err is; READ_FAULT_INSIDE for any that is none. */
enum read_fault read_fault_of(const struct err *e);

#define READ_REFUSE(a, name) read_fault_err((a), READ_FAULT_##name, __FILE__, __LINE__)

/* Each puts what `bytes` say into `b`; *title where the file has one. Errors as read_bytes. */
struct err *read_html(struct build *b, str bytes, str *title) MUST_USE;
struct err *read_text(struct build *b, str bytes) MUST_USE;
struct err *read_docx(struct build *b, str bytes, str *title) MUST_USE;
struct err *read_xlsx(struct build *b, str bytes, str *title) MUST_USE;
/* `words`: what `pdftotext -tsv` makes of a PDF. */
struct err *read_words(struct build *b, str words) MUST_USE;

#endif
