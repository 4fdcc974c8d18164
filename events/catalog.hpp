#pragma once

// The catalog: what is sold, how it is counted, and what portals look like. One stream, `catalog`.
// Things are created and archived, never rewritten in place.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/configurations.hpp"
#include "events/coupons.hpp"
#include "events/decider.hpp"
#include "events/experiments.hpp"
#include "events/meters.hpp"
#include "events/prices.hpp"
#include "events/products.hpp"
#include "events/tax_rates.hpp"
#include "events/variants.hpp"

namespace portal {

/// The catalog's state: its objects by id.
struct Catalog {
  std::map<ProductId, Product> products;
  std::map<PriceId, Price> prices;
  std::map<CouponId, Coupon> coupons;
  std::map<MeterId, Meter> meters;
  std::map<TaxRateId, TaxRate> tax_rates;
  std::map<ConfigurationId, PortalConfiguration> configurations;
  std::map<std::string, Experiment> experiments;
  bool operator==(const Catalog&) const = default;
  static constexpr Fields fields{
    Field{"products", &Catalog::products, "Products by id."},
    Field{"prices", &Catalog::prices, "Prices by id."},
    Field{"coupons", &Catalog::coupons, "Coupons by id."},
    Field{"meters", &Catalog::meters, "Meters by id."},
    Field{"tax_rates", &Catalog::tax_rates, "Tax rates by id."},
    Field{"configurations", &Catalog::configurations, "Portal configurations by id."},
    Field{"experiments", &Catalog::experiments, "Experiments by id."},
  };
};

using CatalogCommand = JoinedVariant<
  ProductCommand, PriceCommand, CouponCommand, MeterCommand, TaxRateCommand, ConfigurationCommand>;
using CatalogEvent = JoinedVariant<
  ProductEvent, PriceEvent, CouponEvent, MeterEvent, TaxRateEvent, ConfigurationEvent,
  ExperimentEvent>;

/// `Decision<CatalogEvent>` under a name that the kinds' headers can declare.
struct CatalogDecision : Decision<CatalogEvent> {
  using Decision<CatalogEvent>::Decision;
};

Decision<CatalogEvent>
decide(const Catalog& state, const CatalogCommand& command, const Context& context);
void evolve(Catalog& state, const CatalogEvent& event, const EventMeta& meta);
std::vector<Subject> touched(const CatalogEvent& event);

std::optional<std::string> row_of(const Catalog& state, const Subject& subject);
bool put_row(Catalog& state, const Subject& subject, std::string_view row);
std::optional<std::string> render(const Catalog& state, const Subject& subject, Instant now);

std::vector<Claim> claims_of(const CatalogCommand& command);
void mark_taken(CatalogCommand& command, std::size_t claim);
bool goes_on_when_taken(const CatalogCommand& command, std::size_t claim);
std::string_view action_of(const CatalogCommand& command);

void prune(Catalog& state, Instant now);

// Compiled once (catalog_codec.cpp): reading and writing all events is seconds of compiling a file.
extern template std::string encode_variant(const CatalogEvent& event);
extern template Result<CatalogEvent>
decode_variant<CatalogEvent>(std::string_view type, const Json& data);
extern template void seal_variant(CatalogEvent& event, const PersonalCodec& codec);

} // namespace portal
