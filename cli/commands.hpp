#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "cli/api.hpp"
#include "cli/settings.hpp"
#include "events/json.hpp"

namespace portal {

constexpr std::string_view portal_version = "0.1.0";

// What a command exits with.
constexpr int exit_done = 0;
constexpr int exit_failed = 1;   ///< it could not be done, or what was checked is not right
constexpr int exit_misuse = 2;   ///< the command line or a setting is wrong
constexpr int exit_unknown = 70; ///< serve: the outcome of a write is unknown; start again

/// Which events or actions to show, and how. Texts as given; empty: not given.
struct Selection {
  std::string format = "table"; ///< table, ndjson, csv
  bool raw = false;             ///< the stored lines, byte for byte
  std::string customer{};
  std::string type{};  ///< comma separated; `subscription.*` stands for all that begin so
  std::string after{}; ///< positions
  std::string to{};
  std::string from{}; ///< times, RFC 3339
  std::string until{};
  std::string principal{};
  std::string action{};
  std::int64_t limit = 0; ///< 0: all
};

struct KeyRequest {
  std::string role; ///< create
  std::string name; ///< create
  std::string id;   ///< revoke
};

/// Of what to report, and where to. Texts as given; empty: not given.
struct ReportRequest {
  std::string from{};
  std::string to{};
  std::string product{};
  std::string price{};
  std::string country{};
  std::string variant{};
  std::string html{}; ///< a file for the page, instead of tables on the terminal
};

int serve(const Settings& settings);
int create_key(const Settings& settings, const KeyRequest& request);
int list_keys(const Settings& settings);
int revoke_key(const Settings& settings, const KeyRequest& request);
int replay(const Settings& settings, const Selection& selection);
int audit(const Settings& settings, const Selection& selection);
int analytics(const Settings& settings, const ReportRequest& asked);
int verify(const Settings& settings);
int rebuild_views(const Settings& settings);
int back_up(const Settings& settings);
int restore(const Settings& settings, const std::string& backup);
int demo(const Settings& settings);

/// Which data folders a command takes: one with a log, or one that does not exist or is empty too.
enum class FolderRule { with_log, or_new };

/// The portal that `--url` names, or else the one in the data folder.
tl::expected<std::unique_ptr<Api>, std::string>
open_api(const Settings& settings, FolderRule rule = FolderRule::with_log);

/// Sends `call`; the answer's document, or what went wrong: no answer, or a refusal.
tl::expected<JsonDocument, std::string> ask(Api& api, const Question& call);

/// The member `name` as text: a string as it is, all else as JSON; empty when there is none.
std::string text_at(const Json& json, std::string_view name);

/// `text` for one line of a terminal: control characters are shown as escapes, and do nothing.
std::string on_one_line(std::string_view text);

/// Writes `portal: <what>` to stderr; answers exit_failed.
int fail(std::string_view what);

/// The sentence of an error answer, with its code: for `fail`.
std::string refusal_text(const ApiAnswer& answer);

} // namespace portal
