#pragma once

// What the reports' fold remembers between events, and how it is written into rows. (Keys of counts and
// comments: analytics_rows.hpp.)

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/portal_sessions.hpp"
#include "projections/analytics.hpp"

namespace portal {

/// What is remembered of a cancellation until its story ends: where its counts go.
struct Story {
  ReportDimensions dimensions;
  ReportDay day = 0;
};

/// An accepted offer whose subscription is watched: lost or kept, and what it pays meanwhile.
struct Watched {
  ReportDimensions dimensions;
  std::string offer;
  Instant accepted_at;
};

/// What a customer is counted under while using the portal; product and price are those of the subscription
/// that began last and goes on.
struct Standing {
  ReportDimensions dimensions;
  std::string subscription;
};

/// What is counted once of a customer in a variant, however often it begins to leave.
enum class OnceOf : std::uint8_t { exposed = 1, saved = 2, left = 4 };

std::string_view metric_of(OnceOf what);

std::string write_story(const Story& story);
Story read_story(std::string_view stored);
std::string write_watched(const std::vector<Watched>& watched);

std::vector<Watched> read_watched(std::string_view stored);
std::string write_standing(const Standing& standing);
Standing read_standing(std::string_view stored);

Key once_key(std::string_view variant, std::string_view customer);
Key standing_key(std::string_view customer);
Key story_key(const CancellationId& id);
Key watched_key(const SubscriptionId& id);
Key invoice_key(const InvoiceId& id);
Key flow_key(std::string_view session);

/// The events by which a flow session has done what it was made for.
bool finishes(FlowType flow, std::string_view event);

/// Most events are none of a report's: they need not be decoded.
bool is_reported(std::string_view type);

} // namespace portal
