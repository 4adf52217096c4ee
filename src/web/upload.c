#include "web/upload.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { NAME_CHARS = 120 };

static const struct {
    str magic;
    size_t at;
    str type;
} signatures[] = {
    {S_INIT("%PDF-"), 0, S_INIT("application/pdf")},
    {S_INIT("\x89PNG\r\n\x1a\n"), 0, S_INIT("image/png")},
    {S_INIT("\xff\xd8\xff"), 0, S_INIT("image/jpeg")},
    {S_INIT("GIF87a"), 0, S_INIT("image/gif")},
    {S_INIT("GIF89a"), 0, S_INIT("image/gif")},
    {S_INIT("WEBP"), 8, S_INIT("image/webp")},
    {S_INIT("PK\x03\x04"), 0, S_INIT("application/zip")}, /* DOCX, XLSX, OFD too: see core/file */
    {S_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0, S_INIT("application/x-ole-storage")},
    {S_INIT("Rar!\x1a\x07"), 0, S_INIT("application/vnd.rar")},
    {S_INIT("7z\xbc\xaf\x27\x1c"), 0, S_INIT("application/x-7z-compressed")},
    {S_INIT("{\\rtf"), 0, S_INIT("application/rtf")},
};

str upload_sniff(str head)
{
    for (size_t i = 0; i < COUNT_OF(signatures); i++)
        if (str_starts(str_from(head, signatures[i].at), signatures[i].magic))
            return signatures[i].type;
    return S("application/octet-stream");
}

str upload_clean_name(struct arena *a, str name)
{
    struct buf b;
    str rest = utf8_repair(a, name);

    /* Old browsers send a whole path; only its last component is the name. */
    for (size_t at; (at = str_find_byte(rest, '/', 0)) != STR_NONE;) rest = str_from(rest, at + 1);
    for (size_t at; (at = str_find_byte(rest, '\\', 0)) != STR_NONE;) rest = str_from(rest, at + 1);
    rest = utf8_head(utf8_trim(rest), NAME_CHARS);
    buf_init(&b, a, 4 * (rest.n + 1));
    for (uint32_t rune; utf8_next(&rest, &rune);) {
        bool bad = utf8_is_control(rune) || rune == '\t' || rune == '\n' || rune == '\r';

        buf_rune(&b, bad ? 0xfffd : rune);
    }
    str clean = buf_str(&b);
    bool dots = clean.n > 0;

    for (size_t i = 0; i < clean.n; i++) dots = dots && clean.p[i] == '.';
    return clean.n == 0 || dots ? S("未命名") : clean;
}
