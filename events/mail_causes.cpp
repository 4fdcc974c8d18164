#include "events/mail_causes.hpp"

namespace portal {
namespace {

/// One overload for each event that matters; no other asks for a mail.
struct MailFor {
  using Answer = std::optional<MailKind>;

  std::string_view action;

  Answer operator()(const SubscriptionCancelScheduled& /*it*/) const {
    return MailKind::cancellation_confirmed;
  }

  Answer operator()(const SubscriptionCanceled& it) const {
    if (it.reason == CancelReason::customer_deleted) return std::nullopt;
    const bool at_once = it.reason == CancelReason::requested && it.canceled_at == it.ended_at;
    return at_once ? MailKind::cancellation_confirmed : MailKind::subscription_ended;
  }

  Answer operator()(const CancellationOfferAccepted& /*it*/) const {
    return MailKind::retention_accepted;
  }

  Answer operator()(const InvoicePaymentFailed& /*it*/) const { return MailKind::payment_failed; }

  Answer operator()(const InvoicePaid& it) const {
    if (it.amount_paid == 0) return std::nullopt; // nothing was charged
    return MailKind::invoice_paid;
  }

  Answer operator()(const SubscriptionPaused& /*it*/) const {
    if (action == AcceptOffer::type) return std::nullopt;
    return MailKind::subscription_paused;
  }

  Answer operator()(const SubscriptionResumed& /*it*/) const {
    return MailKind::subscription_resumed;
  }

  Answer operator()(const PaymentMethodExpiring& /*it*/) const { return MailKind::card_expiring; }

  template <class Other> Answer operator()(const Other& /*it*/) const { return std::nullopt; }
};

} // namespace

std::optional<MailKind> mail_for(const CustomerEvent& event, std::string_view action) {
  return visit(MailFor{action}, event);
}

} // namespace portal
