/* Any bytes as an archive, and as a sheet, shared texts and styles of a sound one: the input is
 * divided at its NULs. */
#include "read_fuzz.h"
#include "read_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct fuzz_part parts[] = {
        {"xl/worksheets/a.xml", S("")},
        {"xl/s.xml", S("")},
        {"xl/st.xml", S("")},
        {"xl/workbook.xml", S("<workbook><sheets><sheet name='a' id='1'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         S("<R><Relationship Id='1' Type='/worksheet' Target='worksheets/a.xml'/>"
           "<Relationship Id='2' Type='/sharedStrings' Target='s.xml'/>"
           "<Relationship Id='3' Type='/styles' Target='st.xml'/></R>")},
    };
    str rest = str_at(data, size);

    read_as(rest, "x.xlsx");
    for (size_t i = 0; i < 3; i++) (void)str_split(&rest, '\0', &parts[i].bytes);
    arena_init(&a, (size_t)64 * 1024 * 1024);
    read_as(fuzz_archive(&a, parts, COUNT_OF(parts)), "x.xlsx");
    arena_release(&a);
    return 0;
}
