#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/address.hpp"
#include "events/checks.hpp"
#include "events/customer_area.hpp"

namespace portal {

// -- objects ------------------------------------------------------------------------------------------

/// Whether a customer is charged tax: always; never; or by reverse charge, the customer paying it.
enum class TaxExempt { none, exempt, reverse };

constexpr auto names_of(TaxExempt) {
  return std::to_array<std::string_view>({"none", "exempt", "reverse"});
}

/// Who is billed. Personal fields are sealed from the first event on.
struct Customer {
  CustomerId id;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> phone;
  std::optional<Personal<Address>> address;
  std::optional<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<std::string> country;
  std::optional<Currency> currency;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  std::optional<PaymentMethodId> default_payment_method;
  std::int64_t balance = 0; ///< negative: the customer has credit
  std::string invoice_prefix;
  std::optional<TaxExempt> tax_exempt;
  Metadata metadata;
  std::optional<Instant> deleted_at;
  std::optional<Instant> erased_at;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Customer&) const = default;
  static constexpr Fields fields{
    Field{"id", &Customer::id, "The customer's id."},
    Field{"email", &Customer::email, "Where mail goes (personal)."},
    Field{"name", &Customer::name, "Who is billed (personal)."},
    Field{"phone", &Customer::phone, "A telephone number (personal)."},
    Field{"address", &Customer::address, "The billing address (personal)."},
    Field{"tax_ids", &Customer::tax_ids, "Tax ids (personal)."},
    Field{"country", &Customer::country, "The address's country, for reports; tells nobody apart."},
    Field{"currency", &Customer::currency, "The currency that invoices are made in."},
    Field{"locale", &Customer::locale, "The language that the customer reads, BCP 47."},
    Field{"time_zone", &Customer::time_zone, "The IANA time zone of the customer's days."},
    Field{
      "default_payment_method", &Customer::default_payment_method,
      "What is charged when nothing else is named."},
    Field{"balance", &Customer::balance, "Owed in minor units; negative is credit."},
    Field{"invoice_prefix", &Customer::invoice_prefix, "What invoice numbers begin with."},
    Field{"tax_exempt", &Customer::tax_exempt, "none, exempt, or reverse (charge)."},
    Field{"metadata", &Customer::metadata, "The caller's own notes."},
    Field{"deleted_at", &Customer::deleted_at, "When the customer was deleted."},
    Field{"erased_at", &Customer::erased_at, "When the person was forgotten."},
    Field{"created", &Customer::created, "When it was created."},
    Field{"version", &Customer::version, "Stream version of its latest event."},
  };
};

// -- what may be asked for ----------------------------------------------------------------------------

/// The first command of a customer's stream. The id is the stream's: chosen by the caller or made at
/// the edge.
struct CreateCustomer {
  CustomerId id;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> phone;
  std::optional<Personal<Address>> address;
  std::optional<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<Currency> currency;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  std::optional<std::string> invoice_prefix;
  std::optional<TaxExempt> tax_exempt;
  Metadata metadata;
  static constexpr std::string_view type = "customer.create";
  static constexpr Fields fields{
    Field{"id", &CreateCustomer::id, "An id of the caller's choice.", Presence::defaulted},
    Field{"email", &CreateCustomer::email, "Where mail goes."},
    Field{"name", &CreateCustomer::name, "Who is billed."},
    Field{"phone", &CreateCustomer::phone, "A telephone number."},
    Field{"address", &CreateCustomer::address, "The billing address."},
    Field{"tax_ids", &CreateCustomer::tax_ids, "Tax ids, at most 5."},
    Field{"currency", &CreateCustomer::currency, "The currency that invoices are made in."},
    Field{"locale", &CreateCustomer::locale, "The language the customer reads, such as pt-BR."},
    Field{"time_zone", &CreateCustomer::time_zone, "An IANA time zone such as Europe/Berlin."},
    Field{
      "invoice_prefix", &CreateCustomer::invoice_prefix,
      "3 to 12 upper-case letters and digits that no other customer has had; made from the id when "
      "left out."},
    Field{
      "tax_exempt", &CreateCustomer::tax_exempt,
      "none: tax is charged; exempt: it is not; reverse: the customer pays it (reverse charge)."},
    Field{"metadata", &CreateCustomer::metadata, "The caller's own notes."},
  };
};

