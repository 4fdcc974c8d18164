#include "cli/commands.hpp"

#include <iostream>

#include "cli/http_client.hpp"
#include "cli/local_api.hpp"
#include "store/files.hpp"

namespace portal {

namespace {

bool is_new_folder(const std::string& directory) {
  const auto names = names_in(directory);
  return names && names->empty();
}

} // namespace

tl::expected<std::unique_ptr<Api>, std::string>
open_api(const Settings& settings, FolderRule rule) {
  if (settings.text("url").empty()) {
    const std::string& data = settings.text("data");
    return local_api(
      {.data_directory = data,
       .backups_keep = static_cast<std::size_t>(settings.integer("backups_keep")),
       .backup_folder = settings.text("backups"),
       .must_exist = rule == FolderRule::with_log || !is_new_folder(data)}
    );
  }
  if (settings.text("key").empty()) {
    return tl::unexpected(std::string{
      "--url needs a secret key too: --key, or better PORTAL_KEY in the environment."});
  }
  return remote_api(settings.text("url"), settings.text("key"));
}

tl::expected<JsonDocument, std::string> ask(Api& api, const Question& call) {
  const auto answer = api.send(call);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status >= 300) return tl::unexpected(refusal_text(*answer));
  auto document = JsonDocument::parse(answer->body.empty() ? "{}" : answer->body);
  if (!document) return tl::unexpected(document.error().message);
  return std::move(*document);
}

std::string text_at(const Json& json, std::string_view name) {
  const auto member = json.member(name);
  if (!member || member->is_null()) return {};
  if (member->kind() == JsonKind::text || member->kind() == JsonKind::integer) {
    return std::string{member->text()};
  }
  std::string text;
  write_json(text, *member);
  return text;
}

std::string on_one_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string line;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto code = static_cast<unsigned char>(text[at]);
    // U+0080 to U+009F are two bytes, and commands to some terminals.
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    const bool upper = code == 0xc2 && next >= 0x80 && next < 0xa0;
    if (!upper && code >= 0x20 && code != 0x7f) {
      line += text[at];
      continue;
    }
    if (upper) code = static_cast<unsigned char>(text[++at]);
    if (code == '\n') {
      line += "\\n";
    } else {
      line += "\\u00";
      line += digits[code >> 4U];
      line += digits[code & 15U];
    }
  }
  return line;
}

int fail(std::string_view what) {
  std::cout.flush();
  std::cerr << "portal: " << what << std::endl;
  return exit_failed;
}

std::string refusal_text(const ApiAnswer& answer) {
  const auto document = JsonDocument::parse(answer.body);
  const auto error = document ? document->root().member("error") : std::nullopt;
  const auto message = error ? error->member("message") : std::nullopt;
  const auto code = error ? error->member("code") : std::nullopt;
  std::string text = message && message->kind() == JsonKind::text
                       ? std::string{message->text()}
                       : "The portal answered " + std::to_string(answer.status) + ".";
  text += " (" + std::to_string(answer.status);
  if (code && code->kind() == JsonKind::text) text += " " + std::string{code->text()};
  return text + ")";
}

} // namespace portal
