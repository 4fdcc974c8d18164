#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "events/time.hpp"

namespace portal {

/// One call of the demo, so many days after the story begins.
struct DemoScene {
  int day = 0;
  std::string target;
  std::string body;
};

/// How long the story is; its last day is today.
constexpr int demo_days = 63;

/// Two months of a small software business: its catalog, a dozen customers, what they bought, used,
/// canceled and failed to pay. In order; always the same. All scenes are POSTs.
std::vector<DemoScene> demo_story(Instant begin);

/// The customer that the tour shows.
constexpr std::string_view demo_customer = "cus_acme";

} // namespace portal
