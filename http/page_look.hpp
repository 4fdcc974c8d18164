#pragma once

// How a plain page looks to the one who asks: its language, its colour, the customer's days, and whose
// pages may frame it. All of it comes from the session where there is one.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/locale_text.hpp"
#include "events/configurations.hpp"
#include "events/portal_sessions.hpp"
#include "http/html.hpp"
#include "http/page_words.hpp"
#include "projections/objects.hpp"

namespace portal {

struct PageLook {
  PageLanguage language = PageLanguage::en;
  std::string locale; ///< BCP 47, for amounts and dates
  std::string zone;   ///< IANA; empty: UTC
  std::string colour; ///< `#rrggbb`, or empty
  std::vector<std::string> framed_by;

  std::string_view operator()(PageWord word) const { return say(language, word); }

  std::string
  operator()(PageWord word, std::string_view first, std::string_view second = {}) const {
    return say(language, word, first, second);
  }

  std::string date(Instant at) const;
  std::string money(std::int64_t amount, const Currency& currency) const;

  /// A page that looks so, around `body`.
  Page page(std::string title, std::string body) const;
};

/// Before anybody is known: the browser's language, and what the default configuration says.
PageLook look_of_browser(const Call& call);

/// Of that session: its configuration, and the customer's language and time zone.
PageLook look_of(const Call& call, const ViewReader& rows, const PortalSession& session);

/// Of the call's session where it has one, also one that is over; else of the browser.
PageLook look_of(const Call& call);

} // namespace portal
