/* Plain text: a paragraph a line. */
#include "read/charset.h"
#include "read/inside.h"

struct err *read_text(struct build *b, str bytes)
{
    str text;

    TRY(charset_decode(b->a, bytes, S(""), &text));
    for (str line; str_split(&text, '\n', &line);) {
        /* old Macintosh files, and pages whose ends of lines were mixed */
        for (str part; str_split(&line, '\r', &part);) {
            build_add(b, part);
            build_paragraph(b);
        }
    }
    return NULL;
}
