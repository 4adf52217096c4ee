/*
 * Any bytes as a line of an import file: it is read within its limits or refused with a sentence,
 * and the text of what was read goes into the tree and comes out without a script.
 */
#include "mod/document/document.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { FUZZ_ARENA = 256 * 1024 * 1024 };

static void check(struct arena *a, str line)
{
    struct document_import in;
    struct document_text text;
    struct err *e = document_import_read(a, line, S("policy"), &in);

    if (e) {
        BUG_IF(err_is_fault(e->code) || !e->message.n);
        return;
    }
    BUG_IF(!in.title.n || utf8_count(in.title) > DOCUMENT_TITLE_CHARS || !utf8_valid(in.title));
    BUG_IF(utf8_count(in.theme) > 60);
    e = document_text_read(a, S(""), in.body, &text);
    if (e) {
        BUG_IF(err_is_fault(e->code));
        return;
    }
    str html = str_lower(a, text.html.html);

    BUG_IF(str_find(html, S("<script"), 0) != STR_NONE);
    BUG_IF(str_find(html, S("javascript:"), 0) != STR_NONE &&
           str_find(html, S("href=\"javascript:"), 0) != STR_NONE);
    BUG_IF(!utf8_valid(text.plain));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;

    arena_init(&a, FUZZ_ARENA);
    check(&a, str_at(data, n));
    arena_release(&a);
    return 0;
}
