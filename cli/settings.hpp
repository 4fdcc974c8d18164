#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace portal {

/// How a setting's text is checked.
enum class SettingKind { text, integer, choice, rate, addresses };

/// One setting of the command line tool: the only place that knows its name, its default and what
/// it is for. Flag `--public-url`, file `public_url = …` and environment `PORTAL_PUBLIC_URL` follow
/// from it.
struct Setting {
  std::string_view name; ///< snake_case
  std::string_view standard;
  SettingKind kind;
  std::string_view doc;
  std::string_view choices; ///< of `choice`, comma separated; of `integer`, `least..most`
  bool secret = false;
};

/// All of them, in the order in which they are shown.
std::span<const Setting> all_settings();

/// Nothing when there is no setting of that name.
const Setting* find_setting(std::string_view name);

std::string flag_of(const Setting& setting);
std::string environment_of(const Setting& setting);

/// Values with where each came from: default < file < environment < flag.
class Settings {
 public:
  using Flags = std::map<std::string, std::string>; ///< by setting name, those that were given

  /// `file` may be empty; `environment` is a null-terminated list of `NAME=value`. The error says
  /// what is wrong, where, and what was probably meant.
  static tl::expected<Settings, std::string>
  load(const Flags& flags, const std::string& file, const char* const* environment);

  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;

  /// `600/120`: per minute and burst; the burst is the former when left out.
  std::pair<int, int> rate(std::string_view name) const;

  /// True when it was not left at its default.
  bool given(std::string_view name) const;

  /// Where its value came from: `default`, the file's name, the variable's name, or `flag`.
  const std::string& source(std::string_view name) const;

  /// All of them as a settings file, secrets masked, each with where its value came from.
  std::string print() const;

 private:
  struct Value {
    std::string text;
    std::string source;
  };

  tl::expected<void, std::string> read_file(const std::string& file);
  tl::expected<void, std::string> read_environment(const char* const* environment);
  tl::expected<void, std::string> check() const;

  std::map<std::string, Value, std::less<>> values_;
};

} // namespace portal
