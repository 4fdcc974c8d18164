#include <gtest/gtest.h>

#include "events/customer_tokens.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

CreateToken token_request(std::vector<Scope> scopes, std::optional<std::int64_t> lives = {}) {
  return {TokenId{"cst_1"}, "dd", std::move(scopes), lives};
}

TEST(CustomerToken, IsCreatedWithScopesAndAnEnd) {
  auto given = given_customer();
  given.when(token_request({Scope::subscriptions_read, Scope::invoices_write}, 3'600))
    .then({TokenCreated{
      TokenId{"cst_1"},
      CustomerId{"cus_1"},
      "dd",
      {Scope::subscriptions_read, Scope::invoices_write},
      moment("2026-03-01T13:00:00Z")}});
  EXPECT_NE(
    given.shown().find(R"("scopes":["subscriptions:read","invoices:write"])"), std::string::npos
  );
  EXPECT_EQ(given.shown().find("dd"), std::string::npos);
}

TEST(CustomerToken, IsRefusedByName) {
  auto given = given_customer();
  given.when(token_request({})).refused("parameter_empty", "scopes");
  given.when(token_request({Scope::usage_read, Scope::usage_read}))
    .refused("value_duplicate", "scopes[1]");
  given.when(token_request({Scope::usage_read}, 59)).refused("parameter_out_of_range", "expiresIn");
  given.when(token_request({Scope::usage_read}, 2'592'001))
    .refused("parameter_out_of_range", "expiresIn");
  given.when(token_request({Scope::usage_read}, 2'592'000)).done();
  given.when(token_request({Scope::usage_read})).refused("resource_already_exists", "id");
  given.when(RevokeToken{TokenId{"cst_2"}}
  ).refused(RefusalKind::not_found, "customer_token_not_found", "id");
}

TEST(CustomerToken, EndsByTimeAndByRevocation) {
  auto given = given_customer();
  given.when(token_request({Scope::usage_read}, 60)).done();
  const auto& token = given.state.tokens.at(TokenId{"cst_1"});
  EXPECT_FALSE(token_refusal(token, moment("2026-03-01T12:00:59.999Z")));
  EXPECT_EQ(token_refusal(token, moment("2026-03-01T12:01:00Z"))->code, "token_expired");
  given.when(RevokeToken{TokenId{"cst_1"}}).done();
  const auto refusal = token_refusal(token, given.now);
  EXPECT_EQ(refusal->code, "token_revoked");
  EXPECT_EQ(refusal->kind, RefusalKind::unknown_who);
  given.when(RevokeToken{TokenId{"cst_1"}}).then({});
}

TEST(CustomerToken, CannotMakeOrRevokeTokens) {
  auto given = given_customer();
  use_token(given);
  given.when(CreateToken{TokenId{"cst_2"}, "dd", {Scope::usage_read}, {}}
  ).refused(RefusalKind::forbidden, "not_allowed_for_customers");
  given.when(RevokeToken{TokenId{"cst_1"}}
  ).refused(RefusalKind::forbidden, "not_allowed_for_customers");
}

TEST(CustomerToken, IsOverTheMomentItIsRevokedWhateverTheEdgeStillThinks) {
  auto given = given_customer();
  use_token(given);
  given.when(from_json<UpdateCustomer>(R"({"name":"A"})")).done();
  given.by(PrincipalKind::key, "sk_1").when(RevokeToken{TokenId{"cst_1"}}).done();
  given.by(PrincipalKind::token, "cst_1")
    .when(from_json<UpdateCustomer>(R"({"name":"B"})"))
    .refused(RefusalKind::unknown_who, "token_revoked");
}

TEST(CustomerToken, NotesWhenItWasLastUsed) {
  auto given = given_customer();
  use_token(given);
  given.when(RecordAction{"invoice.download", "in_1", ActionOutcome::done, {}}).done();
  EXPECT_EQ(given.state.tokens.at(TokenId{"cst_1"}).last_used_at, given.now);
}

TEST(Scope, HasTheDocumentsNames) {
  for (const std::string_view name :
       {"subscriptions:read", "subscriptions:write", "invoices:read", "payment_methods:read",
        "payment_methods:write", "usage:read", "credits:read", "customer:read", "customer:write",
        "invoices:write", "cancellations:write"}) {
    EXPECT_TRUE(parse_enum<Scope>(name)) << name;
  }
  EXPECT_EQ(names_of(Scope{}).size(), 11U);
}

} // namespace
} // namespace portal::testing
