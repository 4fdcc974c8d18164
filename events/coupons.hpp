#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

// -- object -------------------------------------------------------------------------------------------

/// For how long a coupon takes off.
enum class CouponDuration { once, repeating, forever };

constexpr auto names_of(CouponDuration) {
  return std::to_array<std::string_view>({"once", "repeating", "forever"});
}

/// A promise of less to pay: a percentage, or an amount in one currency. Its terms never change.
struct Coupon {
  CouponId id;
  std::optional<std::string> name;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::optional<Currency> currency;
  CouponDuration duration = CouponDuration::once;
  std::optional<std::int64_t> duration_in_months;
  std::optional<std::int64_t> max_redemptions;
  std::optional<Instant> redeem_by;
  bool active = true;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Coupon&) const = default;
  static constexpr Fields fields{
    Field{"id", &Coupon::id, "The coupon's id."},
    Field{"name", &Coupon::name, "What customers read."},
    Field{"percent_off", &Coupon::percent_off, "Percent off, over 0 and up to 100."},
    Field{"amount_off", &Coupon::amount_off, "Minor units off."},
    Field{"currency", &Coupon::currency, "The currency of the amount off."},
    Field{"duration", &Coupon::duration, "For how long it takes off."},
    Field{"duration_in_months", &Coupon::duration_in_months, "Months, for duration repeating."},
    Field{"max_redemptions", &Coupon::max_redemptions, "How often it may be redeemed at most."},
    Field{"redeem_by", &Coupon::redeem_by, "When it can be redeemed no more."},
    Field{"active", &Coupon::active, "False once archived: redeemed no more."},
    Field{"metadata", &Coupon::metadata, "The caller's own notes."},
    Field{"created", &Coupon::created, "When it was created."},
    Field{"version", &Coupon::version, "Stream version of its latest event."},
  };
};

/// Why the coupon cannot be redeemed now, if it cannot.
std::optional<Refusal> coupon_refusal(const Coupon& coupon, Instant now, std::string_view param);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateCoupon {
  std::optional<CouponId> id;
  std::optional<std::string> name;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::optional<Currency> currency;
  CouponDuration duration = CouponDuration::once;
  std::optional<std::int64_t> duration_in_months;
  std::optional<std::int64_t> max_redemptions;
  std::optional<Instant> redeem_by;
  std::optional<bool> active;
  Metadata metadata;
  static constexpr std::string_view type = "coupon.create";
  static constexpr Fields fields{
    Field{"id", &CreateCoupon::id, "An id of the caller's choice."},
    Field{"name", &CreateCoupon::name, "What customers read."},
    Field{"percent_off", &CreateCoupon::percent_off, "Percent off, over 0 and up to 100."},
    Field{"amount_off", &CreateCoupon::amount_off, "Minor units off, instead of a percentage."},
    Field{"currency", &CreateCoupon::currency, "The currency of the amount off."},
    Field{
      "duration", &CreateCoupon::duration, "For how long it takes off; default once.",
      Presence::defaulted},
    Field{"duration_in_months", &CreateCoupon::duration_in_months, "Months, for repeating."},
    Field{"max_redemptions", &CreateCoupon::max_redemptions, "How often it may be redeemed."},
    Field{"redeem_by", &CreateCoupon::redeem_by, "When it can be redeemed no more."},
    Field{"active", &CreateCoupon::active, "May it be redeemed? Default true."},
    Field{"metadata", &CreateCoupon::metadata, "The caller's own notes."},
  };
};

