/* inside: what the files of read/ share: one reader for each format. */
#ifndef GK_READ_INSIDE_H
#define GK_READ_INSIDE_H

#include "read/build.h"

/* Each puts what `bytes` say into `b`; *title where the file has one. Errors as read_bytes. */
struct err *read_html(struct build *b, str bytes, str *title) MUST_USE;
struct err *read_text(struct build *b, str bytes) MUST_USE;
struct err *read_docx(struct build *b, str bytes, str *title) MUST_USE;
struct err *read_xlsx(struct build *b, str bytes, str *title) MUST_USE;

/* What was said where the file is damaged; each format has one sentence. */
#define READ_DAMAGED "文件已损坏或者不完整，请重新下载或者另存后再试"

#endif
