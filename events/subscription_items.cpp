#include "events/subscription_items.hpp"

#include <algorithm>
#include <set>

#include "events/billing_agreement.hpp"
#include "events/billing_amounts.hpp"

namespace portal {
namespace {

constexpr std::int64_t quantity_max = 999'999'999;

Result<PriceTerms> agree_terms(const Context& context, const PriceId& id, const std::string& path) {
  const auto found = context.catalog->prices.find(id);
  if (found == context.catalog->prices.end()) {
    return tl::unexpected<Refusal>(not_found("price", id.text(), at_path(path, "price")));
  }
  const Price& price = found->second;
  if (!price.active) {
    return refuse_invalid(
      at_path(path, "price"), "price_archived", "The price is archived. Choose an active one."
    );
  }
  const auto product = context.catalog->products.find(price.product);
  if (product == context.catalog->products.end() || !product->second.active) {
    return refuse_invalid(
      at_path(path, "price"), "product_archived",
      "The price's product is archived. Choose a price of an active one."
    );
  }
  if (!price.recurring) {
    return refuse_invalid(
      at_path(path, "price"), "price_not_recurring",
      "The price is charged once. A subscription needs a recurring one."
    );
  }
  return terms_of(*context.catalog, price);
}

/// Sets the item's quantity: what is asked for, what it had, or 1.
std::optional<Refusal>
agree_quantity(SubscriptionItem& item, std::optional<std::int64_t> asked, const std::string& path) {
  const std::string param = at_path(path, "quantity");
  if (item.terms.metered()) {
    item.quantity.reset();
    if (!asked) return std::nullopt;
    return invalid(
      param, "quantity_not_allowed", "A metered price is billed by usage: leave the quantity out."
    );
  }
  item.quantity = asked.value_or(item.quantity.value_or(1));
  if (auto refusal = check_range(*item.quantity, 1, quantity_max, param)) return refusal;
  if (price_of(item.terms, Decimal::from_integer(*item.quantity))) return std::nullopt;
  return invalid(
    param, "amount_too_large",
    "Price times quantity is over 999,999,999,999,999 minor units. Ask for fewer."
  );
}

/// The change in its long form, each entry with its path.
Result<std::vector<std::pair<ItemChange, std::string>>>
entries_of(const Subscription& subscription, const SubscriptionChange& change) {
  std::vector<std::pair<ItemChange, std::string>> all;
  const bool short_form = change.price || change.quantity;
  if (!short_form) {
    if (change.items.size() > 2 * items_max) {
      return refuse_invalid("items", "too_many_items", "A subscription has at most 20 items.");
    }
    for (std::size_t at = 0; at < change.items.size(); ++at) {
      all.emplace_back(change.items[at], at_index("items", at));
    }
    return all;
  }
  if (!change.items.empty()) {
    return refuse_invalid(
      "items", "parameters_exclusive", "Give either price and quantity, or items, not both."
    );
  }
  if (subscription.items.size() != 1) {
    return refuse_invalid(
      change.price ? "price" : "quantity", "item_ambiguous",
      "The subscription has several items. Name the one to change in items, by its id."
    );
  }
  all.push_back({{subscription.items.front().id, change.price, change.quantity, {}}, ""});
  return all;
}

std::optional<Refusal> change_one(
  const Context& context, std::vector<SubscriptionItem>& items, const ItemChange& ask,
  const std::string& path
) {
  if (!ask.id) {
    if (ask.deleted || !ask.price) {
      return invalid(
        at_path(path, "price"), "parameter_missing",
        "Give the price to add, or the id of the item to change."
      );
    }
    auto added = agree_item(context, {*ask.price, ask.quantity}, path);
    if (!added) return added.error();
    items.push_back(std::move(*added));
    return std::nullopt;
  }
  const auto at = std::find_if(items.begin(), items.end(), [&](const SubscriptionItem& item) {
    return item.id == *ask.id;
  });
  if (at == items.end()) {
    return not_found(SubscriptionItemId::what, ask.id->text(), at_path(path, "id"));
  }
  if (ask.deleted == true) {
    if (ask.price || ask.quantity) {
      return invalid(
        at_path(path, "deleted"), "parameters_exclusive",
        "An item that is deleted takes no price or quantity."
      );
    }
    items.erase(at);
    return std::nullopt;
  }
  if (ask.price && *ask.price != at->price) {
    auto terms = agree_terms(context, *ask.price, path);
    if (!terms) return terms.error();
    at->price = *ask.price;
    at->terms = std::move(*terms);
  }
  return agree_quantity(*at, ask.quantity, path);
}

/// The items fit together, and with what the subscription is billed in.
std::optional<Refusal>
unfit(const std::vector<SubscriptionItem>& items, const Subscription& subscription) {
  if (items.empty()) {
    return invalid(
      "items", "items_empty", "A subscription keeps at least one item. Cancel it instead."
    );
  }
  if (items.size() > items_max) {
    return invalid("items", "too_many_items", "A subscription has at most 20 items.");
  }
  std::vector<SubscriptionItem> before;
  for (const SubscriptionItem& item : items) {
    if (item.terms.currency != subscription.currency) {
      return invalid(
        "price", "currency_mismatch",
        "The subscription is in " + std::string{subscription.currency.text()} +
          ". Choose a price in that currency."
      );
    }
    if (auto refusal = misfit(before, item, "")) return refusal;
    before.push_back(item);
  }
  return std::nullopt;
}

} // namespace

Result<SubscriptionItem>
agree_item(const Context& context, const RequestedItem& ask, const std::string& path) {
  auto terms = agree_terms(context, ask.price, path);
  if (!terms) return tl::unexpected<Refusal>(terms.error());
  SubscriptionItem item;
  item.price = ask.price;
  item.terms = std::move(*terms);
  if (auto refusal = agree_quantity(item, ask.quantity, path)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  item.id = context.ids->next<SubscriptionItemId>();
  return item;
}

std::optional<Refusal> misfit(
  const std::vector<SubscriptionItem>& before, const SubscriptionItem& item, const std::string& path
) {
  if (before.empty()) return std::nullopt;
  const PriceTerms& first = before.front().terms;
  const std::string param = at_path(path, "price");
  if (item.terms.currency != first.currency) {
    return invalid(param, "currency_mismatch", "All prices must be in the first one's currency.");
  }
  if (item.terms.interval != first.interval || item.terms.interval_count != first.interval_count) {
    return invalid(param, "interval_mismatch", "All prices must have the first one's interval.");
  }
  const bool again = std::any_of(before.begin(), before.end(), [&](const SubscriptionItem& one) {
    return one.price == item.price;
  });
  if (again) return invalid(param, "price_repeated", "Each price may be there once. Use quantity.");
  return std::nullopt;
}

Result<std::vector<SubscriptionItem>> changed_items(
  const Context& context, const Subscription& subscription, const SubscriptionChange& change
) {
  const auto entries = entries_of(subscription, change);
  if (!entries) return tl::unexpected<Refusal>(entries.error());
  std::set<SubscriptionItemId> named;
  for (const auto& [entry, path] : *entries) {
    if (!entry.id || named.insert(*entry.id).second) continue;
    return tl::unexpected<Refusal>(
      invalid(at_path(path, "id"), "item_ambiguous", "Each item may be named once in a change.")
    );
  }
  std::vector<SubscriptionItem> items = subscription.items;
  for (const auto& [entry, path] : *entries) {
    if (auto refusal = change_one(context, items, entry, path)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
  }
  if (auto refusal = unfit(items, subscription)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  return items;
}

std::int64_t advance_amount(const SubscriptionItem& item) {
  if (item.terms.metered()) return 0;
  const auto priced = price_of(item.terms, Decimal::from_integer(item.quantity.value_or(1)));
  return priced ? priced->amount : line_amount_max;
}

std::int64_t advance_amount(const std::vector<SubscriptionItem>& items) {
  std::int64_t sum = 0;
  for (const SubscriptionItem& item : items) sum += advance_amount(item);
  return sum;
}

const SubscriptionItem*
find_item(const std::vector<SubscriptionItem>& items, const SubscriptionItemId& id) {
  const auto at = std::find_if(items.begin(), items.end(), [&](const SubscriptionItem& item) {
    return item.id == id;
  });
  return at == items.end() ? nullptr : &*at;
}

} // namespace portal
