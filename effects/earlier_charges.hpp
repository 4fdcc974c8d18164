#pragma once

#include <functional>
#include <string>

#include "actors/node.hpp"
#include "effects/stripe.hpp"
#include "events/invoices.hpp"

namespace portal {

/// What a charge is for, in words that a log which was put back to a backup finds again: what falls due by
/// the clock gets a new invoice then, but of the same subscription, for the same reason, at the same instant.
std::string purpose_of(const Invoice& invoice);

/// A page of the gateway's PaymentIntents, newest first; `after`: older than that one, unless empty.
using ListIntents = std::function<IntentPage(std::string_view after)>;

/// Looks at the gateway, if the log was ever restored from a backup, for a charge of the lost time that was
/// for the same: nobody pays twice because a backup was older than the gateway.
class EarlierCharges {
 public:
  enum class What {
    none,    ///< there is none that took money or may still
    same,    ///< one of the same amount
    other,   ///< one of another amount
    unknown, ///< the gateway, or the views, do not tell now
  };

  struct Found {
    What what = What::none;
    ListedIntent intent; ///< same, other
    IntentAnswer why{};  ///< unknown: what the gateway answered
  };

  EarlierCharges(Node& node, const Stripe& stripe)
      : node_(node), stripe_(stripe), head_at_start_(node.log().head()) {}

  /// `gateway_customer`: the gateway's name for who pays; without one it is asked of everybody's charges.
  Found find(
    const Payment& payment, std::string_view purpose,
    const std::optional<std::string>& gateway_customer
  ) const;

 private:
  Node& node_;
  const Stripe& stripe_;
  Position head_at_start_; ///< a restore is noted before effects start
};

/// The same with rows that are up to date. What rows or gateway do not tell is `unknown`, never `none`.
EarlierCharges::Found earlier_charge(
  const ViewReader& rows, const ListIntents& list, const Payment& payment, std::string_view purpose
);

} // namespace portal
