#pragma once

// What customers read when they are refused: a sentence for each code that a customer can meet, in the
// languages of the pages. The sentence of the refusal itself is for who wrote the program that asked.

#include <optional>
#include <string>
#include <string_view>

#include "http/page_words.hpp"

namespace portal {

/// What `code` means to a customer and what to do; nothing for a code that no customer meets.
std::optional<std::string_view> refusal_words(PageLanguage language, std::string_view code);

/// The same where there are words, else what the refusal says itself.
std::string_view refusal_text(PageLanguage language, const Refusal& refusal);

/// All of them: `{"code":"sentence"}`, for the portal's program.
std::string refusal_words_json(PageLanguage language);

} // namespace portal
