#include "http/routes.hpp"

#include <algorithm>

#include "http/router.hpp"
#include "http/routes_billing.hpp"
#include "http/routes_customers.hpp"
#include "http/routes_operations.hpp"
#include "http/routes_webhooks.hpp"

namespace portal {

namespace {

template <std::size_t... N> constexpr auto joined(const Route (&... parts)[N]) {
  std::array<Route, (N + ...)> all{};
  auto* end = all.data();
  ((end = std::copy(std::begin(parts), std::end(parts), end)), ...);
  return all;
}

constexpr auto table =
  joined(rows::of_customers, rows::of_billing, rows::of_webhooks, rows::of_operations);

static_assert(unambiguous(table), "two rows of the route table could mean the same request");

constexpr bool every_row_is_whole() {
  return std::all_of(table.begin(), table.end(), [](const Route& route) {
    const bool someone = route.access.open || route.access.keys != 0 || route.access.customers;
    const bool page = !route.access.open || route.method == Method::get || is_page(route.path);
    return route.handler != nullptr && !route.summary.empty() && !route.action.empty() &&
           route.path.starts_with('/') && someone && page;
  });
}

static_assert(
  every_row_is_whole(), "a row lacks a handler, a sentence, a name or someone to call it"
);

} // namespace

std::span<const Route> routes() { return table; }

} // namespace portal
