#include "effects/mail_facts.hpp"

#include "documents/addresses.hpp"
#include "documents/invoice_source.hpp"
#include "events/mail_causes.hpp"
#include "projections/calendar.hpp"
#include "projections/row_object.hpp"
#include "store/vault.hpp"

namespace portal {
namespace {

using Failure = tl::unexpected<std::string>;

/// The event that asks, and all that its command led to.
struct Cause {
  Envelope head;
  CustomerEvent event;
  std::vector<CustomerEvent> beside;
  Position last = 0; ///< of the command's last event
};

tl::expected<RecordedEvent, std::string> recorded_at(const Node& node, Position position) {
  std::optional<RecordedEvent> found;
  const auto read = node.log().read(position, [&](Position, std::string_view stored) {
    if (auto event = RecordedEvent::parse(std::string{stored})) found = std::move(*event);
    return false;
  });
  if (!read) return Failure{read.error().message};
  if (!found) return Failure{"the event cannot be read"};
  return std::move(*found);
}

tl::expected<Cause, std::string> cause_of(const Node& node, Position position) {
  const auto asking = recorded_at(node, position);
  if (!asking) return Failure{asking.error()};
  auto event = decode_variant<CustomerEvent>(asking->head().type, asking->data());
  if (!event) return Failure{event.error().message};
  Cause cause{asking->head(), std::move(*event), {}, position};
  const auto first = position - static_cast<Position>(cause.head.index);
  const auto read = node.log().read(first, [&](Position at, std::string_view stored) {
    const auto one = RecordedEvent::parse(std::string{stored});
    const bool same = one && one->head().stream == cause.head.stream &&
                      one->head().index == static_cast<std::int64_t>(at - first);
    if (!same) return false;
    auto known = decode_variant<CustomerEvent>(one->head().type, one->data());
    if (known) cause.beside.push_back(std::move(*known));
    cause.last = at;
    return true;
  });
  if (!read) return Failure{read.error().message};
  return cause;
}

/// The event of that kind beside the one that asks.
template <class Event> const Event* beside(const Cause& cause) {
  for (const CustomerEvent& event : cause.beside) {
    if (const auto* found = get_if<Event>(&event)) return found;
  }
  return nullptr;
}

std::string clear_text(const std::optional<Personal<std::string>>& value) {
  return value && value->clear() != nullptr ? *value->clear() : std::string{};
}

MailLook look_from(const PortalConfigurationRevision& look, std::string_view sender) {
  MailLook made;
  made.brand = sender;
  if (look.seller) {
    made.brand = look.seller->name;
    made.contact = look.seller->email.value_or("");
  }
  if (look.branding) {
    made.primary_color = look.branding->primary_color.value_or("");
    if (look.branding->logo) made.logo_png = png_of(*look.branding->logo);
  }
  return made;
}

std::string plan_of(const Subscription& subscription) {
  std::string plan;
  for (const SubscriptionItem& item : subscription.items) {
    plan += (plan.empty() ? "" : ", ") + item.terms.description;
  }
  return plan;
}

/// Writes the draft of one mail.
class Drafter {
 public:
  Drafter(Node& node, const Cause& cause, const MailLinks& links, std::string_view sender)
      : node_(node), cause_(cause), links_(links), sender_(sender), catalog_(node.catalog()) {}

  tl::expected<std::optional<MailDraft>, std::string> draft(MailKind kind) {
    draft_.asked_at = cause_.head.recorded_at;
    draft_.facts.kind = kind;
    const auto written_to = address();
    if (!written_to) return Failure{written_to.error()};
    if (!*written_to) return std::nullopt;
    const auto* standing = default_configuration(*catalog_);
    const auto& look = standing == nullptr ? builtin_configuration() : latest(*standing);
    draft_.facts.look = look_from(look, sender_);
    return_url_ = look.default_return_url.value_or("");
    if (auto told = visit([this](const auto& event) { return tell(event); }, cause_.event); !told) {
      draft_.trouble = told.error();
    }
    return std::optional{std::move(draft_)};
  }

