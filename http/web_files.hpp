#pragma once

// The pages' programs and styles, as the build put them into the binary (cmake/PortalWeb.cmake). The name of
// each ends with a digest of its bytes: an address never changes its meaning, also where one program loads
// another by its name.

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace portal {

struct WebFile {
  std::string_view name; ///< `app-BAuwUcJA.js`
  std::string_view plain;
  std::string_view small; ///< the same, gzip; may be empty
};

/// All of them; none when the binary was built without pages.
const std::vector<WebFile>& web_files();

/// The file of that name, or nothing.
const WebFile* find_web_file(std::string_view name);

/// The addresses of the files that are called `stem`, such as `app` and `.js`: `/portal/assets/app-….js`.
std::vector<std::string> addresses_of_web_files(std::string_view stem, std::string_view extension);

/// The answer with that file, compressed where the client takes that.
Response web_file_response(const Request& request, const WebFile& file);

} // namespace portal
