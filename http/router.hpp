#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/routes.hpp"

namespace portal {

/// Whether `path` has the form of `pattern`; a `{name}` stands for one segment that is not empty.
constexpr bool path_fits(std::string_view pattern, std::string_view path) {
  while (true) {
    const auto wanted = pattern.substr(0, pattern.find('/'));
    const auto got = path.substr(0, path.find('/'));
    if (wanted.starts_with('{') ? got.empty() : wanted != got) return false;
    const bool last_wanted = wanted.size() == pattern.size();
    const bool last_got = got.size() == path.size();
    if (last_wanted || last_got) return last_wanted && last_got;
    pattern.remove_prefix(wanted.size() + 1);
    path.remove_prefix(got.size() + 1);
  }
}

/// Whether some path has both forms.
constexpr bool paths_overlap(std::string_view left, std::string_view right) {
  while (true) {
    const auto a = left.substr(0, left.find('/'));
    const auto b = right.substr(0, right.find('/'));
    if (a != b && !a.starts_with('{') && !b.starts_with('{')) return false;
    const bool last_a = a.size() == left.size();
    const bool last_b = b.size() == right.size();
    if (last_a || last_b) return last_a && last_b;
    left.remove_prefix(a.size() + 1);
    right.remove_prefix(b.size() + 1);
  }
}

/// Whether `left` is the more particular of two overlapping patterns: at the first segment where they
/// differ, it has the fixed word.
constexpr bool more_particular(std::string_view left, std::string_view right) {
  while (true) {
    const auto a = left.substr(0, left.find('/'));
    const auto b = right.substr(0, right.find('/'));
    if (a != b && a.starts_with('{') != b.starts_with('{')) return b.starts_with('{');
    if (a.size() == left.size() || b.size() == right.size()) return false;
    left.remove_prefix(a.size() + 1);
    right.remove_prefix(b.size() + 1);
  }
}

/// No two rows of the same method can mean the same request, but for a fixed word
/// (`/invoices/upcoming`) beside a name (`/invoices/{id}`), where the fixed word stands first.
constexpr bool unambiguous(std::span<const Route> table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].method != table[j].method) continue;
      if (paths_overlap(table[i].path, table[j].path) && !more_particular(table[i].path, table[j].path)) {
        return false;
      }
    }
  }
  return true;
}

/// What the table says of a method and path.
struct Match {
  const Route* route = nullptr;
  std::vector<std::string> values; ///< of the pattern's `{…}`, in order
  std::string allow;               ///< methods of this path, when the method is none of them
};

/// `HEAD` finds the row of `GET`. A trailing slash does not matter.
Match find_route(std::span<const Route> table, std::string_view method, std::string_view path);

/// The known path nearest to `path`, for the message of a 404.
std::optional<std::string> nearest_path(std::span<const Route> table, std::string_view path);

} // namespace portal