/// Archives, renames, annotates. The terms are here only to be refused by name: they never change.
struct UpdateCoupon {
  CouponId id;
  Patch<std::string> name;
  std::optional<bool> active;
  Patch<MetadataPatch> metadata;
  std::optional<RawJson> percent_off;
  std::optional<RawJson> amount_off;
  std::optional<RawJson> currency;
  std::optional<RawJson> duration;
  std::optional<RawJson> duration_in_months;
  std::optional<RawJson> max_redemptions;
  std::optional<RawJson> redeem_by;
  static constexpr std::string_view type = "coupon.update";
  static constexpr Fields fields{
    Field{"id", &UpdateCoupon::id, "The coupon to change."},
    Field{"name", &UpdateCoupon::name, "What customers read; null removes it."},
    Field{"active", &UpdateCoupon::active, "False archives it, true brings it back."},
    Field{"metadata", &UpdateCoupon::metadata, "Keys to set; null or an empty string removes one."},
    Field{"percent_off", &UpdateCoupon::percent_off, "Fixed at creation: create another coupon."},
    Field{"amount_off", &UpdateCoupon::amount_off, "Fixed at creation: create another coupon."},
    Field{"currency", &UpdateCoupon::currency, "Fixed at creation: create another coupon."},
    Field{"duration", &UpdateCoupon::duration, "Fixed at creation: create another coupon."},
    Field{
      "duration_in_months", &UpdateCoupon::duration_in_months,
      "Fixed at creation: create another coupon."},
    Field{
      "max_redemptions", &UpdateCoupon::max_redemptions,
      "Fixed at creation: create another coupon."},
    Field{"redeem_by", &UpdateCoupon::redeem_by, "Fixed at creation: create another coupon."},
  };
};

using CouponCommand = std::variant<CreateCoupon, UpdateCoupon>;

// -- what has happened --------------------------------------------------------------------------------

struct CouponCreated {
  CouponId id;
  std::optional<std::string> name;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::optional<Currency> currency;
  CouponDuration duration = CouponDuration::once;
  std::optional<std::int64_t> duration_in_months;
  std::optional<std::int64_t> max_redemptions;
  std::optional<Instant> redeem_by;
  bool active = true;
  Metadata metadata;
  bool operator==(const CouponCreated&) const = default;
  static constexpr std::string_view type = "coupon.created.v1";
  static constexpr Fields fields{
    Field{"id", &CouponCreated::id, "The coupon."},
    Field{"name", &CouponCreated::name, "What customers read."},
    Field{"percent_off", &CouponCreated::percent_off, "Percent off."},
    Field{"amount_off", &CouponCreated::amount_off, "Minor units off."},
    Field{"currency", &CouponCreated::currency, "The currency of the amount off."},
    Field{"duration", &CouponCreated::duration, "For how long it takes off."},
    Field{"duration_in_months", &CouponCreated::duration_in_months, "Months, for repeating."},
    Field{"max_redemptions", &CouponCreated::max_redemptions, "How often it may be redeemed."},
    Field{"redeem_by", &CouponCreated::redeem_by, "When it can be redeemed no more."},
    Field{"active", &CouponCreated::active, "May it be redeemed?"},
    Field{"metadata", &CouponCreated::metadata, "The caller's own notes."},
  };
};

/// What may change of a coupon, as it is after the change.
struct CouponUpdated {
  CouponId id;
  std::optional<std::string> name;
  bool active = true;
  Metadata metadata;
  bool operator==(const CouponUpdated&) const = default;
  static constexpr std::string_view type = "coupon.updated.v1";
  static constexpr Fields fields{
    Field{"id", &CouponUpdated::id, "The coupon."},
    Field{"name", &CouponUpdated::name, "What customers read."},
    Field{"active", &CouponUpdated::active, "May it be redeemed?"},
    Field{"metadata", &CouponUpdated::metadata, "The caller's own notes."},
  };
};

using CouponEvent = std::variant<CouponCreated, CouponUpdated>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreateCoupon&, const Context&);
CatalogDecision decide(const Catalog&, const UpdateCoupon&, const Context&);

void evolve(Catalog&, const CouponCreated&, const EventMeta&);
void evolve(Catalog&, const CouponUpdated&, const EventMeta&);

} // namespace portal
