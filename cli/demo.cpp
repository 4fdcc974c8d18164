// Fills a portal with the demo story. In a data folder the story really takes its two months: the clock
// of the portal that is started for it begins two months ago and moves through every renewal. Over
// HTTP everything happens now.

#include <chrono>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/demo_story.hpp"
#include "cli/http_client.hpp"
#include "cli/local_api.hpp"
#include "events/json.hpp"
#include "http/query.hpp"
#include "store/files.hpp"

namespace portal {

namespace {

constexpr Millis day_length{86'400'000};

Instant wall_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Millis>(since).count()};
}

/// Sends one call; empty when it was done, or else what went wrong.
std::string done_or_why(Api& api, const Question& call) {
  const auto answer = api.send(call);
  if (!answer) return answer.error();
  if (answer->status < 300) return {};
  return call.method + " " + call.target + ": " + refusal_text(*answer);
}

/// Tells the story to `api`; moves its clock when `timed`. Empty when all of it was told.
std::string tell(Api& api, Instant begin, bool timed) {
  int today = -1;
  std::size_t number = 0;
  for (DemoScene& scene : demo_story(begin)) {
    if (timed && scene.day != today) {
      today = scene.day;
      const Instant morning = begin + day_length * today;
      const std::string body = R"({"now":")" + to_text(morning) + R"("})";
      if (auto why = done_or_why(api, {"POST", "/test/clock", body, {}}); !why.empty()) return why;
    }
    Question call{"POST", scene.target, std::move(scene.body), {}};
    // Usage has ids of its own; everything else must not happen twice when the demo is run again.
    if (scene.target != "/usage/events") {
      call.headers["Idempotency-Key"] = "portal-demo-" + std::to_string(++number);
    }
    if (auto why = done_or_why(api, call); !why.empty()) return why;
  }
  return {};
}

/// Makes a portal link and prints what is worth trying.
int show_tour(Api& api, const std::string& key) {
  const auto answer = api.send(
    {"POST",
     "/portal/sessions",
     R"({"customer":")" + std::string{demo_customer} +
       R"(","returnUrl":"https://app.example.com/billing"})",
     {}}
  );
  if (!answer) return fail(answer.error());
  if (answer->status >= 300) return fail(refusal_text(*answer));
  const auto session = JsonDocument::parse(answer->body);
  const auto link = session ? session->root().member("url") : std::nullopt;
  const Instant now = wall_clock();
  const std::string day_before = to_text(now - day_length * 7).substr(0, 10) + "T00:00:00Z";
  const std::string today = to_text(now).substr(0, 10) + "T00:00:00Z";
  const auto curl = [&](const std::string& target) {
    std::cout << "  curl -H 'Authorization: Bearer " << key << "' \\\n    '" << api.url() << target
              << "'\n";
  };
  const std::string customer{demo_customer};
  std::cout << "\nThe portal runs on " << api.url() << "\n\n"
            << "Secret key (administrator)\n  " << key << "\n\n"
            << "Portal link (opens once) of " << customer << "\n  " << (link ? link->text() : "")
            << "\n\n"
            << "Worth trying\n";
  curl("/subscriptions?customer=" + customer);
  curl(
    "/usage/timeline?customer=" + customer +
    "&meter=api_calls&granularity=day&start=" + day_before + "&end=" + today
  );
  curl("/audit/actions?limit=5");
  std::cout << std::flush;
  return exit_done;
}

int fill_server(const Settings& settings) {
  const auto api = open_api(settings);
  if (!api) return fail(api.error());
  const auto known = (*api)->send({"GET", "/customers/" + std::string{demo_customer}, {}, {}});
  if (!known) return fail(known.error());
  if (known->status == 404) {
    const std::string why = tell(**api, wall_clock() - day_length * demo_days, false);
    if (!why.empty()) return fail(why);
  } else if (known->status != 200) {
    return fail(refusal_text(*known));
  }
  return show_tour(**api, settings.text("key"));
}

int fill_folder(const std::string& directory) {
  const auto names = names_in(directory);
  if (!names) return fail(names.error().message);
  if (!names->empty()) {
    return fail(directory + " is not empty. Name a new folder, or a running portal with --url.");
  }
  const Instant begin = wall_clock() - day_length * demo_days;
  std::int64_t events = 0;
  {
    const auto api =
      local_api({.data_directory = directory, .must_exist = false, .clock_start = begin});
    if (!api) return fail(api.error());
    const std::string why = tell(**api, begin, true);
    if (!why.empty()) return fail(why);
    const auto last = (*api)->send({"GET", "/audit/checkpoint", {}, {}});
    if (last && last->status == 200) {
      const auto head = JsonDocument::parse(last->body);
      if (const auto size = head ? head->root().member("size") : std::nullopt) {
        events = size->kind() == JsonKind::integer ? size->integer()
                                                   : std::stoll(std::string{size->text()});
      }
    }
  }
  std::cout << directory << " holds two months of a small business: 12 customers, " << events
            << " events.\nStart it with: portal serve --data " << directory << std::endl;
  return exit_done;
}

} // namespace

int demo(const Settings& settings) {
  return settings.text("url").empty() ? fill_folder(settings.text("data")) : fill_server(settings);
}

} // namespace portal
