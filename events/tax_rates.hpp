#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"
#include "events/prices.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

// -- object -------------------------------------------------------------------------------------------

/// A tax and its rate. The rate never changes: what was billed by it stays explained.
struct TaxRate {
  TaxRateId id;
  std::string display_name;
  DecimalText percentage;
  bool inclusive = false;
  std::optional<std::string> country;
  std::optional<std::string> state;
  bool active = true;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const TaxRate&) const = default;
  static constexpr Fields fields{
    Field{"id", &TaxRate::id, "The tax rate's id."},
    Field{"display_name", &TaxRate::display_name, "What invoices call the tax."},
    Field{"percentage", &TaxRate::percentage, "Percent, exact."},
    Field{
      "inclusive", &TaxRate::inclusive,
      "Is it inside amounts whose price does not say (lines without a price)?"},
    Field{"country", &TaxRate::country, "Where it is due, ISO 3166-1."},
    Field{"state", &TaxRate::state, "Which state or province of it."},
    Field{"active", &TaxRate::active, "False once archived: not taken by anything new."},
    Field{"metadata", &TaxRate::metadata, "The caller's own notes."},
    Field{"created", &TaxRate::created, "When it was created."},
    Field{"version", &TaxRate::version, "Stream version of its latest event."},
  };
};

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateTaxRate {
  std::optional<TaxRateId> id;
  std::string display_name;
  DecimalText percentage;
  bool inclusive = false;
  std::optional<std::string> country;
  std::optional<std::string> state;
  std::optional<bool> active;
  Metadata metadata;
  static constexpr std::string_view type = "tax_rate.create";
  static constexpr Fields fields{
    Field{"id", &CreateTaxRate::id, "An id of the caller's choice."},
    Field{"display_name", &CreateTaxRate::display_name, "What invoices call the tax, such as VAT."},
    Field{
      "percentage", &CreateTaxRate::percentage,
      "Percent, 0 to 100 with up to four decimals, such as \"8.875\"."},
    Field{
      "inclusive", &CreateTaxRate::inclusive,
      "Is it inside amounts whose price does not say? Default false.", Presence::defaulted},
    Field{"country", &CreateTaxRate::country, "Where it is due, two upper-case letters."},
    Field{"state", &CreateTaxRate::state, "Which state or province of it."},
    Field{"active", &CreateTaxRate::active, "May it be taken? Default true."},
    Field{"metadata", &CreateTaxRate::metadata, "The caller's own notes."},
  };
};

/// Archives, renames, annotates. The terms are here only to be refused by name: they never change.
struct UpdateTaxRate {
  TaxRateId id;
  std::optional<std::string> display_name;
  std::optional<bool> active;
  Patch<MetadataPatch> metadata;
  std::optional<RawJson> percentage;
  std::optional<RawJson> inclusive;
  std::optional<RawJson> country;
  std::optional<RawJson> state;
  static constexpr std::string_view type = "tax_rate.update";
  static constexpr Fields fields{
    Field{"id", &UpdateTaxRate::id, "The tax rate to change."},
    Field{"display_name", &UpdateTaxRate::display_name, "What invoices from now on call the tax."},
    Field{"active", &UpdateTaxRate::active, "False archives it, true brings it back."},
    Field{
      "metadata", &UpdateTaxRate::metadata, "Keys to set; null or an empty string removes one."},
    Field{"percentage", &UpdateTaxRate::percentage, "Fixed at creation: create another tax rate."},
    Field{"inclusive", &UpdateTaxRate::inclusive, "Fixed at creation: create another tax rate."},
    Field{"country", &UpdateTaxRate::country, "Fixed at creation: create another tax rate."},
    Field{"state", &UpdateTaxRate::state, "Fixed at creation: create another tax rate."},
  };
};

using TaxRateCommand = std::variant<CreateTaxRate, UpdateTaxRate>;

// -- what has happened --------------------------------------------------------------------------------

struct TaxRateCreated {
  TaxRateId id;
  std::string display_name;
  DecimalText percentage;
  bool inclusive = false;
  std::optional<std::string> country;
  std::optional<std::string> state;
  bool active = true;
  Metadata metadata;
  bool operator==(const TaxRateCreated&) const = default;
  static constexpr std::string_view type = "tax_rate.created.v1";
  static constexpr Fields fields{
    Field{"id", &TaxRateCreated::id, "The tax rate."},
    Field{"display_name", &TaxRateCreated::display_name, "What invoices call the tax."},
    Field{"percentage", &TaxRateCreated::percentage, "Percent, exact."},
    Field{"inclusive", &TaxRateCreated::inclusive, "Is it inside amounts without a price?"},
    Field{"country", &TaxRateCreated::country, "Where it is due."},
    Field{"state", &TaxRateCreated::state, "Which state or province of it."},
    Field{"active", &TaxRateCreated::active, "May it be taken?"},
    Field{"metadata", &TaxRateCreated::metadata, "The caller's own notes."},
  };
};

/// What may change of a tax rate, as it is after the change.
struct TaxRateUpdated {
  TaxRateId id;
  std::string display_name;
  bool active = true;
  Metadata metadata;
  bool operator==(const TaxRateUpdated&) const = default;
  static constexpr std::string_view type = "tax_rate.updated.v1";
  static constexpr Fields fields{
    Field{"id", &TaxRateUpdated::id, "The tax rate."},
    Field{"display_name", &TaxRateUpdated::display_name, "What invoices call the tax."},
    Field{"active", &TaxRateUpdated::active, "May it be taken?"},
    Field{"metadata", &TaxRateUpdated::metadata, "The caller's own notes."},
  };
};

using TaxRateEvent = std::variant<TaxRateCreated, TaxRateUpdated>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreateTaxRate&, const Context&);
CatalogDecision decide(const Catalog&, const UpdateTaxRate&, const Context&);

void evolve(Catalog&, const TaxRateCreated&, const EventMeta&);
void evolve(Catalog&, const TaxRateUpdated&, const EventMeta&);

} // namespace portal
