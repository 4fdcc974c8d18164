#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/decider.hpp"
#include "events/json.hpp"

namespace portal {

/// `expand=latestInvoice.customer,customer`: which members to replace by the objects they name.
class Expansion {
 public:
  /// Refuses more than 3 levels, more than 20 paths, and names that hold no id, with the nearest that
  /// does.
  static Result<Expansion> parse(std::string_view text);

  bool empty() const { return paths_.empty(); }

  /// The JSON of the object that an id names, or nothing when the caller may not see it.
  using Find = std::function<std::optional<std::string>(const Subject&)>;

  /// `json` with the members replaced, also inside what was put in.
  std::string apply(std::string_view json, const Find& find) const;

 private:
  using Paths = std::vector<std::vector<std::string>>;

  static void write(std::string& out, const Json& value, const Paths& paths, const Find& find);
  static void write_member(
    std::string& out, const Json& member, const Paths& below, bool here, const Find& find
  );

  Paths paths_;
};

/// The object that an id names, by its prefix: `in_1` → invoice.
std::optional<Subject> subject_of(std::string_view id);

} // namespace portal
