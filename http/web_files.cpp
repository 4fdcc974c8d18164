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

constexpr std::size_t digest_size = 8;

/// Is `name` the stem, a hyphen, a digest and the extension? The digest may have hyphens of its own.
bool is_called(std::string_view name, std::string_view stem, std::string_view extension) {
  return name.size() == stem.size() + 1 + digest_size + extension.size() &&
         name.starts_with(stem) && name[stem.size()] == '-' && name.ends_with(extension);
}

} // namespace

const WebFile* find_web_file(std::string_view name) {
  const auto& files = web_files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const WebFile& file) {
    return file.name == name;
  });
  return found == files.end() ? nullptr : &*found;
}

std::vector<std::string> addresses_of_web_files(std::string_view stem, std::string_view extension) {
  std::vector<std::string> addresses;
  for (const WebFile& file : web_files()) {
    if (is_called(file.name, stem, extension)) {
      addresses.push_back("/portal/assets/" + std::string{file.name});
    }
  }
  return addresses;
}

Response web_file_response(const Request& request, const WebFile& file) {
  Response made;
  made.with("content-type", std::string{type_of(file.name)})
    .with("cache-control", "public, max-age=31536000, immutable")
    .with("vary", "accept-encoding")
    .with("x-content-type-options", "nosniff");
  const bool small = !file.small.empty() && takes_gzip(request);
  if (small) made.with("content-encoding", "gzip");
  made.body = std::string{small ? file.small : file.plain};
  return made;
}

} // namespace portal
