#include "events/billing_work.hpp"

#include <algorithm>

namespace portal {
namespace {

template <class Map, class IdType> void copy_if_new(const Map& from, Map& into, const IdType& id) {
  if (into.contains(id)) return;
  const auto at = from.find(id);
  if (at != from.end()) into.emplace(id, at->second);
}

} // namespace

BillingWork::BillingWork(const CustomerState& state, const Context& context)
    : state_(state), context_(context) {
  draft_.billing.invoice_sequence = state.billing.invoice_sequence;
}

void BillingWork::pull(const Subject& subject) {
  const BillingState& from = state_.billing;
  BillingState& into = draft_.billing;
  if (subject.object == "subscription") {
    copy_if_new(from.subscriptions, into.subscriptions, SubscriptionId{subject.id});
    copy_if_new(from.books, into.books, SubscriptionId{subject.id});
  } else if (subject.object == "invoice") {
    copy_if_new(from.invoices, into.invoices, InvoiceId{subject.id});
  } else if (subject.object == "payment") {
    copy_if_new(from.payments, into.payments, PaymentId{subject.id});
  } else if (subject.object == "credit_grant") {
    copy_if_new(from.credit_grants, into.credit_grants, CreditGrantId{subject.id});
  } else if (subject.object == "customer" && !draft_.customer) {
    draft_.customer = state_.customer;
  }
}

const Subscription& BillingWork::subscription(const SubscriptionId& id) {
  pull({"subscription", id.text()});
  return draft_.billing.subscriptions.at(id);
}

const Invoice& BillingWork::invoice(const InvoiceId& id) {
  pull({"invoice", id.text()});
  return draft_.billing.invoices.at(id);
}

const Payment& BillingWork::payment(const PaymentId& id) {
  pull({"payment", id.text()});
  return draft_.billing.payments.at(id);
}

const CreditGrant& BillingWork::credit_grant(const CreditGrantId& id) {
  pull({"credit_grant", id.text()});
  return draft_.billing.credit_grants.at(id);
}

const Customer& BillingWork::customer() {
  pull({"customer", ""});
  return *draft_.customer;
}

const ServiceBook& BillingWork::book(const SubscriptionId& id) {
  pull({"subscription", id.text()});
  return draft_.billing.books[id];
}

InvoiceStatus BillingWork::invoice_status(const InvoiceId& id) const {
  for (const BillingState* billing : {&draft_.billing, &state_.billing}) {
    const auto at = billing->invoices.find(id);
    if (at != billing->invoices.end()) return at->second.status;
  }
  const auto closed = state_.billing.closed_invoices.find(id);
  return closed == state_.billing.closed_invoices.end() ? InvoiceStatus::voided : closed->second;
}

std::vector<InvoiceId> BillingWork::unsettled_invoices(const SubscriptionId& subscription) {
  std::vector<InvoiceId> found;
  const auto look = [&](const Invoice& invoice) {
    const bool unsettled =
      invoice.status == InvoiceStatus::draft || invoice.status == InvoiceStatus::open;
    if (unsettled && invoice.subscription == subscription) found.push_back(invoice.id);
  };
  for (const auto& [id, invoice] : state_.billing.invoices) {
    if (!draft_.billing.invoices.contains(id)) look(invoice);
  }
  for (const auto& [id, invoice] : draft_.billing.invoices) look(invoice);
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<CreditGrantId> BillingWork::grants_in_order(const Currency& currency) {
  std::vector<const CreditGrant*> grants;
  for (const auto& [id, stored] : state_.billing.credit_grants) {
    const auto drafted = draft_.billing.credit_grants.find(id);
    const CreditGrant& grant =
      drafted == draft_.billing.credit_grants.end() ? stored : drafted->second;
    if (grant.currency == currency && usable(grant, now())) grants.push_back(&grant);
  }
  std::sort(grants.begin(), grants.end(), [](const CreditGrant* left, const CreditGrant* right) {
    return used_before(*left, *right);
  });
  std::vector<CreditGrantId> ids;
  ids.reserve(grants.size());
  for (const CreditGrant* grant : grants) ids.push_back(grant->id);
  return ids;
}

CustomerState BillingWork::after(const SubscriptionId& id) const {
  CustomerState next;
  next.customer = state_.customer;
  next.payment_methods = state_.payment_methods;
  const BillingState& from = state_.billing;
  BillingState& into = next.billing;
  copy_if_new(from.subscriptions, into.subscriptions, id);
  copy_if_new(from.books, into.books, id);
  for (const auto& [key, invoice] : from.invoices) {
    if (invoice.subscription == id) into.invoices.emplace(key, invoice);
  }
  into.payments = from.payments;
  into.credit_grants = from.credit_grants;
  into.invoice_sequence = from.invoice_sequence;
  into.authenticated_methods = from.authenticated_methods;
  into.closed_invoices = from.closed_invoices;
  for (const SubscriptionItem& item : from.subscriptions.at(id).items) {
    copy_if_new(from.usage, into.usage, item.id);
    copy_if_new(from.closed_usage, into.closed_usage, item.id);
  }
  if (const auto book = from.books.find(id); book != from.books.end()) {
    for (const DepartedItem& gone : book->second.departed) {
      copy_if_new(from.closed_usage, into.closed_usage, gone.item.id);
    }
  }
  for (const CustomerEvent& event : events_) evolve(next, event, EventMeta{0, now()});
  return next;
}

CustomerDecision BillingWork::decided(Subject subject) {
  return Decided<CustomerEvent>{std::move(events_), std::move(subject)};
}

} // namespace portal
