#include <gtest/gtest.h>

#include "events/profile.hpp"
#include "tests/events/open_codec.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

struct Row {
  std::string_view with;
  std::string_view code;
  std::string_view param;
};

TEST(Customer, IsCheckedByNameAndPath) {
  const auto table = std::to_array<Row>({
    {R"("email":"ada@example.com","name":"Ada","phone":"+49 30 901820","locale":"de-DE","timeZone":"Europe/Berlin","currency":"eur","invoicePrefix":"ADA1","address":{"line1":"Unter den Linden 1","city":"Berlin","country":"DE"},"taxIds":[{"type":"eu_vat","value":"DE123456789"}])",
     "", ""},
    {R"("email":"ada")", "email_invalid", "email"},
    {R"("name":" ")", "parameter_empty", "name"},
    {R"("phone":"call me")", "phone_invalid", "phone"},
    {R"("address":{"country":"de"})", "country_invalid", "address.country"},
    {R"("address":{"city":"a\u0007b"})", "parameter_invalid", "address.city"},
    {R"("taxIds":[{"type":"eu_vat","value":"X"}])", "tax_id_invalid", "taxIds[0].value"},
    {R"("taxIds":[{"type":"x","value":"X"}])", "tax_id_type_unknown", "taxIds[0].type"},
    {R"("taxIds":[{"type":"us_ein","value":"12-3456789"},{"type":"us_ein","value":"12-3456789"}])",
     "tax_id_duplicate", "taxIds[1]"},
    {R"("locale":"en_US")", "locale_invalid", "locale"},
    {R"("timeZone":"+02:00")", "time_zone_invalid", "timeZone"},
    {R"("invoicePrefix":"ab")", "invoice_prefix_invalid", "invoicePrefix"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    const std::string with{row.with};
    Given<CustomerState> given;
    given.when(from_json<CreateCustomer>(R"({"id":"cus_2",)" + with + "}"));
    auto changed = given_customer();
    changed.when(from_json<UpdateCustomer>("{" + with + "}"));
    if (row.code.empty()) {
      given.then_types({"customer.created"});
      changed.then_types({"customer.updated"});
    } else {
      given.refused(row.code, row.param);
      changed.refused(row.code, row.param);
    }
  }
}

TEST(Customer, MustExistForEveryCommandButItsCreation) {
  Given<CustomerState> given;
  given.when(UpdateCustomer{}).refused(RefusalKind::not_found, "customer_not_found", "customer");
  given.when(RecordAction{"portal.view", {}, ActionOutcome::done, {}}
  ).refused(RefusalKind::not_found, "customer_not_found", "customer");
  given.when(Tick{}).refused(RefusalKind::not_found, "customer_not_found", "customer");
}

TEST(Customer, IsCreatedOnce) {
  auto given = given_customer();
  given.when(from_json<CreateCustomer>(R"({"id":"cus_1"})"))
    .refused(RefusalKind::conflict, "resource_already_exists", "id");
}

TEST(Customer, HasAnInvoicePrefixOfItsOwn) {
  const auto given = given_customer();
  EXPECT_EQ(given.state.customer->invoice_prefix.size(), 8U);
  const auto again = given_customer();
  EXPECT_EQ(given.state.customer->invoice_prefix, again.state.customer->invoice_prefix);
}

TEST(Customer, PatchesFieldByField) {
  auto given = given_customer(
    R"({"id":"cus_1","email":"a@example.com","name":"Ada","locale":"de","metadata":{"a":"1","b":"2"}})"
  );
  given.when(from_json<UpdateCustomer>(R"({"name":null,"metadata":{"a":"","c":"3"}})")).done();
  const Customer& customer = *given.state.customer;
  EXPECT_EQ(*customer.email->clear(), "a@example.com");
  EXPECT_FALSE(customer.name);
  EXPECT_EQ(customer.metadata, (Metadata{{"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(get<CustomerUpdated>(given.events[0]).removed, std::vector<std::string>{"name"});
  given.when(from_json<UpdateCustomer>(R"({"name":null,"locale":"de"})")).done();
  given.when(from_json<UpdateCustomer>("{}")).then({});
}

TEST(Customer, SealsItsPersonalFieldsInEvents) {
  auto given = given_customer(
    R"({"id":"cus_1","email":"ada@example.com","name":"Ada","phone":"+49 30 901820","address":{"line1":"Linden 1"},"taxIds":[{"type":"us_ein","value":"12-3456789"}],"metadata":{"plan":"a"}})"
  );
  CustomerEvent event = given.events.at(0);
  seal_variant(event, OpenCodec{});
  const std::string text = encode_variant(event);
  for (const std::string_view clear : {"ada@", "Ada", "901820", "Linden", "3456789", "us_ein"}) {
    EXPECT_EQ(text.find(clear), std::string::npos) << clear;
  }
  EXPECT_NE(text.find(R"("metadata":{"plan":"a"})"), std::string::npos);
  const auto again =
    decode_variant<CustomerEvent>(type_of(event), JsonDocument::parse(text)->root());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, event);
}

TEST(Customer, KeepsItsCurrencyOnceItIsBilled) {
  auto given = given_subscriber();
  given.when(from_json<UpdateCustomer>(R"({"currency":"eur"})"))
    .refused(RefusalKind::conflict, "currency_in_use", "currency");
  auto fresh = given_customer();
  fresh.when(from_json<UpdateCustomer>(R"({"currency":"eur"})")).done();
}

TEST(Customer, ChoosesAnAttachedDefaultPaymentMethod) {
  auto given = given_customer();
  given.when(from_json<UpdateCustomer>(R"({"defaultPaymentMethod":"pm_x"})"))
    .refused(RefusalKind::not_found, "payment_method_not_found", "defaultPaymentMethod");
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_2","token":"pm_card_amex"})")).done();
  given.when(from_json<UpdateCustomer>(R"({"defaultPaymentMethod":"pm_2"})"))
    .then({DefaultPaymentMethodChanged{
      CustomerId{"cus_1"}, PaymentMethodId{"pm_2"}, PaymentMethodId{"pm_1"}}});
}

TEST(Customer, ChangesOnlyWhatTheConfigurationLetsCustomersChange) {
  auto given = given_customer();
  PortalFeatures features;
  features.customer_update = {true, {AllowedUpdate::email}};
  add_configuration(given.catalog, "pc_1", features);
  enter_portal(given, R"("configuration":"pc_1")");
  given.when(from_json<UpdateCustomer>(R"({"email":"b@example.com"})")).done();
  for (const auto& [body, field] : std::to_array<std::pair<std::string_view, std::string_view>>({
         {R"({"email":"b@example.com","name":"B"})", "name"},
         {R"({"phone":"+49 30 901820"})", "phone"},
         {R"({"address":null})", "address"},
         {R"({"taxIds":[]})", "taxIds"},
         {R"({"defaultPaymentMethod":"pm_1"})", "defaultPaymentMethod"},
       })) {
    given.when(from_json<UpdateCustomer>(body))
      .refused(RefusalKind::forbidden, "not_allowed_by_configuration", field);
  }
  for (const auto& [body, field] : std::to_array<std::pair<std::string_view, std::string_view>>({
         {R"({"metadata":{"userId":"user_2"}})", "metadata"},
         {R"({"currency":"eur"})", "currency"},
         {R"({"invoicePrefix":"AAA"})", "invoicePrefix"},
       })) {
    given.when(from_json<UpdateCustomer>(body))
      .refused(RefusalKind::forbidden, "not_allowed_for_customers", field);
  }
}

TEST(Customer, IsBoundThroughATokenByTheDefaultConfigurationAlone) {
  auto given = given_customer();
  use_token(given);
  given.when(from_json<UpdateCustomer>(R"({"name":"B"})")).done();
  add_configuration(given.catalog, "pc_1", PortalFeatures{});
  given.when(from_json<UpdateCustomer>(R"({"name":"C"})")).done();
  given.catalog.configurations.at(ConfigurationId{"pc_1"}).is_default = true;
  given.when(from_json<UpdateCustomer>(R"({"name":"D"})"))
    .refused("not_allowed_by_configuration", "name");
}

TEST(Customer, TakesNoInvoicePrefixThatAnotherHasOrHad) {
  const CustomerCommand create =
    from_json<CreateCustomer>(R"({"id":"cus_2","invoicePrefix":"ACME"})");
  EXPECT_EQ(claims_of(create).at(0).key, "invoice-prefix/ACME");
  EXPECT_TRUE(goes_on_when_taken(create, 0)) << "the customer may be the one who has it";
  Given<CustomerState> given;
  given.taken("invoice-prefix/ACME")
    .when(create)
    .refused(RefusalKind::conflict, "invoice_prefix_taken", "invoicePrefix");
  given.taken("invoice-prefix/OTHER").when(create).done();
  auto other = given_customer();
  other.taken("invoice-prefix/ACME")
    .when(from_json<UpdateCustomer>(R"({"name":"B","invoicePrefix":"ACME"})"))
    .refused(RefusalKind::conflict, "invoice_prefix_taken", "invoicePrefix");
}

TEST(Customer, GoesBackToAnInvoicePrefixOfItsOwn) {
  auto given = given_customer();
  const std::string first = given.state.customer->invoice_prefix;
  const auto change_to = [&](const std::string& prefix) {
    given.when(from_json<UpdateCustomer>(R"({"invoicePrefix":")" + prefix + R"("})")).done();
    EXPECT_EQ(given.state.customer->invoice_prefix, prefix);
  };
  change_to("BBB");
  for (const std::string& prefix : {first, std::string{"BBB"}, first, first}) {
    given.taken("invoice-prefix/" + prefix); // by itself
    change_to(prefix);
  }
}

TEST(Customer, GetsALongerInvoicePrefixWhenTheShortOneIsTaken) {
  const CustomerCommand create = from_json<CreateCustomer>(R"({"id":"cus_2"})");
  const std::string claim = claims_of(create).at(0).key;
  Given<CustomerState> given;
  given.taken(claim).when(create).then_types({"customer.created"});
  const std::string& prefix = given.state.customer->invoice_prefix;
  EXPECT_EQ(prefix.size(), 12U);
  EXPECT_TRUE(("invoice-prefix/" + prefix).starts_with(claim));
}

TEST(Customer, KeepsItsHistoryAndRefusesCommandsOnceDeleted) {
  auto given = given_subscriber();
  given.when(session_request()).done();
  given.when(CreateToken{TokenId{"cst_1"}, "dd", {Scope::usage_read}, {}}).done();
  given.when(DeleteCustomer{}).done();
  const auto& last = get<CustomerDeleted>(given.events.back());
  EXPECT_EQ(last.sessions, std::vector<SessionId>{SessionId{"ps_1"}});
  EXPECT_EQ(last.tokens, std::vector<TokenId>{TokenId{"cst_1"}});
  EXPECT_TRUE(given.state.tokens.at(TokenId{"cst_1"}).revoked_at);
  EXPECT_TRUE(renewing_subscriptions(given.state).empty());
  given.when(from_json<UpdateCustomer>(R"({"name":"B"})"))
    .refused(RefusalKind::gone, "customer_deleted", "customer");
  given.when(OpenSession{SessionId{"ps_1"}, "aa", "bb"})
    .refused(RefusalKind::gone, "session_revoked");
  given.when(RecordAction{"customer.read", {}, ActionOutcome::done, {}}).done();
}

TEST(Customer, IsForgottenOnceErased) {
  auto given = given_customer(R"({"id":"cus_1","email":"ada@example.com","metadata":{"a":"1"}})");
  given.when(session_request()).done();
  given.when(EraseCustomer{}).then_types({"customer.erased"});
  EXPECT_FALSE(given.state.customer->email);
  EXPECT_TRUE(given.state.customer->metadata.empty());
  EXPECT_TRUE(given.state.customer->erased_at);
  EXPECT_EQ(given.state.sessions.at(SessionId{"ps_1"}).ended_reason, SessionEnd::customer_gone);
  given.when(EraseCustomer{}).then({});
  given.when(UpdateCustomer{}).refused("customer_deleted", "customer");
}

TEST(Customer, CanBeErasedAfterItWasDeleted) {
  auto given = given_customer();
  given.when(DeleteCustomer{}).then_types({"customer.deleted"});
  given.when(EraseCustomer{}).then_types({"customer.erased"});
}

TEST(Customer, CannotDeleteOrEraseItself) {
  auto given = given_customer();
  enter_portal(given);
  given.when(DeleteCustomer{}).refused(RefusalKind::forbidden, "not_allowed_for_customers");
  given.when(EraseCustomer{}).refused(RefusalKind::forbidden, "not_allowed_for_customers");
}

} // namespace
} // namespace portal::testing
