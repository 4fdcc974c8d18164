#pragma once

// From what the catalog says today to what a subscription agrees to for good.

#include "events/billing_terms.hpp"
#include "events/catalog.hpp"

namespace portal {

/// The price's terms, with its product's name and its meter's definition.
PriceTerms terms_of(const Catalog& catalog, const Price& price);

/// A discount that was to begin later, with the end of a trial, begins at `at` and lasts as long.
void begin_by(Discount& discount, Instant at);

/// The coupon's terms for a subscription in `currency` from `starts_at` on. Refused: coupon_not_found,
/// what coupon_refusal names, coupon_currency_mismatch.
Result<Discount> discount_of(
  const Catalog& catalog, const CouponId& id, Currency currency, Instant now, Instant starts_at
);

} // namespace portal
