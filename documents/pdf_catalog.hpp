#pragma once

#include <string>
#include <string_view>

namespace portal {

/// cairo 1.16 cannot say in which language a document is. This appends a new version of the PDF's catalog
/// that does (an incremental update, as the format has it), asks readers to show the document's title, and
/// says from which side its pages are turned.
std::string with_language(std::string pdf, std::string_view language, bool right_to_left);

} // namespace portal
