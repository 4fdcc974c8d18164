#include "projections/audit_rows.hpp"

#include <algorithm>
#include <array>

namespace portal {
namespace {

void put_personal(Key& value, const std::optional<Personal<std::string>>& personal) {
  if (!personal) {
    value.byte('-');
  } else if (const Sealed* sealed = personal->sealed()) {
    value.byte('s').text(sealed->text);
  } else {
    value.byte('c').text(*personal->clear());
  }
}

std::optional<Personal<std::string>> take_personal(Pieces& pieces) {
  const std::uint8_t kind = pieces.byte();
  if (kind == 's') return Personal<std::string>{Sealed{std::string{pieces.text()}}};
  if (kind == 'c') return Personal<std::string>{std::string{pieces.text()}};
  return std::nullopt;
}

struct Prefix {
  std::string_view prefix;
  std::string_view object;
};

constexpr auto prefixes = std::to_array<Prefix>({
  {CustomerId::prefix, "customer"},
  {ProductId::prefix, "product"},
  {PriceId::prefix, "price"},
  {SubscriptionId::prefix, "subscription"},
  {InvoiceId::prefix, "invoice"},
  {PaymentMethodId::prefix, "payment_method"},
  {PaymentId::prefix, "payment"},
  {CouponId::prefix, "coupon"},
  {MeterId::prefix, "meter"},
  {TaxRateId::prefix, "tax_rate"},
  {CreditGrantId::prefix, "credit_grant"},
  {ConfigurationId::prefix, "portal_configuration"},
  {CancellationId::prefix, "cancellation"},
  {SessionId::prefix, "portal_session"},
  {TokenId::prefix, "customer_token"},
  {KeyId::prefix, "secret_key"},
  {BackupId::prefix, "backup"},
  {RestoreId::prefix, "restore"},
});

} // namespace

std::string write_action(const ActionRow& row) {
  Key value;
  value.number(static_cast<std::uint64_t>(row.time.ms))
    .byte(static_cast<std::uint8_t>(row.principal.kind))
    .text(row.principal.id)
    .text(row.action)
    .text(row.resource.object)
    .text(row.resource.id)
    .byte(static_cast<std::uint8_t>(row.outcome))
    .text(row.reason);
  put_personal(value, row.ip);
  put_personal(value, row.user_agent);
  value.text(row.request_id).text(row.cause);
  for (const EventRun& run : row.events) value.text(run.type).number(run.first).number(run.count);
  return value.bytes();
}

ActionRow read_action(Position position, std::string_view customer, std::string_view stored) {
  Pieces pieces{stored};
  ActionRow row;
  row.position = position;
  row.customer = customer;
  row.time = Instant{static_cast<std::int64_t>(pieces.number())};
  row.principal.kind = static_cast<PrincipalKind>(pieces.byte());
  row.principal.id = pieces.text();
  row.action = pieces.text();
  row.resource.object = pieces.text();
  row.resource.id = pieces.text();
  row.outcome = static_cast<ActionOutcome>(pieces.byte());
  row.reason = pieces.text();
  row.ip = take_personal(pieces);
  row.user_agent = take_personal(pieces);
  row.request_id = pieces.text();
  row.cause = pieces.text();
  while (!pieces.rest().empty()) {
    EventRun run;
    run.type = pieces.text();
    run.first = pieces.number();
    run.count = pieces.number();
    row.events.push_back(std::move(run));
  }
  return row;
}

Key actions_of(std::string_view customer) { return Key{'c'}.text(customer); }

Key action_key(std::string_view customer, Position position) {
  return actions_of(customer).number(position);
}

Key told_to(std::string_view customer) { return Key{'n'}.text(customer); }

Key told_key(std::string_view customer, Position position) {
  return told_to(customer).number(position);
}

Key block_key(Position block) { return Key{'b'}.number(block); }

Key bits_of_principal(std::string_view id) { return Key{'p'}.text(id); }

Key bits_of_action(std::string_view action) { return Key{'x'}.text(action); }

Key bits_of_refused() { return Key{'r'}; }

void add_entry(std::string& block_row, Position position, std::string_view customer) {
  block_row += static_cast<char>(position % audit_block);
  block_row += customer;
  block_row += '\0';
}

std::vector<BlockEntry> read_block(Position block, std::string_view block_row) {
  std::vector<BlockEntry> entries;
  Pieces pieces{block_row};
  while (!pieces.rest().empty()) {
    BlockEntry entry;
    entry.position = block * audit_block + pieces.byte();
    entry.customer = pieces.text();
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string_view object_of_id(std::string_view id) {
  const auto* const found =
    std::find_if(prefixes.begin(), prefixes.end(), [&](const Prefix& entry) {
      return id.starts_with(entry.prefix);
    });
  return found == prefixes.end() ? std::string_view{} : found->object;
}

} // namespace portal
