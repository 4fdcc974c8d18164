#include "events/invoice_prefix.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"

namespace portal {
namespace {

Claim claim_on(const std::string& prefix) { return {"invoice-prefix/" + prefix, "invoicePrefix"}; }

} // namespace

Check check_invoice_prefix(const std::string& prefix) {
  const bool fine = prefix.size() >= 3 && prefix.size() <= 12 &&
                    std::all_of(prefix.begin(), prefix.end(), [](char c) {
                      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                    });
  if (fine) return std::nullopt;
  return invalid(
    "invoicePrefix", "invoice_prefix_invalid",
    "\"invoicePrefix\" must be 3 to 12 upper-case letters and digits."
  );
}

std::vector<Claim> prefix_claims(const CreateCustomer& ask) {
  return {claim_on(ask.invoice_prefix.value_or(made_prefix(ask.id, false)))};
}

std::vector<Claim> prefix_claims(const UpdateCustomer& ask) {
  if (!ask.invoice_prefix) return {};
  return {claim_on(*ask.invoice_prefix)};
}

bool is_prefix_taken(const Context& context, const std::vector<Claim>& claims) {
  const auto& taken = context.taken;
  return !claims.empty() &&
         std::find(taken.begin(), taken.end(), claims.front().key) != taken.end();
}

Refusal invoice_prefix_taken(const std::string& prefix) {
  return {
    RefusalKind::conflict, "invoice_prefix_taken", "invoicePrefix",
    "\"" + prefix +
      "\" begins the numbers of another customer's invoices, and no two invoices may have the same "
      "number. Choose another, or leave the field out."};
}

// Among a million customers two may share eight letters; with twelve it is one chance in two million.
std::string made_prefix(const CustomerId& customer, bool is_short_taken) {
  return short_name_for(customer.text(), is_short_taken ? 12 : 8);
}

bool had_invoice_prefix(const CustomerState& state, const std::string& prefix) {
  const auto& former = state.former_prefixes;
  return state.customer->invoice_prefix == prefix ||
         std::find(former.begin(), former.end(), prefix) != former.end();
}

void change_invoice_prefix(CustomerState& state, const std::string& prefix) {
  std::string& has = state.customer->invoice_prefix;
  auto& former = state.former_prefixes;
  if (std::find(former.begin(), former.end(), has) == former.end()) former.push_back(has);
  has = prefix;
}

std::string short_name_for(std::string_view text, int letters) {
  static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::uint64_t hash = 14'695'981'039'346'656'037ULL; // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  std::string name;
  for (int at = 0; at < letters; ++at) {
    name += alphabet[hash & 31U];
    hash >>= 5U;
  }
  return name;
}

} // namespace portal
