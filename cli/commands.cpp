#include "cli/commands.hpp"

#include <iostream>

#include "cli/http_client.hpp"
#include "cli/local_api.hpp"
#include "events/json.hpp"

namespace portal {

tl::expected<std::unique_ptr<Api>, std::string> open_api(const Settings& settings) {
  if (settings.text("url").empty()) {
    return local_api(
      {.data_directory = settings.text("data"), .backup_folder = settings.text("backups")}
    );
  }
  if (settings.text("key").empty()) {
    return tl::unexpected(std::string{
      "--url needs a secret key too: --key, or better PORTAL_KEY in the environment."});
  }
  return remote_api(settings.text("url"), settings.text("key"));
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
