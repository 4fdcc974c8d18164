#pragma once

// The pages' programs and styles, as the build put them into the binary (cmake/PortalWeb.cmake).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace portal {

struct WebFile {
  std::string_view name;   ///< `app.js`
  std::string_view digest; ///< of its bytes: what its address ends with
  std::string_view plain;
  std::string_view small; ///< the same, gzip; may be empty
};

/// All of them; none when the binary was built without pages.
const std::vector<WebFile>& web_files();

/// The file of that name, or nothing.
const WebFile* find_web_file(std::string_view name);

/// `/portal/assets/app.js?v=…`: an address that changes with the bytes; empty when there is no such file.
std::string address_of_web_file(std::string_view name);

/// The answer with that file, compressed where the client takes that.
Response web_file_response(const Request& request, const WebFile& file, bool for_ever);

} // namespace portal
