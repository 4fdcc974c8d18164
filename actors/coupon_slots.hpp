#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "events/ids.hpp"
#include "store/fault.hpp"

namespace portal {

/// The redemptions that coupons with `maxRedemptions` have left, over all customers. A redemption is one
/// of the names `coupon/<id>/1` … `coupon/<id>/<max>`, which the redeeming command's events claim in
/// the log: that is what is true after a crash. Here is only who may try which name, so that no two
/// commands meet at one. Thread-safe.
class CouponSlots {
 public:
  /// For each of the names, whether the log holds a claim on it. May block.
  using Claimed = std::function<Stored<std::vector<bool>>(std::span<const std::string>)>;

  explicit CouponSlots(Claimed claimed) : claimed_(std::move(claimed)) {}

  enum class Verdict {
    taken,     ///< `name` is the caller's until it is given back
    exhausted, ///< all are redeemed
    waiting,   ///< all are redeemed or being tried; `again` is called when one of the latter ends
  };

  struct Answer {
    Verdict verdict = Verdict::exhausted;
    std::string name;
  };

  /// May block: the first time for a coupon it looks up in the log what is redeemed.
  Stored<Answer> take(const CouponId& coupon, std::int64_t max, std::function<void()> again);

  /// `redeemed`: the log holds the claim now.
  void give_back(const CouponId& coupon, const std::string& name, bool redeemed);

 private:
  struct Slots {
    bool known = false;
    std::int64_t next = 1;       ///< from here on nothing was tried yet
    std::set<std::int64_t> free; ///< below `next`, tried in vain
    std::int64_t in_flight = 0;
    std::vector<std::function<void()>> waiting;
  };

  Stored<void> look_up(const CouponId& coupon, std::int64_t max, Slots& slots) const;

  Claimed claimed_;
  std::mutex mutex_;
  std::map<CouponId, Slots> coupons_;
};

} // namespace portal