struct UpdateCustomer {
  Patch<Personal<std::string>> email;
  Patch<Personal<std::string>> name;
  Patch<Personal<std::string>> phone;
  Patch<Personal<Address>> address;
  Patch<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<Currency> currency;
  Patch<std::string> locale;
  Patch<std::string> time_zone;
  std::optional<PaymentMethodId> default_payment_method;
  std::optional<std::string> invoice_prefix;
  std::optional<TaxExempt> tax_exempt;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "customer.update";
  static constexpr Fields fields{
    Field{"email", &UpdateCustomer::email, "Where mail goes; null removes it."},
    Field{"name", &UpdateCustomer::name, "Who is billed; null removes it."},
    Field{"phone", &UpdateCustomer::phone, "A telephone number; null removes it."},
    Field{"address", &UpdateCustomer::address, "Replaces the address; null removes it."},
    Field{"tax_ids", &UpdateCustomer::tax_ids, "Replaces the tax ids; null removes them."},
    Field{"currency", &UpdateCustomer::currency, "Only while nothing was billed."},
    Field{"locale", &UpdateCustomer::locale, "The language the customer reads."},
    Field{"time_zone", &UpdateCustomer::time_zone, "An IANA time zone."},
    Field{
      "default_payment_method", &UpdateCustomer::default_payment_method,
      "An attached payment method to charge from now on."},
    Field{
      "invoice_prefix", &UpdateCustomer::invoice_prefix,
      "For invoices from now on; one that no other customer has had."},
    Field{"tax_exempt", &UpdateCustomer::tax_exempt, "For invoices from now on."},
    Field{
      "metadata", &UpdateCustomer::metadata, "Keys to set; null or an empty string removes one."},
  };
};

/// Ends the business with a customer and keeps the history.
struct DeleteCustomer {
  static constexpr std::string_view type = "customer.delete";
  static constexpr Fields<> fields{};
};

/// Forgets the person: the host destroys the key of the personal fields after the commit.
struct EraseCustomer {
  static constexpr std::string_view type = "customer.erase";
  static constexpr Fields<> fields{};
};

using ProfileCommand = std::variant<CreateCustomer, UpdateCustomer, DeleteCustomer, EraseCustomer>;

// -- what has happened --------------------------------------------------------------------------------

struct CustomerCreated {
  CustomerId id;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> phone;
  std::optional<Personal<Address>> address;
  std::optional<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<Currency> currency;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  std::string invoice_prefix;
  Metadata metadata;
  std::optional<TaxExempt> tax_exempt;
  std::optional<std::string> country;
  bool operator==(const CustomerCreated&) const = default;
  static constexpr std::string_view type = "customer.created.v1";
  static constexpr Fields fields{
    Field{"id", &CustomerCreated::id, "The customer."},
    Field{"email", &CustomerCreated::email, "Where mail goes (personal)."},
    Field{"name", &CustomerCreated::name, "Who is billed (personal)."},
    Field{"phone", &CustomerCreated::phone, "A telephone number (personal)."},
    Field{"address", &CustomerCreated::address, "The billing address (personal)."},
    Field{"tax_ids", &CustomerCreated::tax_ids, "Tax ids (personal)."},
    Field{"currency", &CustomerCreated::currency, "The currency that invoices are made in."},
    Field{"locale", &CustomerCreated::locale, "The language that the customer reads."},
    Field{"time_zone", &CustomerCreated::time_zone, "The customer's time zone."},
    Field{"invoice_prefix", &CustomerCreated::invoice_prefix, "What invoice numbers begin with."},
    Field{"metadata", &CustomerCreated::metadata, "The caller's own notes."},
    Field{"tax_exempt", &CustomerCreated::tax_exempt, "Whether tax is charged."},
    Field{"country", &CustomerCreated::country, "The address's country."},
  };
};

