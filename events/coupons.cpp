#include "events/coupons.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

Check check_value(const CreateCoupon& ask) {
  if (ask.percent_off.has_value() == ask.amount_off.has_value()) {
    return invalid(
      "percentOff", ask.percent_off ? "amounts_conflict" : "amount_missing",
      "A coupon has exactly one of \"percentOff\" and \"amountOff\"."
    );
  }
  if (ask.percent_off) {
    if (ask.currency) {
      return invalid(
        "currency", "currency_not_allowed", "\"currency\" is for coupons with \"amountOff\" alone."
      );
    }
    if (*ask.percent_off > Decimal{} && *ask.percent_off <= Decimal::from_integer(100)) {
      return std::nullopt;
    }
    return invalid(
      "percentOff", "parameter_out_of_range",
      "\"percentOff\" must be over 0 and at most 100, not " + ask.percent_off->text() + "."
    );
  }
  if (!ask.currency) {
    return invalid(
      "currency", "currency_missing", "\"amountOff\" needs the \"currency\" that it is in."
    );
  }
  return check_range(*ask.amount_off, 1, 999'999'999'999, "amountOff");
}

Check check_duration(const CreateCoupon& ask) {
  const bool repeating = ask.duration == CouponDuration::repeating;
  if (repeating && !ask.duration_in_months) {
    return invalid(
      "durationInMonths", "duration_missing",
      "A repeating coupon needs \"durationInMonths\": for how long it takes off."
    );
  }
  if (!repeating && ask.duration_in_months) {
    return invalid(
      "durationInMonths", "duration_not_allowed",
      "\"durationInMonths\" is for \"duration\": \"repeating\" alone."
    );
  }
  if (repeating) return check_range(*ask.duration_in_months, 1, 120, "durationInMonths");
  return std::nullopt;
}

Check check_coupon(const CreateCoupon& ask, Instant now) {
  if (ask.name) {
    if (auto fault = check_text(*ask.name, 100, "name")) return fault;
  }
  if (auto fault = check_value(ask)) return fault;
  if (auto fault = check_duration(ask)) return fault;
  if (ask.max_redemptions) {
    if (auto fault = check_range(*ask.max_redemptions, 1, 1'000'000'000, "maxRedemptions")) {
      return fault;
    }
  }
  if (ask.redeem_by && *ask.redeem_by <= now) {
    return invalid("redeemBy", "parameter_in_the_past", "\"redeemBy\" must be in the future.");
  }
  return std::nullopt;
}

Check check_fixed(const UpdateCoupon& ask) {
  return first_of(
    fixed_at_creation(ask.percent_off, "coupon", "percentOff"),
    fixed_at_creation(ask.amount_off, "coupon", "amountOff"),
    fixed_at_creation(ask.currency, "coupon", "currency"),
    fixed_at_creation(ask.duration, "coupon", "duration"),
    fixed_at_creation(ask.duration_in_months, "coupon", "durationInMonths"),
    fixed_at_creation(ask.max_redemptions, "coupon", "maxRedemptions"),
    fixed_at_creation(ask.redeem_by, "coupon", "redeemBy")
  );
}

} // namespace

std::optional<Refusal> coupon_refusal(const Coupon& coupon, Instant now, std::string_view param) {
  const auto refusal = [&](std::string code, const std::string& why) {
    return Refusal{
      RefusalKind::conflict, std::move(code), std::string{param},
      "The coupon \"" + coupon.id.text() + "\" " + why};
  };
  if (!coupon.active) return refusal("coupon_archived", "is archived and redeemed no more.");
  if (coupon.redeem_by && *coupon.redeem_by <= now) {
    return refusal("coupon_expired", "could be redeemed until " + to_text(*coupon.redeem_by) + ".");
  }
  return std::nullopt;
}

CatalogDecision decide(const Catalog& state, const CreateCoupon& ask, const Context& context) {
  if (auto fault = check_coupon(ask, context.now)) return declined(std::move(*fault));
  auto id = new_id(ask.id, state.coupons, context);
  if (!id) return declined(std::move(id.error()));
  return happens(
    "coupon", *id,
    CouponCreated{
      *id, ask.name, ask.percent_off, ask.amount_off, ask.currency, ask.duration,
      ask.duration_in_months, ask.max_redemptions, ask.redeem_by, ask.active.value_or(true),
      ask.metadata}
  );
}

CatalogDecision decide(const Catalog& state, const UpdateCoupon& ask, const Context& context) {
  const Coupon* is = find_in(state.coupons, ask.id);
  if (is == nullptr) return declined(not_found("coupon", ask.id.text(), "id"));
  if (auto fault = check_fixed(ask)) return declined(std::move(*fault));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  Coupon after = *is;
  ask.name.apply_to(after.name);
  after.active = ask.active.value_or(is->active);
  after.metadata = std::move(*metadata);
  if (after.name) {
    if (auto fault = check_text(*after.name, 100, "name")) return declined(std::move(*fault));
  }
  if (after == *is) return nothing_to_do("coupon", ask.id);
  return happens("coupon", ask.id, CouponUpdated{ask.id, after.name, after.active, after.metadata});
}

void evolve(Catalog& state, const CouponCreated& event, const EventMeta& meta) {
  state.coupons[event.id] = Coupon{
    event.id,
    event.name,
    event.percent_off,
    event.amount_off,
    event.currency,
    event.duration,
    event.duration_in_months,
    event.max_redemptions,
    event.redeem_by,
    event.active,
    event.metadata,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const CouponUpdated& event, const EventMeta& meta) {
  Coupon* coupon = find_in(state.coupons, event.id);
  if (coupon == nullptr) return;
  coupon->name = event.name;
  coupon->active = event.active;
  coupon->metadata = event.metadata;
  coupon->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal
