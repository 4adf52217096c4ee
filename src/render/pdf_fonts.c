/* The fonts of the machine: one configuration, read once, and a pool of font maps. */
#include "render/pdf_inside.h"

#include "base/buf.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <stdatomic.h>

/* Maps that wait for the next job; each keeps its fonts open. More jobs make more for a while. */
enum { IDLE_MAPS = 4, FAMILIES_MOST = 1000 };

#ifdef __SANITIZE_ADDRESS__
/*
 * What the libraries lose by themselves: Cairo 1.16 some 600 bytes for each CFF font of a file,
 * fontconfig 2.14 some 500 when it reads its settings. Layouts, which come from Pango, are watched.
 */
/* NOLINTBEGIN(cert-dcl51-cpp): the sanitizer asks for these names */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
/* NOLINTEND(cert-dcl51-cpp) */
#endif

struct pdf_fonts {
    FcConfig *config;
    _Atomic(PangoFontMap *) idle[IDLE_MAPS];
    const char *families[PAPER_FACES_];
    bool have[PAPER_FACES_];
};

/*
 * By face: its name for the log, then families in order. First the faces that offices have
 * licensed, as Windows, macOS, WPS and 方正 name them, then free ones; `own` of them are of the
 * style, what follows is a substitute that at least has the characters.
 */
struct face_rule {
    str name;
    size_t own;
    const char *families[12];
};

static const struct face_rule faces[PAPER_FACES_] = {
    [PAPER_FANG] = {S_INIT("仿宋"),
                    7,
                    {"FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02S", "FangSong", "仿宋",
                     "STFangsong", "FandolFang", "Noto Serif CJK SC", "FandolSong"}},
    [PAPER_KAI] = {S_INIT("楷体"),
                   8,
                   {"KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03S", "KaiTi", "楷体", "STKaiti",
                    "AR PL KaitiM GB", "FandolKai", "Noto Serif CJK SC"}},
    [PAPER_HEI] = {S_INIT("黑体"),
                   7,
                   {"FZHei-B01S", "SimHei", "黑体", "STHeiti", "Noto Sans CJK SC",
                    "Source Han Sans SC", "FandolHei", "WenQuanYi Zen Hei"}},
    [PAPER_SONG] = {S_INIT("宋体"),
                    7,
                    {"FZShuSong-Z01S", "SimSun", "宋体", "STSong", "Noto Serif CJK SC",
                     "Source Han Serif SC", "FandolSong", "AR PL SungtiL GB"}},
    /* The free ones are bold faces of 宋体, which is what 小标宋 comes nearest to. */
    [PAPER_TITLE] = {S_INIT("小标宋"),
                     5,
                     {"FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体",
                      "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "SimSun"}},
};

static bool has_family(FcConfig *config, const char *family)
{
    FcPattern *want = FcPatternCreate();
    FcObjectSet *nothing = FcObjectSetBuild(FC_FAMILY, (char *)NULL);

    FcPatternAddString(want, FC_FAMILY, (const FcChar8 *)family);
    FcFontSet *found = FcFontList(config, want, nothing);
    bool has = found && found->nfont > 0;

    if (found) FcFontSetDestroy(found);
    FcObjectSetDestroy(nothing);
    FcPatternDestroy(want);
    return has;
}

/* What is there of a face's families, so that Pango does not look for the others with each text. */
static const char *families_of(struct arena *a, FcConfig *config, const struct face_rule *rule,
                               str first, bool *have)
{
    struct buf b;

    buf_init(&b, a, FAMILIES_MOST);
    if (first.n && has_family(config, str_z(a, first))) {
        buf_add(&b, first);
        *have = true;
    }
    for (size_t i = 0; i < COUNT_OF(rule->families) && rule->families[i]; i++) {
        if (!has_family(config, rule->families[i])) continue;
        if (b.n) buf_byte(&b, ',');
        buf_add(&b, str_of(rule->families[i]));
        if (i < rule->own) *have = true;
    }
    if (b.n) buf_byte(&b, ',');
    buf_lit(&b, "serif");
    return str_z(a, buf_str(&b));
}

static void close_fonts(void *p)
{
    struct pdf_fonts *f = p;

    for (size_t i = 0; i < IDLE_MAPS; i++) {
        PangoFontMap *map = atomic_exchange(&f->idle[i], NULL);

        if (map) g_object_unref(map);
    }
    FcConfigDestroy(f->config);
}

struct err *pdf_fonts_open(struct arena *a, const struct pdf_font_options *o,
                           struct pdf_fonts **out)
{
    struct pdf_fonts *f = ARENA_NEW(a, struct pdf_fonts);
    struct buf missing;

    f->config = FcInitLoadConfig();
    if (!f->config) return err_detail(a, ERR(a, INTERNAL, "读不到字体设置"), "fontconfig");
    arena_defer(a, close_fonts, f);
    for (size_t i = 0; i < o->n_folders; i++)
        (void)FcConfigAppFontAddDir(f->config, (const FcChar8 *)str_z(a, o->folders[i]));
    if (!FcConfigBuildFonts(f->config))
        return err_detail(a, ERR(a, INTERNAL, "读不到字体"), "fontconfig: build");
    FcFontSet *system = FcConfigGetFonts(f->config, FcSetSystem);
    FcFontSet *own = FcConfigGetFonts(f->config, FcSetApplication);

    if ((!system || !system->nfont) && (!own || !own->nfont))
        return ERR(a, INTERNAL, "这台机器没有安装字体，不能生成 PDF");
    buf_init(&missing, a, FAMILIES_MOST);
    for (size_t i = 0; i < PAPER_FACES_; i++) {
        f->families[i] = families_of(a, f->config, &faces[i], o->families[i], &f->have[i]);
        if (f->have[i]) continue;
        if (missing.n) buf_lit(&missing, "、");
        buf_add(&missing, faces[i].name);
    }
    if (missing.n && o->log)
        LOG(o->log, LOG_WARN, "fonts missing, others take their place",
            LOG_STR("faces", buf_str(&missing)));
    *out = f;
    return NULL;
}

bool pdf_fonts_have(const struct pdf_fonts *f, enum paper_face face)
{
    return f->have[face];
}

const char *pdf_fonts_families(const struct pdf_fonts *f, enum paper_face face)
{
    return f->families[face];
}

PangoFontMap *pdf_fonts_take(struct pdf_fonts *f)
{
    for (size_t i = 0; i < IDLE_MAPS; i++) {
        PangoFontMap *map = atomic_exchange(&f->idle[i], NULL);

        if (map) return map;
    }
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);

    BUG_IF(!map); /* a Pango without FreeType is another library */
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), f->config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72.0);
    return map;
}

void pdf_fonts_give(struct pdf_fonts *f, PangoFontMap *map)
{
    for (size_t i = 0; i < IDLE_MAPS; i++) {
        PangoFontMap *none = NULL;

        if (atomic_compare_exchange_strong(&f->idle[i], &none, map)) return;
    }
    g_object_unref(map);
}
