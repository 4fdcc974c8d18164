#include "http/expand.hpp"

#include <algorithm>
#include <array>

#include "events/codec.hpp"
#include "http/query.hpp"

namespace portal {

namespace {

/// Members of API objects that hold an id, or objects (and lists of them) that do.
const std::vector<std::string_view>& expandable() {
  static const std::vector<std::string_view> names{
    "configuration", "coupon",  "customer",      "defaultPaymentMethod",
    "invoice",       "items",   "latestInvoice", "latestPayment",
    "lines",         "meter",   "payment",       "paymentMethod",
    "price",         "product", "subscription",  "terms",
    "discount",      "flowData"};
  return names;
}

struct Kind {
  std::string_view prefix;
  std::string_view object;
};

constexpr std::array kinds{
  Kind{CustomerId::prefix, "customer"},
  Kind{ProductId::prefix, "product"},
  Kind{PriceId::prefix, "price"},
  Kind{SubscriptionId::prefix, "subscription"},
  Kind{InvoiceId::prefix, "invoice"},
  Kind{PaymentMethodId::prefix, "payment_method"},
  Kind{PaymentId::prefix, "payment"},
  Kind{CouponId::prefix, "coupon"},
  Kind{MeterId::prefix, "meter"},
  Kind{TaxRateId::prefix, "tax_rate"},
  Kind{CreditGrantId::prefix, "credit_grant"},
  Kind{ConfigurationId::prefix, "portal_configuration"},
  Kind{CancellationId::prefix, "cancellation"},
  Kind{SessionId::prefix, "portal_session"},
  Kind{TokenId::prefix, "customer_token"},
};

Refusal bad_expand(std::string message) {
  return {RefusalKind::invalid, "parameter_invalid", "expand", std::move(message)};
}

} // namespace

std::optional<Subject> subject_of(std::string_view id) {
  for (const auto& kind : kinds) {
    if (id.starts_with(kind.prefix)) return Subject{std::string{kind.object}, std::string{id}};
  }
  return std::nullopt;
}

Result<Expansion> Expansion::parse(std::string_view text) {
  Expansion made;
  for (const auto& path : split_commas(text)) {
    std::vector<std::string> names;
    std::string_view rest{path};
    while (!rest.empty()) {
      const auto name = rest.substr(0, rest.find('.'));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      const auto& known = expandable();
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        std::string message = "\"" + std::string{name.substr(0, 64)} + "\" cannot be expanded.";
        if (const auto near = nearest(name, known)) {
          message += " Did you mean \"" + std::string{*near} + "\"?";
        }
        return tl::unexpected<Refusal>(bad_expand(std::move(message)));
      }
      names.emplace_back(name);
    }
    if (names.size() > 3) {
      return tl::unexpected<Refusal>(bad_expand("\"" + path + "\" is deeper than 3 levels."));
    }
    if (!names.empty()) made.paths_.push_back(std::move(names));
  }
  if (made.paths_.size() > 20) {
    return tl::unexpected<Refusal>(bad_expand("\"expand\" has more than 20 paths."));
  }
  return made;
}

std::string Expansion::apply(std::string_view json, const Find& find) const {
  if (paths_.empty()) return std::string{json};
  const auto document = JsonDocument::parse(json);
  if (!document) return std::string{json};
  std::string out;
  write(out, document->root(), paths_, find);
  return out;
}

void Expansion::write(std::string& out, const Json& value, const Paths& paths, const Find& find) {
  if (value.kind() == JsonKind::array) {
    out += '[';
    bool first = true;
    for (const Json element : value) {
      if (!first) out += ',';
      first = false;
      write(out, element, paths, find);
    }
    out += ']';
    return;
  }
  if (value.kind() != JsonKind::object) return write_json(out, value);
  Members members{out};
  for (const Json member : value) {
    Paths below;
    bool here = false;
    for (const auto& path : paths) {
      if (path.front() != member.key()) continue;
      here = true;
      if (path.size() > 1) below.emplace_back(path.begin() + 1, path.end());
    }
    write_member(members.key(member.key()), member, below, here, find);
  }
}

void Expansion::write_member(
  std::string& out, const Json& member, const Paths& below, bool here, const Find& find
) {
  if (!here) return write_json(out, member);
  if (member.kind() == JsonKind::text) {
    const auto subject = subject_of(member.text());
    const auto found = subject ? find(*subject) : std::nullopt;
    if (!found) return write_json(out, member);
    const auto document = below.empty() ? Result<JsonDocument>{tl::unexpected<Refusal>(Refusal{})}
                                        : JsonDocument::parse(*found);
    if (document) return write(out, document->root(), below, find);
    out += *found;
    return;
  }
  if (!below.empty()) return write(out, member, below, find);
  // An object that holds its subject's id, such as a session's configuration {id, revision}.
  const auto id = member.member("id");
  const auto subject = id && id->kind() == JsonKind::text ? subject_of(id->text()) : std::nullopt;
  const auto found = subject ? find(*subject) : std::nullopt;
  if (found) {
    out += *found;
  } else {
    write_json(out, member);
  }
}

} // namespace portal