 private:
  using Told = tl::expected<void, std::string>;

  /// False where nobody can be written to.
  tl::expected<bool, std::string> address() {
    const auto owner = customer_of(cause_.head.stream);
    const auto row = find_object(*node_.rows(), {"customer", owner->text()});
    auto codec = node_.vault().codec(*owner);
    if (!row || !codec) return Failure{"the customer cannot be read"};
    if (!*row) return false;
    codec_ = std::move(*codec);
    customer_row_ = (*row)->json;
    const auto customer =
      read_text<Customer>(open_personal(customer_row_, *codec_), Strictness::lenient);
    if (!customer) return Failure{"the customer cannot be read"};
    deleted_ = customer->deleted_at.has_value();
    draft_.to = clear_text(customer->email);
    draft_.facts.name = clear_text(customer->name);
    draft_.facts.locale = customer->locale.value_or("en");
    draft_.facts.time_zone = customer->time_zone.value_or("");
    return is_deliverable({{}, draft_.to});
  }

  Told tell(const SubscriptionCancelScheduled& event) {
    draft_.facts.when = event.cancel_at;
    return about_subscription(event.id);
  }

  Told tell(const SubscriptionCanceled& event) {
    draft_.facts.when = event.ended_at;
    draft_.facts.at_once = draft_.facts.kind == MailKind::cancellation_confirmed;
    draft_.facts.unpaid = event.reason == CancelReason::payment_failed;
    return about_subscription(event.id);
  }

  Told tell(const CancellationOfferAccepted& event) {
    if (auto told = about_subscription(event.subscription); !told) return told;
    MailOffer& offer = draft_.facts.offer.emplace();
    offer.type = event.offer_type;
    if (const auto* it = beside<SubscriptionDiscounted>(cause_)) {
      offer.percent_off = it->discount.percent_off;
      offer.amount = it->discount.amount_off;
      offer.until = it->discount.ends_at;
      if (it->discount.currency) draft_.facts.currency = it->discount.currency;
    }
    if (const auto* it = beside<CreditGranted>(cause_)) {
      offer.amount = it->grant.amount;
      offer.until = it->grant.expires_at;
      draft_.facts.currency = it->grant.currency;
    }
    if (const auto* it = beside<SubscriptionPaused>(cause_)) offer.until = it->pause.resumes_at;
    if (offer.type == OfferType::plan && subscription_.items.size() == 1) {
      const PriceTerms& terms = subscription_.items.front().terms;
      offer.unit_amount = terms.unit_amount;
      offer.interval = terms.interval;
      offer.interval_count = terms.interval_count;
    }
    return {};
  }

  Told tell(const SubscriptionPaused& event) {
    draft_.facts.when = event.pause.starts_at;
    draft_.facts.until = event.pause.resumes_at;
    return about_subscription(event.id);
  }

  Told tell(const SubscriptionResumed& event) {
    draft_.facts.when = cause_.head.effective_at;
    draft_.facts.until = event.period.end;
    draft_.facts.by_itself = cause_.head.action == Tick::type;
    return about_subscription(event.id);
  }

  Told tell(const InvoicePaymentFailed& event) {
    draft_.facts.next_attempt = event.next_attempt;
    draft_.facts.asks_bank = event.error.code == "authentication_required";
    if (auto told = about_invoice(event.id, "flow=invoice_pay&invoice="); !told) return told;
    draft_.facts.amount = invoice_.amount_due - invoice_.amount_paid;
    if (draft_.facts.amount == 0) draft_.too_late = "the invoice was paid since";
    if (invoice_.status == InvoiceStatus::voided) draft_.too_late = "the invoice was voided since";
    return {};
  }

