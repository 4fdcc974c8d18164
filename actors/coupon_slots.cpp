#include "actors/coupon_slots.hpp"

#include <algorithm>
#include <utility>

namespace portal {
namespace {

/// Names are tried in order, so that between the claimed ones there are only the gaps of commands that
/// were in flight together: after this many unclaimed names nothing more is claimed.
constexpr std::int64_t names_at_once = 8'192;

std::string name_of_slot(const CouponId& coupon, std::int64_t slot) {
  return "coupon/" + coupon.text() + '/' + std::to_string(slot);
}

std::int64_t slot_of(const std::string& name) {
  return std::stoll(name.substr(name.rfind('/') + 1));
}

} // namespace

Stored<CouponSlots::Answer>
CouponSlots::take(const CouponId& coupon, std::int64_t max, std::function<void()> again) {
  const std::lock_guard lock{mutex_};
  Slots& slots = coupons_[coupon];
  if (!slots.known) {
    if (auto known = look_up(coupon, max, slots); !known) {
      return tl::unexpected<Fault>(known.error());
    }
  }
  std::int64_t slot = 0;
  if (!slots.free.empty()) {
    slot = slots.free.extract(slots.free.begin()).value();
  } else if (slots.next <= max) {
    slot = slots.next++;
  } else if (slots.in_flight > 0) {
    slots.waiting.push_back(std::move(again));
    return Answer{Verdict::waiting, {}};
  } else {
    return Answer{Verdict::exhausted, {}};
  }
  ++slots.in_flight;
  return Answer{Verdict::taken, name_of_slot(coupon, slot)};
}

void CouponSlots::give_back(const CouponId& coupon, const std::string& name, bool redeemed) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock{mutex_};
    Slots& slots = coupons_[coupon];
    --slots.in_flight;
    if (!redeemed) slots.free.insert(slot_of(name));
    waiting.swap(slots.waiting);
  }
  for (const auto& again : waiting) again();
}

Stored<void> CouponSlots::look_up(const CouponId& coupon, std::int64_t max, Slots& slots) const {
  std::int64_t last = 0; // the last claimed slot
  std::vector<std::int64_t> unclaimed;
  for (std::int64_t from = 1; from <= max; from += names_at_once) {
    const std::int64_t to = std::min(max, from + names_at_once - 1);
    std::vector<std::string> names;
    for (std::int64_t slot = from; slot <= to; ++slot) names.push_back(name_of_slot(coupon, slot));
    const auto claimed = claimed_(names);
    if (!claimed) return tl::unexpected<Fault>(claimed.error());
    const std::int64_t last_before = last;
    for (std::int64_t slot = from; slot <= to; ++slot) {
      if ((*claimed)[static_cast<std::size_t>(slot - from)]) {
        last = slot;
      } else {
        unclaimed.push_back(slot);
      }
    }
    if (last == last_before) break;
  }
  for (const std::int64_t slot : unclaimed) {
    if (slot < last) slots.free.insert(slot);
  }
  slots.next = last + 1;
  slots.known = true;
  return {};
}

} // namespace portal
