// Fonts are looked for in the system's folders by a configuration of our own: what the machine's owner
// prefers on the screen must not change an invoice.
#include "documents/fonts.hpp"

#include <memory>

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

namespace portal {

namespace {

constexpr const char* configuration = R"(<?xml version="1.0"?>
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>/var/cache/fontconfig</cachedir>
  <!-- A family without a bold font is made heavier. -->
  <match target="font">
    <test name="weight" compare="less_eq"><const>medium</const></test>
    <test name="weight" target="pattern" compare="more_eq"><const>bold</const></test>
    <edit name="embolden" mode="assign"><bool>true</bool></edit>
  </match>
</fontconfig>)";

/// Read once a process; fontconfig locks what it shares.
FcConfig* fonts_of_the_system() {
  static FcConfig* const fonts = [] {
    FcConfig* made = FcConfigCreate();
    const auto* text = reinterpret_cast<const FcChar8*>(configuration); // NOLINT
    FcConfigParseAndLoadFromMemory(made, text, FcTrue);
    FcConfigBuildFonts(made);
    return made;
  }();
  return fonts;
}

struct Unref {
  void operator()(PangoFontMap* it) const { g_object_unref(it); }
};

std::unique_ptr<PangoFontMap, Unref> new_font_map() {
  FcConfig* fonts = fonts_of_the_system();
  const FcFontSet* installed = FcConfigGetFonts(fonts, FcSetSystem);
  if (installed == nullptr || installed->nfont == 0) return nullptr;
  PangoFontMap* map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
  // One unit of ours is one point of the page.
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72.0);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), fonts);
  return std::unique_ptr<PangoFontMap, Unref>{map};
}

} // namespace

PangoFontMap* thread_fonts() {
  thread_local const std::unique_ptr<PangoFontMap, Unref> fonts = new_font_map();
  return fonts.get();
}

std::string families_for(std::string_view language) {
  // Fonts with TrueType outlines: cairo 1.16 cannot cut Noto's Chinese characters down to what is used, which
  // is a megabyte and 50 ms a document.
  const bool japanese = language.starts_with("ja");
  return std::string{"Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, "} +
         (japanese ? "IPAexGothic, Droid Sans Fallback" : "Droid Sans Fallback, IPAexGothic");
}

} // namespace portal
