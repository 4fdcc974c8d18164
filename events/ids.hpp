#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "events/time.hpp"

namespace portal {

/// True for what an id may be after its prefix: 1 to 64 of `0-9 A-Z a-z _ -`.
bool is_id_suffix(std::string_view suffix);

/// A name for one thing. One explicit member, no conversions; `Tag::prefix` ends in `_`.
template <class Tag> class Id {
 public:
  Id() = default;

  explicit Id(std::string text) : text_(std::move(text)) {}

  static constexpr std::string_view prefix = Tag::prefix;
  static constexpr std::string_view what = Tag::what;

  /// Nothing unless `text` is this kind's prefix and a fitting suffix.
  static std::optional<Id> parse(std::string_view text) {
    if (!text.starts_with(prefix) || !is_id_suffix(text.substr(prefix.size()))) return std::nullopt;
    return Id{std::string{text}};
  }

  const std::string& text() const { return text_; }

  bool empty() const { return text_.empty(); }

  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

// clang-format off
struct CustomerTag      { static constexpr std::string_view prefix = "cus_",   what = "customer"; };
struct ProductTag       { static constexpr std::string_view prefix = "prod_",  what = "product"; };
struct PriceTag         { static constexpr std::string_view prefix = "price_", what = "price"; };
struct SubscriptionTag  { static constexpr std::string_view prefix = "sub_",   what = "subscription"; };
struct SubscriptionItemTag { static constexpr std::string_view prefix = "si_", what = "subscription item"; };
struct InvoiceTag       { static constexpr std::string_view prefix = "in_",    what = "invoice"; };
struct InvoiceLineTag   { static constexpr std::string_view prefix = "il_",    what = "invoice line"; };
struct PaymentMethodTag { static constexpr std::string_view prefix = "pm_",    what = "payment method"; };
struct PaymentTag       { static constexpr std::string_view prefix = "pay_",   what = "payment"; };
struct CouponTag        { static constexpr std::string_view prefix = "cou_",   what = "coupon"; };
struct TaxRateTag       { static constexpr std::string_view prefix = "txr_",   what = "tax rate"; };
struct MeterTag         { static constexpr std::string_view prefix = "mtr_",   what = "meter"; };
struct CreditGrantTag   { static constexpr std::string_view prefix = "cg_",    what = "credit grant"; };
struct QuoteTag         { static constexpr std::string_view prefix = "qt_",    what = "quote"; };
struct ConfigurationTag { static constexpr std::string_view prefix = "pc_",    what = "portal configuration"; };
struct SessionTag       { static constexpr std::string_view prefix = "ps_",    what = "portal session"; };
struct TokenTag         { static constexpr std::string_view prefix = "cst_",   what = "customer token"; };
struct CancellationTag  { static constexpr std::string_view prefix = "can_",   what = "cancellation"; };
struct KeyTag           { static constexpr std::string_view prefix = "sk_",    what = "secret key"; };
struct BackupTag        { static constexpr std::string_view prefix = "bkp_",   what = "backup"; };
struct RestoreTag       { static constexpr std::string_view prefix = "rst_",   what = "restore"; };

// clang-format on

using CustomerId = Id<CustomerTag>;
using ProductId = Id<ProductTag>;
using PriceId = Id<PriceTag>;
using SubscriptionId = Id<SubscriptionTag>;
using SubscriptionItemId = Id<SubscriptionItemTag>;
using InvoiceId = Id<InvoiceTag>;
using InvoiceLineId = Id<InvoiceLineTag>;
using PaymentMethodId = Id<PaymentMethodTag>;
using PaymentId = Id<PaymentTag>;
using CouponId = Id<CouponTag>;
using TaxRateId = Id<TaxRateTag>;
using MeterId = Id<MeterTag>;
using CreditGrantId = Id<CreditGrantTag>;
using QuoteId = Id<QuoteTag>;
using ConfigurationId = Id<ConfigurationTag>;
using SessionId = Id<SessionTag>;
using TokenId = Id<TokenTag>;
using CancellationId = Id<CancellationTag>;
using KeyId = Id<KeyTag>;
using BackupId = Id<BackupTag>;
using RestoreId = Id<RestoreTag>;

/// Makes time-ordered 128-bit ids (48 bits of milliseconds, 80 of chance) in lower-case Crockford
/// base 32, 26 characters. All chance comes in through the seed, so that a decision that is given the
/// same mint gives the same ids. Not thread-safe: one mint a command.
class IdMint {
 public:
  /// `seed`: 80 bits from the operating system's generator (low 16 bits of `high`, all of `low`).
  IdMint(Instant now, std::uint64_t high, std::uint64_t low)
      : now_(now), high_(high & 0xffffU), low_(low) {}

  template <class IdType> IdType next() {
    return IdType{std::string{IdType::prefix} + next_suffix()};
  }

  /// For prefixes that have no type of their own, such as `req_`.
  std::string next_suffix();

 private:
  Instant now_;
  std::uint64_t high_;
  std::uint64_t low_;
};

} // namespace portal

template <class Tag> struct std::hash<portal::Id<Tag>> {
  std::size_t operator()(const portal::Id<Tag>& id) const {
    return std::hash<std::string>{}(id.text());
  }
};
