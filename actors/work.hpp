#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actors/node.hpp"

namespace portal {

/// A command in flight: what it asks, what it holds, whom to answer. It is answered exactly once: by
/// answer(), or, should it ever be dropped, by the destructor with a fault.
class Work {
 public:
  /// Gives back what the command holds (permits, claims, its key) just before the reply goes out.
  using Settle = std::function<void(Work&, const Outcome&)>;

  Work(Submission asked, Reply reply, Settle settle);
  ~Work();
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void answer(Outcome outcome);
  void answer(Refusal refusal);
  void answer(Fault fault, std::chrono::seconds retry_after = {});

  Submission submission;
  std::optional<Refusal> refused;  ///< said no to before its actor was asked
  std::vector<std::string> claims; ///< held in the ClaimTable; its events will take them
  std::vector<std::string>
    taken;                    ///< claims that it goes on without: another's, or its own of before
  CouponId redeems;           ///< the coupon whose redemption it may take
  std::string redemption;     ///< its name (CouponSlots), to be claimed; empty: none
  bool redeemed = false;      ///< its events claim that
  bool key_in_flight = false; ///< its Idempotency-Key stands in the KeysInFlight
  bool permitted = false;     ///< holds a permit
  bool tick = false;          ///< the clock's: only runs what is due

 private:
  Reply reply_;
  Settle settle_;
};

/// `body` with the members `reveal` (`"secret":"…"`) added at its end.
std::string with_revealed(std::string body, std::string_view reveal);

} // namespace portal
