#pragma once

#include <string>
#include <string_view>

using PangoFontMap =
  struct _PangoFontMap; // pango's own name, so that no header of ours includes pango

namespace portal {

/// This thread's fonts: pango keeps what it has found and shaped in there, and is safe as long as each
/// thread has its own. Null when no font is installed.
PangoFontMap* thread_fonts();

/// The families to try for a language, best first: one for each script, and of the Chinese characters the
/// shapes that its readers know.
std::string families_for(std::string_view language);

} // namespace portal
