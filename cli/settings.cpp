#include "cli/settings.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <sstream>

#include <toml++/toml.h>

#include "events/codec.hpp"
#include "http/addresses.hpp"

namespace portal {

namespace {

using enum SettingKind;

// clang-format off
constexpr auto table = std::to_array<Setting>({
  {"data", "portal-data", text, "Folder of the log, the views and the keys.", ""},
  {"listen", "127.0.0.1:8080", text, "HOST:PORT to answer HTTP on; port 0 takes a free one.", ""},
  {"public_url", "", text, "What portal links begin with, https://HOST[:PORT]; default: http:// and the address of --listen.", ""},
  {"clock", "real", choice, "real, or test: time stands still until POST /test/clock moves it.", "real,test"},
  {"admin_key", "", text, "A secret key with role admin: sk_, a name, _ and 43 letters of base64url.", "", true},
  {"allowed_origins", "", text, "Origins, https://HOST[:PORT], that returnUrl may lead to, comma separated; default: any https, and loopback.", ""},
  {"log_level", "info", choice, "Least important log line to write.", "debug,info,warn,error"},
  {"log_requests", "yes", choice, "Whether each request writes a log line.", "yes,no"},
  {"io_threads", "2", integer, "Threads that read and write sockets.", "1..64"},
  {"actor_threads", "0", integer, "Threads that decide commands; 0: 2, or 1 with fewer than four processors.", "0..64"},
  {"connections_max", "10000", integer, "Open connections before new ones are refused.", "1..1000000"},
  {"connections_per_address_max", "100", integer, "Open connections of one address, but trusted proxies; 0: no limit.", "0..1000000"},
  {"trusted_proxies", "127.0.0.0/8,::1", addresses, "Proxies whose X-Forwarded-For names the client: addresses and ranges, or none.", ""},
  {"in_flight_max", "4096", integer, "Commands under way before 503.", "1..1000000"},
  {"in_flight_per_customer_max", "32", integer, "Commands of one customer under way before 429.", "1..100000"},
  {"disk_free_min", "512", integer, "MiB free on the data's disk below which commands get 503; 0: no limit.", "0..1000000000"},
  {"backups", "", text, "Folder that backups are made in; default: backups in the data folder.", ""},
  {"backups_keep", "0", integer, "Backups kept when another is complete, the newest; 0: all.", "0..100000"},
  {"resident_max", "100000", integer, "Customers kept in memory.", "1..100000000"},
  {"snapshot_every", "200", integer, "Events of a stream between two snapshots.", "1..1000000"},
  {"rate_keys", "0", rate, "Requests a minute per secret key, N or N/BURST; 0: no limit.", ""},
  {"rate_customers", "600/120", rate, "Requests a minute per customer.", ""},
  {"rate_failed_logins", "20/20", rate, "Failed authentications a minute per address.", ""},
  {"rate_link_openings", "60/60", rate, "Openings of portal links a minute per address.", ""},
  {"gateway", "sandbox", choice, "Who moves the money of payment methods attached from now on.", "sandbox,stripe"},
  {"stripe_api_key", "", text, "Stripe's secret key (sk_…); needed by --gateway stripe.", "", true},
  {"stripe_url", "https://api.stripe.com", text, "Where Stripe's API is; for tests, a server that speaks like it.", ""},
  {"webhooks_inside", "no", choice, "yes: webhooks may lead to private addresses and to http on loopback names.", "yes,no"},
  {"mail", "yes", choice, "Whether customers get mails.", "yes,no"},
  {"mail_from", "Portal <portal@localhost>", text, "Who mails come from: an address, or a name and <address>.", ""},
  {"mail_reply_to", "", text, "Where answers go; default: the seller's address in the portal configuration.", ""},
  {"mail_portal_url", "", text, "The app's page that opens a portal, where mails lead to; default: defaultReturnUrl, else the portal.", ""},
  {"smtp_url", "", text, "smtp://HOST:PORT or smtps://HOST:PORT; empty: mails are files in DATA/mail.", ""},
  {"smtp_user", "", text, "The SMTP server's user.", ""},
  {"smtp_password", "", text, "The SMTP server's password.", "", true},
  {"smtp_tls", "auto", choice, "Encryption with smtp://. auto: where offered, and always for a password but to loopback.", "auto,always,never"},
  {"smtp_ca_file", "", text, "Certificates (PEM) to trust instead of the system's, for the SMTP server.", ""},
  {"drain_seconds", "5", integer, "How long SIGTERM lets requests finish.", "0..600"},
  {"url", "", text, "A running portal to talk to, instead of a data folder.", ""},
  {"key", "", text, "The secret key to show to --url.", "", true},
});
// clang-format on

constexpr std::string_view prefix = "PORTAL_";

std::vector<std::string_view> names() {
  std::vector<std::string_view> made;
  made.reserve(std::size(table));
  for (const Setting& setting : table) made.push_back(setting.name);
  return made;
}

std::string meant(std::string_view name, const std::vector<std::string_view>& known) {
  const auto near = nearest(name, known);
  return near ? " Did you mean " + std::string{*near} + "?" : std::string{};
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const auto end = text.find(at);
    if (end != 0) pieces.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + at.size());
  }
  return pieces;
}

