#include "events/billing_agreement.hpp"

#include <utility>

namespace portal {

PriceTerms terms_of(const Catalog& catalog, const Price& price) {
  PriceTerms terms;
  terms.product = price.product;
  const auto product = catalog.products.find(price.product);
  terms.description =
    product == catalog.products.end() ? price.product.text() : product->second.name;
  terms.currency = price.currency;
  if (price.tiers_mode) {
    terms.tiers_mode = price.tiers_mode;
    terms.tiers = price.tiers;
  } else {
    terms.unit_amount = unit_price(price);
  }
  if (price.recurring) {
    terms.interval = price.recurring->interval;
    terms.interval_count = price.recurring->interval_count;
  }
  terms.usage_type = price.usage_type;
  terms.tax_behavior = price.tax_behavior;
  if (price.meter) {
    const auto meter = catalog.meters.find(*price.meter);
    if (meter != catalog.meters.end()) {
      const Meter& it = meter->second;
      terms.meter = MeterTerms{it.id, it.event_type, it.aggregation, it.filters, it.unit};
    }
  }
  return terms;
}

void begin_by(Discount& discount, Instant at) {
  if (discount.starts_at <= at) return;
  const Instant was = std::exchange(discount.starts_at, at);
  if (!discount.ends_at) return;
  std::int64_t months = 0;
  while (add_intervals(was, Interval::month, months + 1) <= *discount.ends_at) ++months;
  const Millis rest = *discount.ends_at - add_intervals(was, Interval::month, months);
  discount.ends_at = add_intervals(at, Interval::month, months) + rest;
}

Result<Discount> discount_of(
  const Catalog& catalog, const CouponId& id, Currency currency, Instant now, Instant starts_at
) {
  const auto found = catalog.coupons.find(id);
  if (found == catalog.coupons.end()) {
    return tl::unexpected<Refusal>(not_found("coupon", id.text(), "coupon"));
  }
  const Coupon& coupon = found->second;
  if (auto refusal = coupon_refusal(coupon, now, "coupon")) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  if (coupon.amount_off && coupon.currency && *coupon.currency != currency) {
    return refuse(
      RefusalKind::invalid, "coupon_currency_mismatch", "coupon",
      "The coupon takes off an amount in " + std::string{coupon.currency->text()} +
        ", the subscription is in " + std::string{currency.text()} + ". Use another coupon."
    );
  }
  Discount discount;
  discount.coupon = id;
  discount.percent_off = coupon.percent_off;
  discount.amount_off = coupon.amount_off;
  if (coupon.amount_off) discount.currency = coupon.currency;
  discount.once = coupon.duration == CouponDuration::once;
  discount.starts_at = starts_at;
  if (coupon.duration == CouponDuration::repeating) {
    discount.ends_at =
      add_intervals(starts_at, Interval::month, coupon.duration_in_months.value_or(1));
  }
  return discount;
}

} // namespace portal
