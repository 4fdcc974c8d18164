#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/catalog.hpp"
#include "events/usage.hpp"
#include "http/message.hpp"

namespace portal {

/// A usage event as sent, and whose it is.
struct SentUsage {
  CustomerId customer;
  UsageItem item;
  std::size_t index = 0; ///< place in the batch
};

/// How events are read: what they are measured against, and what fills in what they leave out.
struct UsageReading {
  const Catalog& catalog;
  Instant now;
  /// Ids of events that have none are made from it, so that a retry makes the same ones.
  std::string id_seed;
};

/// At most so many events in one request.
inline constexpr std::size_t usage_batch_max = 10'000;

/// Reads a request body of usage events in any of its forms: native or CloudEvents, single or array
/// (`application/json`), CloudEvents structured and batch, CloudEvents binary (`ce-*` headers). The
/// refusal names the first event at fault, by index in a batch; nothing is half read.
Result<std::vector<SentUsage>> read_usage(const Request& request, const UsageReading& reading);

} // namespace portal