  Told tell(const InvoicePaid& event) {
    draft_.facts.amount = event.amount_paid;
    draft_.facts.when = event.paid_at;
    if (auto told = about_invoice(event.id, "invoice="); !told) return told;
    const std::string zone =
      invoice_.billed_to ? invoice_.billed_to->time_zone.value_or("") : std::string{};
    auto pdf = render_with_logo_or_without(document_of(
      invoice_, look_of(invoice_, *catalog_), std::nullopt,
      [&zone](Instant at) { return local_date(at, zone); }
    ));
    if (!pdf) return Failure{pdf.error().message};
    draft_.attachments.push_back(
      {"invoice-" + draft_.facts.number + ".pdf", "application/pdf", std::move(pdf->bytes)}
    );
    return {};
  }

  Told tell(const PaymentMethodExpiring& event) {
    const auto method = row_object<PaymentMethod>(*node_.rows(), "payment_method", event.id.text());
    if (!method) return Failure{"the payment method cannot be read"};
    draft_.resource = event.id.text();
    draft_.facts.when = event.expires_at;
    link_to("flow=payment_method_update");
    if (method->card) {
      draft_.facts.card_brand = method->card->brand;
      draft_.facts.last4 = method->card->last4;
    }
    if (method->detached_at) draft_.too_late = "the card was detached";
    if (deleted_) draft_.too_late = "the customer was deleted";
    if (event.expires_at <= node_.now()) draft_.too_late = "the card has expired";
    return {};
  }

  template <class Other> Told tell(const Other& /*event*/) {
    return Failure{"no mail is written about this event"};
  }

  /// The subscription as the command left it, whatever has become of it since.
  Told about_subscription(const SubscriptionId& id) {
    const auto row = object_at(*node_.rows(), {"subscription", id.text()}, cause_.last);
    if (!row || !*row) return Failure{"the subscription cannot be read"};
    auto read = object_of_json<Subscription>(**row);
    if (!read) return Failure{"the subscription cannot be read"};
    subscription_ = std::move(*read);
    draft_.resource = id.text();
    draft_.facts.plan = plan_of(subscription_);
    draft_.facts.currency = subscription_.currency;
    link_to("subscription=" + id.text());
    return {};
  }

  Told about_invoice(const InvoiceId& id, const std::string& query) {
    const auto row = find_object(*node_.rows(), {"invoice", id.text()});
    if (!row || !*row) return Failure{"the invoice cannot be read"};
    auto opened =
      opened_invoice((*row)->json, *codec_, [this] { return std::optional{customer_row_}; });
    if (!opened) return Failure{"the invoice cannot be read"};
    invoice_ = std::move(*opened);
    draft_.resource = id.text();
    draft_.facts.number = invoice_.number.value_or(id.text());
    draft_.facts.currency = invoice_.currency;
    draft_.facts.look = look_from(look_of(invoice_, *catalog_), sender_);
    link_to(query + id.text());
    return {};
  }

  void link_to(const std::string& query) {
    std::string& link = draft_.facts.link;
    if (!links_.app.empty()) {
      link = links_.app + (links_.app.find('?') == std::string::npos ? "?" : "&") + query;
    } else {
      link = return_url_.empty() ? links_.portal : return_url_;
    }
  }

  Node& node_;
  const Cause& cause_;
  const MailLinks& links_;
  std::string_view sender_;
  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const PersonalCodec> codec_;
  std::string customer_row_;
  std::string return_url_;
  bool deleted_ = false;
  Subscription subscription_;
  Invoice invoice_;
  MailDraft draft_;
};

} // namespace

tl::expected<std::optional<MailDraft>, std::string>
draft_mail(Node& node, const OutboxItem& item, const MailLinks& links, std::string_view sender) {
  const auto cause = cause_of(node, item.position);
  if (!cause) return Failure{cause.error()};
  const auto kind = mail_for(cause->event, cause->head.action);
  if (!kind) return std::nullopt;
  return Drafter{node, *cause, links, sender}.draft(*kind);
}

} // namespace portal
