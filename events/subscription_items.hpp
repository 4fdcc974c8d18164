#pragma once

// The items of a subscription: on which terms one is agreed, which fit together, and what a change
// makes of them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/customer.hpp"

namespace portal {

constexpr std::size_t items_max = 20;

inline tl::unexpected<Refusal>
refuse_invalid(std::string_view param, std::string code, std::string why) {
  return tl::unexpected<Refusal>(invalid(param, std::move(code), std::move(why)));
}

/// One item on today's terms of its price.
Result<SubscriptionItem>
agree_item(const Context& context, const RequestedItem& ask, const std::string& path);

/// Why the item does not fit with those before it: one currency, one interval, each price once.
std::optional<Refusal> misfit(
  const std::vector<SubscriptionItem>& before, const SubscriptionItem& item, const std::string& path
);

/// All items after the change; the same ones where it changes nothing.
Result<std::vector<SubscriptionItem>> changed_items(
  const Context& context, const Subscription& subscription, const SubscriptionChange& change
);

/// What a whole period of the item costs in advance; 0 for a metered one.
std::int64_t advance_amount(const SubscriptionItem& item);

/// The same of all of them.
std::int64_t advance_amount(const std::vector<SubscriptionItem>& items);

const SubscriptionItem*
find_item(const std::vector<SubscriptionItem>& items, const SubscriptionItemId& id);

} // namespace portal
