#include "http/web_files.hpp"

#include <algorithm>

namespace portal {

namespace {

bool takes_gzip(const Request& request) {
  const auto* accepted = request.header("accept-encoding");
  return accepted != nullptr && accepted->find("gzip") != std::string::npos &&
         accepted->find("gzip;q=0") == std::string::npos;
}

std::string_view type_of(std::string_view name) {
  return name.ends_with(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
}

} // namespace

const WebFile* find_web_file(std::string_view name) {
  const auto& files = web_files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const WebFile& file) {
    return file.name == name;
  });
  return found == files.end() ? nullptr : &*found;
}

std::string address_of_web_file(std::string_view name) {
  const WebFile* file = find_web_file(name);
  if (file == nullptr) return {};
  return "/portal/assets/" + std::string{name} + "?v=" + std::string{file->digest};
}

Response web_file_response(const Request& request, const WebFile& file, bool for_ever) {
  Response made;
  made.with("content-type", std::string{type_of(file.name)})
    .with("cache-control", for_ever ? "public, max-age=31536000, immutable" : "public, max-age=300")
    .with("vary", "accept-encoding")
    .with("x-content-type-options", "nosniff");
  const bool small = !file.small.empty() && takes_gzip(request);
  if (small) made.with("content-encoding", "gzip");
  made.body = std::string{small ? file.small : file.plain};
  return made;
}

} // namespace portal
