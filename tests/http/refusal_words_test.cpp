// Whoever adds a refusal decides whether customers can meet it: then it needs words in every language of the
// pages, or it stands below, with the others that only who writes programs or keeps the books can meet.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "events/json.hpp"
#include "http/refusal_words.hpp"

namespace portal {
namespace {

namespace fs = std::filesystem;

std::set<std::string> words_in(std::string_view text) {
  std::istringstream in{std::string{text}};
  return {std::istream_iterator<std::string>{in}, {}};
}

/// Refusals that no customer's page leads to.
const std::set<std::string> not_for_customers = words_in(
  // the catalog, configurations, keys and tokens: secret keys alone
  "amount_missing amounts_conflict color_invalid configuration_archived configuration_is_default "
  "coupon_archived coupon_expired coupon_exhausted coupon_currency_mismatch currency_missing "
  "currency_not_allowed duration_missing duration_not_allowed experiment_elsewhere "
  "experiment_running experiment_stopped experiment_weights_wrong filter_invalid group_duplicate "
  "id_reserved key_revoked logo_invalid meter_archived meter_missing meter_name_taken "
  "meter_not_allowed offer_duplicate offer_unknown origin_invalid survey_reasons_missing "
  "parameter_not_allowed "
  "percentage_too_fine price_duplicate price_of_other_product product_duplicate property_missing "
  "property_not_allowed proration_not_possible recurring_missing role_not_allowed scope_missing "
  "tier_amount_missing tiers_duplicate tiers_end_missing tiers_missing tiers_mode_missing "
  "tiers_overlap token_expired token_revoked url_invalid value_duplicate variant_duplicate "
  "resource_already_exists "
  // sessions, whose flows the app chooses
  "flow_not_allowed_by_configuration price_already_current price_not_allowed_by_configuration "
  "return_url_not_allowed subscription_already_canceling subscription_ended user_mismatch "
  // what the app alone does with customers, invoices, credit and usage
  "amount_negative batch_too_large credit_grant_already_voided credit_grant_expired "
  "currency_in_use invoice_already_finalized invoice_already_uncollectible invoice_already_void "
  "invoice_empty invoice_of_subscription invoice_prefix_invalid invoice_prefix_taken "
  "parameter_in_the_past "
  "payment_already_registered price_recurring tax_rate_archived tax_rate_repeated too_many_lines "
  "too_many_tax_rates usage_in_the_future usage_value_invalid "
  // webhooks, the log, backups, analytics, the console, the clock of tests
  "backup_running backups_not_offered clock_refused console_signed_out endpoint_inactive "
  "action_unknown endpoint_url_inside event_unknown "
  "log_unreadable period_invalid replay_empty replays_full secret_rotated_meanwhile"
);

/// Names of objects that stand where a code might.
const std::set<std::string> no_codes =
  words_in("customer_token payment_method portal_session secret_key webhook_endpoint");

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void collect(const std::string& text, const std::regex& pattern, std::set<std::string>& found) {
  for (std::sregex_iterator at{text.begin(), text.end(), pattern}, end; at != end; ++at) {
    found.insert((*at)[1].str());
  }
}

/// Every code that the sources name where they refuse something.
std::set<std::string> codes_in_sources() {
  // The code comes first, or second behind the field at fault: a literal or an expression of one line.
  static const std::regex refusing{
    R"re((?:RefusalKind::\w+|\b(?:invalid|refuse_invalid|conflict|forbidden|gone|refusal|fail|no_longer|)re"
    R"re(flow_conflict|invoice_conflict|not_configured)\()(?:[^;"]|"[^"\n_]*"(?!\s*\+))*?"([a-z]+(?:_[a-z0-9]+)+)")re"};
  static const std::regex faulty{R"re(\{\s*5\d\d, "([a-z_]+)")re"};
  std::set<std::string> found;
  for (const std::string_view floor :
       {"events", "store", "projections", "actors", "effects", "http"}) {
    for (const auto& entry : fs::directory_iterator(fs::path{PORTAL_SOURCE_DIR} / floor)) {
      if (entry.path().extension() == ".md") continue;
      const std::string text = text_of(entry.path());
      collect(text, refusing, found);
      collect(text, faulty, found);
    }
  }
  for (const std::string& name : no_codes) found.erase(name);
  return found;
}

TEST(RefusalWords, AreThereForEveryCodeThatACustomerCanMeet) {
  const auto codes = codes_in_sources();
  EXPECT_GT(codes.size(), 150U);
  for (const char* known :
       {"subscription_in_trial", "email_invalid", "storage_full", "quote_stale",
        "not_allowed_in_flow", "payment_failed", "quantity_out_of_bounds"}) {
    EXPECT_TRUE(codes.contains(known)) << known << " was not found in the sources";
  }
  for (const std::string& code : codes) {
    const bool has_words = refusal_words(PageLanguage::en, code).has_value();
    EXPECT_NE(has_words, not_for_customers.contains(code))
      << code
      << (has_words ? " has words, but stands among those that no customer meets"
                    : " has no words in http/refusal_words.cpp; where no customer can "
                      "meet it, name it in this test");
  }
}

TEST(RefusalWords, AreThereForEachThingThatIsNotFound) {
  for (const char* thing :
       {"subscription", "subscription_item", "invoice", "payment", "price", "product",
        "payment_method", "cancellation", "offer", "quote", "customer"}) {
    EXPECT_TRUE(refusal_words(PageLanguage::de, std::string{thing} + "_not_found")) << thing;
  }
}

TEST(RefusalWords, AreThereForEachCardThatTheSandboxDeclines) {
  std::set<std::string> codes;
  collect(
    text_of(fs::path{PORTAL_SOURCE_DIR} / "events/sandbox.cpp"),
    std::regex{
      R"re("([a-z]+(?:_[a-z]+)+)",\s*(?:declined|expired|bad_cvc|no_money|processing|"The))re"},
    codes
  );
  EXPECT_EQ(codes.size(), 10U);
  for (const std::string& code : codes) EXPECT_TRUE(refusal_words(PageLanguage::ar, code)) << code;
}

TEST(RefusalWords, AreOfTheirOwnInEveryLanguage) {
  const auto read = [](PageLanguage language) {
    std::map<std::string, std::string> words;
    const auto parsed = JsonDocument::parse(refusal_words_json(language));
    EXPECT_TRUE(parsed.has_value());
    for (const Json& sentence : parsed->root()) {
      EXPECT_TRUE(words.emplace(sentence.key(), sentence.text()).second)
        << sentence.key() << " stands there twice";
    }
    return words;
  };
  const auto english = read(PageLanguage::en);
  const auto german = read(PageLanguage::de);
  const auto arabic = read(PageLanguage::ar);
  EXPECT_GT(english.size(), 100U);
  for (const auto& [code, sentence] : english) {
    EXPECT_GT(sentence.size(), 10U) << code;
    EXPECT_NE(german.at(code), sentence) << code;
    EXPECT_NE(arabic.at(code), sentence) << code;
    EXPECT_EQ(sentence.find('"'), std::string::npos) << code << " names a field of the API";
  }
}

TEST(RefusalWords, FallBackToWhatTheRefusalSays) {
  const Refusal known{RefusalKind::conflict, "invoice_already_paid", "", "The invoice is paid."};
  const Refusal unknown{RefusalKind::conflict, "moon_in_the_way", "", "The moon is in the way."};
  EXPECT_EQ(refusal_text(PageLanguage::de, known), "Diese Rechnung ist schon bezahlt.");
  EXPECT_EQ(refusal_text(PageLanguage::de, unknown), "The moon is in the way.");
}

} // namespace
} // namespace portal
