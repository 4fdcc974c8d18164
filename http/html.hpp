#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace portal {

/// A whole page around `body` (HTML already). `colour`: `#rrggbb` or empty. No third parties, no
/// inline script or style: branding comes as a class whose CSS the server serves.
struct Page {
  std::string title;
  std::string body;
  std::string colour;
  bool script = false; ///< the small external script that submits the opening form
  std::string data; ///< JSON for the portal's program, which then shows the page; empty: HTML alone
  std::string_view program = "app";   ///< which: `app` is the portal, `console` the console
  std::string_view language = "en";   ///< of `body`, BCP 47
  std::vector<std::string> framed_by; ///< origins whose pages may frame this one; none: nobody's
  std::string form_origin; ///< where a form may lead besides our own pages: the return URL's origin
};

std::string rendered(const Page& page);

/// The security headers that every page carries (PROMISES S10).
Response page_response(int status, const Page& page, bool https);

void add_security_headers(
  Response& response, bool https, std::string_view form_origin = {},
  const std::vector<std::string>& framed_by = {}
);

} // namespace portal
