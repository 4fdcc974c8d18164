#include "http/router.hpp"

#include "events/codec.hpp"

namespace portal {

namespace {

std::vector<std::string> values_of(std::string_view pattern, std::string_view path) {
  std::vector<std::string> values;
  while (!pattern.empty()) {
    const auto wanted = pattern.substr(0, pattern.find('/'));
    const auto got = path.substr(0, path.find('/'));
    if (wanted.starts_with('{')) values.emplace_back(got);
    pattern.remove_prefix(std::min(pattern.size(), wanted.size() + 1));
    path.remove_prefix(std::min(path.size(), got.size() + 1));
  }
  return values;
}

void allow(std::string& methods, std::string_view method) {
  if (methods.find(method) != std::string::npos) return;
  if (!methods.empty()) methods += ", ";
  methods += method;
  if (method == "GET") methods += ", HEAD";
}

} // namespace

Match find_route(std::span<const Route> table, std::string_view method, std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (method == "HEAD") method = "GET";
  Match match;
  for (const auto& route : table) {
    if (!path_fits(route.path, path)) continue;
    if (name_of(route.method) == method) {
      match.route = &route;
      match.values = values_of(route.path, path);
      return match;
    }
    allow(match.allow, name_of(route.method));
  }
  if (!match.allow.empty()) match.allow += ", OPTIONS";
  return match;
}

std::optional<std::string> nearest_path(std::span<const Route> table, std::string_view path) {
  std::vector<std::string_view> known;
  for (const auto& route : table) known.push_back(route.path);
  if (const auto near = nearest(path, known)) return std::string{*near};
  return std::nullopt;
}

} // namespace portal
