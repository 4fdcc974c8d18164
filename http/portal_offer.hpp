#pragma once

// What an offer costs and brings, in the words of a page without scripts.

#include <string>

#include "events/offer_preview.hpp"
#include "http/page_look.hpp"

namespace portal {

/// What would be paid now, then, and when: sentences, each a `<p>`.
std::string
offer_figures(const PageLook& look, const OfferPreview& preview, const RetentionOffer& terms);

/// What the button says that takes it: with the amount, where one is charged at once.
std::string offer_button(const PageLook& look, const OfferPreview& preview);

} // namespace portal