/// Only what changed; null: removed. Metadata, when it changed, whole as it is after the change.
struct CustomerUpdated {
  CustomerId id;
  std::vector<std::string> removed;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> phone;
  std::optional<Personal<Address>> address;
  std::optional<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<Currency> currency;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  std::optional<std::string> invoice_prefix;
  std::optional<Metadata> metadata;
  std::optional<TaxExempt> tax_exempt;
  std::optional<std::string> country;
  bool operator==(const CustomerUpdated&) const = default;
  static constexpr std::string_view type = "customer.updated.v1";
  static constexpr Fields fields{
    Field{"id", &CustomerUpdated::id, "The customer."},
    Field{"removed", &CustomerUpdated::removed, "Names of the fields that were removed."},
    Field{"email", &CustomerUpdated::email, "Where mail goes (personal)."},
    Field{"name", &CustomerUpdated::name, "Who is billed (personal)."},
    Field{"phone", &CustomerUpdated::phone, "A telephone number (personal)."},
    Field{"address", &CustomerUpdated::address, "The billing address (personal)."},
    Field{"tax_ids", &CustomerUpdated::tax_ids, "Tax ids (personal)."},
    Field{"currency", &CustomerUpdated::currency, "The currency that invoices are made in."},
    Field{"locale", &CustomerUpdated::locale, "The language that the customer reads."},
    Field{"time_zone", &CustomerUpdated::time_zone, "The customer's time zone."},
    Field{"invoice_prefix", &CustomerUpdated::invoice_prefix, "For invoices from now on."},
    Field{"metadata", &CustomerUpdated::metadata, "The notes as they are now, whole."},
    Field{"tax_exempt", &CustomerUpdated::tax_exempt, "Whether tax is charged from now on."},
    Field{"country", &CustomerUpdated::country, "The address's country, when the address changed."},
  };
};

struct CustomerDeleted {
  CustomerId id;
  std::vector<SessionId> sessions;
  std::vector<TokenId> tokens;
  bool operator==(const CustomerDeleted&) const = default;
  static constexpr std::string_view type = "customer.deleted.v1";
  static constexpr Fields fields{
    Field{"id", &CustomerDeleted::id, "The customer."},
    Field{"sessions", &CustomerDeleted::sessions, "Portal sessions that this ended."},
    Field{"tokens", &CustomerDeleted::tokens, "Customer tokens that this revoked."},
  };
};

struct CustomerErased {
  CustomerId id;
  std::vector<SessionId> sessions;
  std::vector<TokenId> tokens;
  bool operator==(const CustomerErased&) const = default;
  static constexpr std::string_view type = "customer.erased.v1";
  static constexpr Fields fields{
    Field{"id", &CustomerErased::id, "The customer."},
    Field{"sessions", &CustomerErased::sessions, "Portal sessions that this ended."},
    Field{"tokens", &CustomerErased::tokens, "Customer tokens that this revoked."},
  };
};

using ProfileEvent =
  std::variant<CustomerCreated, CustomerUpdated, CustomerDeleted, CustomerErased>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateCustomer&, const Context&);
CustomerDecision decide(const CustomerState&, const UpdateCustomer&, const Context&);
CustomerDecision decide(const CustomerState&, const DeleteCustomer&, const Context&);
CustomerDecision decide(const CustomerState&, const EraseCustomer&, const Context&);

void evolve(CustomerState&, const CustomerCreated&, const EventMeta&);
void evolve(CustomerState&, const CustomerUpdated&, const EventMeta&);
void evolve(CustomerState&, const CustomerDeleted&, const EventMeta&);
void evolve(CustomerState&, const CustomerErased&, const EventMeta&);

std::vector<Subject> touched(const CustomerCreated&);
std::vector<Subject> touched(const CustomerUpdated&);
std::vector<Subject> touched(const CustomerDeleted&);
std::vector<Subject> touched(const CustomerErased&);

std::string render(const CustomerState&, const Customer&, Instant now);

} // namespace portal
