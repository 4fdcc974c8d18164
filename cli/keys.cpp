#include <iostream>

#include "cli/commands.hpp"
#include "events/json.hpp"
#include "http/query.hpp"

namespace portal {

namespace {

/// Opens the portal and asks it.
tl::expected<JsonDocument, std::string>
open_and_ask(const Settings& settings, const Question& call, FolderRule rule) {
  const auto api = open_api(settings, rule);
  if (!api) return tl::unexpected(api.error());
  return ask(**api, call);
}

} // namespace

int create_key(const Settings& settings, const KeyRequest& request) {
  std::string body;
  {
    Members members{body};
    members.text("role", request.role);
    members.text("name", request.name.empty() ? request.role : request.name);
  }
  // The first key may come before the first `portal serve`: the server then needs none in its environment.
  const auto made = open_and_ask(settings, {"POST", "/keys", body, {}}, FolderRule::or_new);
  if (!made) return fail(made.error());
  std::cerr << "Secret key " << text_at(made->root(), "id") << " with role " << request.role
            << ". It is shown this once:\n";
  std::cout << text_at(made->root(), "secret") << std::endl;
  return exit_done;
}

int list_keys(const Settings& settings) {
  const auto api = open_api(settings);
  if (!api) return fail(api.error());
  std::cout << "ID                              ROLE     CREATED                   REVOKED         "
               "          NAME\n";
  std::string cursor;
  while (true) {
    const auto answer = (*api)->send({"GET", "/keys?limit=100" + cursor, {}, {}});
    if (!answer) return fail(answer.error());
    if (answer->status != 200) return fail(refusal_text(*answer));
    const auto page = JsonDocument::parse(answer->body);
    const auto list = page ? page->root().member("data") : std::nullopt;
    if (!list) return fail("The server's answer is no list of keys.");
    std::string last;
    for (const Json key : *list) {
      const auto cell = [&](std::string_view name, std::size_t width) {
        std::string text = text_at(key, name);
        if (text.empty()) text = "-";
        text.resize(std::max(width, text.size()), ' ');
        return text + "  ";
      };
      last = text_at(key, "id");
      std::cout << cell("id", 30) << cell("role", 7) << cell("created", 24) << cell("revokedAt", 24)
                << on_one_line(text_at(key, "name")) << '\n';
    }
    const auto more = page->root().member("hasMore");
    if (!more || !more->boolean() || last.empty()) break;
    cursor = "&startingAfter=" + percent_encoded(last);
  }
  std::cout.flush();
  return exit_done;
}

int revoke_key(const Settings& settings, const KeyRequest& request) {
  const Question call{"DELETE", "/keys/" + percent_encoded(request.id), {}, {}};
  const auto gone = open_and_ask(settings, call, FolderRule::with_log);
  if (!gone) return fail(gone.error());
  std::cout << "Secret key " << request.id << " is revoked: it opens nothing any more."
            << std::endl;
  return exit_done;
}

} // namespace portal
