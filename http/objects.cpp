#include "http/objects.hpp"

#include <algorithm>
#include <array>

#include "actors/node.hpp"
#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/webhooks.hpp"

namespace portal {

namespace {

bool is_of_catalog(std::string_view object) {
  constexpr std::array kinds{"product", "price",    "coupon",
                             "meter",   "tax_rate", "portal_configuration"};
  return std::find(kinds.begin(), kinds.end(), object) != kinds.end();
}

template <class State> std::string rendered_alone(const ObjectRow& row, Instant now) {
  State state;
  if (!put_row(state, row.subject, row.json)) return row.json;
  return render(state, row.subject, now).value_or(row.json);
}

/// Opens nothing: every sealed value becomes null.
class ClosedCodec final : public PersonalCodec {
 public:
  std::string seal(std::string_view /*clear_json*/) const override { return {}; }

  std::optional<std::string> open(std::string_view /*sealed*/) const override {
    return std::nullopt;
  }
};

struct KindScope {
  std::string_view object;
  Scope scope;
};

constexpr std::array kind_scopes{
  KindScope{"customer", Scope::customer_read},
  KindScope{"subscription", Scope::subscriptions_read},
  KindScope{"invoice", Scope::invoices_read},
  KindScope{"payment", Scope::invoices_read},
  KindScope{"payment_method", Scope::payment_methods_read},
  KindScope{"credit_grant", Scope::credits_read},
};

} // namespace

std::string api_object(const ObjectRow& row, Instant now) {
  if (is_of_catalog(row.subject.object)) return rendered_alone<Catalog>(row, now);
  if (row.subject.object == "secret_key") return rendered_alone<KeyRing>(row, now);
  if (row.subject.object == "webhook_endpoint") return rendered_alone<WebhookState>(row, now);
  return rendered_alone<CustomerState>(row, now);
}

std::string words_of(std::string object) {
  std::replace(object.begin(), object.end(), '_', ' ');
  return object;
}

bool may_expand(const Who& who, std::string_view object) {
  if (who.session || is_of_catalog(object)) return object != "portal_configuration";
  for (const auto& kind : kind_scopes) {
    if (kind.object != object) continue;
    return std::find(who.scopes.begin(), who.scopes.end(), name_of(kind.scope)) != who.scopes.end();
  }
  return false;
}

std::string open_for_caller(
  Vault& vault, const Who& who, std::string json, const std::optional<CustomerId>& whose
) {
  if (json.find("\"$sealed\"") == std::string::npos) return json;
  const bool may_see = who.customer || (who.role & (Access::admin | Access::app)) != 0;
  if (may_see && whose) {
    if (const auto codec = vault.codec(*whose)) return open_personal(json, **codec);
  }
  return open_personal(json, ClosedCodec{});
}

Stored<CustomerState> state_of(const ViewReader& rows, const CustomerId& customer) {
  CustomerState state;
  const auto row = find_object(rows, {"customer", customer.text()});
  if (!row) return tl::unexpected<Fault>(row.error());
  if (*row) put_row(state, (*row)->subject, (*row)->json);
  for (const std::string_view kind :
       {"payment_method", "subscription", "invoice", "payment", "credit_grant"}) {
    ListQuery query;
    query.object = std::string{kind};
    query.customer = customer;
    query.limit = 100;
    // All plans, for what is paid hangs on each; of the rest the newest.
    for (bool more = true; more;) {
      const auto page = list_objects(rows, query);
      if (!page) return tl::unexpected<Fault>(page.error());
      if (!*page) break;
      for (const auto& object : (*page)->rows) put_row(state, object.subject, object.json);
      more = kind == "subscription" && (*page)->has_more;
      if (more) query.starting_after = (*page)->rows.back().subject.id;
    }
  }
  return state;
}

std::optional<Refusal> reading_refusal(
  Node& node, const ViewReader& rows, const Who& who, PortalFeature feature, Instant now
) {
  if (!who.customer || !who.principal) return std::nullopt;
  CustomerState state;
  if (who.session) {
    const auto session = find_object(rows, {"portal_session", who.session->text()});
    if (session && *session) put_row(state, (*session)->subject, (*session)->json);
  }
  const auto catalog = node.catalog();
  Context context;
  context.now = now;
  context.origin.principal = *who.principal;
  context.catalog = catalog.get();
  return feature_refusal(state, context, feature);
}

} // namespace portal