bool in_range(std::string_view value, std::string_view range) {
  const auto dots = range.find("..");
  const auto number = parse_integer(value);
  return number && *number >= parse_integer(range.substr(0, dots)) &&
         *number <= parse_integer(range.substr(dots + 2));
}

bool is_rate(std::string_view value) {
  const auto slash = value.find('/');
  return in_range(value.substr(0, slash), "0..1000000000") &&
         (slash == std::string_view::npos || in_range(value.substr(slash + 1), "0..1000000000"));
}

/// What would be right, when `value` is not.
std::optional<std::string> wrong(const Setting& setting, std::string_view value) {
  switch (setting.kind) {
  case text: return std::nullopt;
  case integer:
    if (in_range(value, setting.choices)) return std::nullopt;
    return "must be an integer in " + std::string{setting.choices};
  case rate:
    if (is_rate(value)) return std::nullopt;
    return "must be requests a minute, N or N/BURST";
  case addresses: {
    const auto parsed = AddressRanges::parse(value);
    if (parsed) return std::nullopt;
    return "must be addresses and ranges, comma separated, or none: " + parsed.error();
  }
  case choice:
    for (const std::string& allowed : split(setting.choices, ",")) {
      if (allowed == value) return std::nullopt;
    }
    return "must be one of " + std::string{setting.choices};
  }
  return std::nullopt;
}

/// A value of the file as text; nothing for tables and the like.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* one = node.as_string()) return one->get();
  if (const auto* one = node.as_integer()) return std::to_string(one->get());
  if (const auto* one = node.as_boolean()) return one->get() ? "yes" : "no";
  const auto* many = node.as_array();
  if (many == nullptr) return std::nullopt;
  std::string joined;
  for (const auto& element : *many) {
    const auto* piece = element.as_string();
    if (piece == nullptr) return std::nullopt;
    joined += (joined.empty() ? "" : ",") + piece->get();
  }
  return joined;
}

} // namespace

std::span<const Setting> all_settings() { return table; }

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : table) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::string flag_of(const Setting& setting) {
  std::string made = "--" + std::string{setting.name};
  for (char& c : made) c = c == '_' ? '-' : c;
  return made;
}

