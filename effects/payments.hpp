#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "actors/node.hpp"
#include "effects/earlier_charges.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// Tells the operator about something that does not work: what, whose, why. Never a secret.
using Warn =
  std::function<void(std::string_view what, std::string_view whose, std::string_view why)>;

/// Carries out what the log asks of the gateway `stripe`: payments and the setting up of methods.
///
/// A charge is made in two steps. First the gateway makes a PaymentIntent, which moves no money, and
/// its name is written into the log. Only then is that one confirmed, and one intent is paid at most
/// once, whoever confirms it how often. So whatever happens between two steps, the next try finds out
/// from the log and from the intent itself where things stand: it never starts a second charge, and it
/// never takes the lack of an answer for an answer. A log that was restored from a backup does not know what
/// was charged since: then the gateway is asked first, see EarlierCharges.
class StripePayments {
 public:
  struct Ports {
    Node* node = nullptr;
    const Stripe* stripe = nullptr;
    std::string return_url; ///< where banks lead customers back to
    Warn warn;
  };

  explicit StripePayments(Ports ports)
      : ports_(std::move(ports)), earlier_(*ports_.node, *ports_.stripe) {}

  /// True once the outcome is in the log.
  bool carry_out(const OutboxItem& item, int attempts) const;

 private:
  struct Job;

  bool pay(const Job& job, Payment payment) const;
  bool give_way(const Job& job, const Payment& payment, bool& paid_before) const;
  bool make_intent(const Job& job, Payment& payment, IntentAnswer& answer) const;
  bool take_over(
    const Job& job, Payment& payment, const EarlierCharges::Found& found, IntentAnswer& answer
  ) const;
  bool enter(const Job& job, Payment& payment, std::string reference, IntentAnswer& answer) const;
  bool go_on(const Job& job, const Payment& payment, IntentAnswer answer) const;
  bool settle(const Job& job, const PaymentId& id, const Intent& intent) const;
  bool fail(const Job& job, const PaymentId& id, PaymentFailure because) const;

  bool set_up(const Job& job, const PaymentMethod& method) const;
  bool release(const Job& job, const PaymentMethod& method) const;
  std::optional<std::string> customer_at_gateway(const Job& job) const;

  bool tell(const Job& job, CustomerCommand command) const;
  void note_unknown(const Job& job, const IntentAnswer& answer) const;

  Ports ports_;
  EarlierCharges earlier_;
};

} // namespace portal