std::string environment_of(const Setting& setting) {
  std::string made{prefix};
  for (const char c : setting.name) {
    made += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return made;
}

tl::expected<Settings, std::string>
Settings::load(const Flags& flags, const std::string& file, const char* const* environment) {
  Settings made;
  for (const Setting& setting : table) {
    made.values_[std::string{setting.name}] = {std::string{setting.standard}, "default"};
  }
  if (!file.empty()) {
    if (auto read = made.read_file(file); !read) return tl::unexpected(read.error());
  }
  if (auto read = made.read_environment(environment); !read) return tl::unexpected(read.error());
  for (const auto& [name, value] : flags) made.values_[name] = {value, "flag"};
  if (auto checked = made.check(); !checked) return tl::unexpected(checked.error());
  return made;
}

tl::expected<void, std::string> Settings::read_file(const std::string& file) {
  toml::table read;
  try {
    read = toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    return tl::unexpected(
      file + ": " + std::string{error.description()} + " (" + where.str() + ")"
    );
  }
  for (const auto& [key, node] : read) {
    const std::string where = file + ":" + std::to_string(node.source().begin.line) + ": ";
    if (find_setting(key.str()) == nullptr) {
      return tl::unexpected(
        where + "\"" + std::string{key.str()} + "\" is no setting." + meant(key.str(), names()) +
        " `portal serve --print-config` lists all of them."
      );
    }
    auto value = text_of(node);
    if (!value) {
      return tl::unexpected(
        where + std::string{key.str()} +
        " must be a string, an integer, true or false, or a list of strings."
      );
    }
    values_[std::string{key.str()}] = {std::move(*value), file};
  }
  return {};
}

tl::expected<void, std::string> Settings::read_environment(const char* const* environment) {
  std::vector<std::string> known;
  known.reserve(std::size(table));
  for (const Setting& setting : table) known.push_back(environment_of(setting));
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry{*environment};
    if (!entry.starts_with(prefix)) continue;
    const auto equals = entry.find('=');
    const auto name = entry.substr(0, equals);
    bool found = false;
    for (std::size_t at = 0; at < table.size(); ++at) {
      if (known[at] != name) continue;
      found = true;
      if (equals + 1 == entry.size()) continue; // set but empty: as if not set
      values_[std::string{table[at].name}] = {
        std::string{entry.substr(equals + 1)}, std::string{name}};
    }
    if (!found) {
      return tl::unexpected(
        "The environment variable " + std::string{name} + " is no setting." +
        meant(name, {known.begin(), known.end()}) +
        " Unset it, or see `portal serve --print-config`."
      );
    }
  }
  return {};
}

tl::expected<void, std::string> Settings::check() const {
  for (const Setting& setting : table) {
    const Value& value = values_.find(setting.name)->second;
    const auto fault = wrong(setting, value.text);
    if (!fault) continue;
    const std::string shown = setting.secret ? "" : ", not \"" + value.text + "\"";
    return tl::unexpected(
      std::string{setting.name} + " (" + value.source + ") " + *fault + shown + "."
    );
  }
  return {};
}

const std::string& Settings::text(std::string_view name) const {
  return values_.find(name)->second.text;
}

std::int64_t Settings::integer(std::string_view name) const {
  return parse_integer(text(name)).value_or(0);
}

std::vector<std::string> Settings::list(std::string_view name) const {
  return split(text(name), ",");
}

std::pair<int, int> Settings::rate(std::string_view name) const {
  const std::string_view value = text(name);
  const auto slash = value.find('/');
  const auto each_minute = static_cast<int>(parse_integer(value.substr(0, slash)).value_or(0));
  if (slash == std::string_view::npos) return {each_minute, each_minute};
  return {each_minute, static_cast<int>(parse_integer(value.substr(slash + 1)).value_or(0))};
}

bool Settings::given(std::string_view name) const { return source(name) != "default"; }

const std::string& Settings::source(std::string_view name) const {
  return values_.find(name)->second.source;
}

std::string Settings::print() const {
  std::string out;
  for (const Setting& setting : table) {
    const Value& value = values_.find(setting.name)->second;
    out += "# " + std::string{setting.doc} + "\n# " + flag_of(setting) + ", " +
           environment_of(setting) + "; now from: " + value.source + "\n" +
           std::string{setting.name} + " = ";
    if (setting.kind == SettingKind::integer) {
      out += value.text;
    } else {
      write_text(out, setting.secret && !value.text.empty() ? "********" : value.text);
    }
    out += "\n\n";
  }
  out.pop_back();
  return out;
}

} // namespace portal
