#include "effects/stripe.hpp"

#include "events/json.hpp"

namespace portal {
namespace {

/// The version of Stripe's API that this speaks, whatever the account's own is.
constexpr std::string_view api_version = "2024-06-20";

std::string text_in(const Json& object, std::string_view name) {
  const auto member = object.member(name);
  return member && member->kind() == JsonKind::text ? std::string{member->text()} : std::string{};
}

std::optional<Json> object_in(const Json& object, std::string_view name) {
  auto member = object.member(name);
  if (member && member->kind() != JsonKind::object) member.reset();
  return member;
}

std::int64_t integer_in(const Json& object, std::string_view name) {
  const auto member = object.member(name);
  return member && member->kind() == JsonKind::integer ? member->integer() : 0;
}

/// The bank's own reason where there is one.
GatewayError error_of(const Json& error) {
  std::string code = text_in(error, "decline_code");
  if (code.empty()) code = text_in(error, "code");
  if (code.empty()) code = text_in(error, "type");
  return {std::move(code), text_in(error, "message")};
}

std::optional<Card> card_of(const Json& method) {
  const auto card = object_in(method, "card");
  if (!card) return std::nullopt;
  return Card{
    text_in(*card, "brand"), text_in(*card, "last4"), integer_in(*card, "exp_month"),
    integer_in(*card, "exp_year"), text_in(*card, "fingerprint")};
}

Intent intent_of(const Json& object) {
  Intent intent;
  intent.id = text_in(object, "id");
  intent.status = text_in(object, "status");
  for (const std::string_view name : {"last_payment_error", "last_setup_error"}) {
    if (const auto error = object_in(object, name)) intent.error = error_of(*error);
  }
  if (const auto action = object_in(object, "next_action")) {
    if (const auto redirect = object_in(*action, "redirect_to_url")) {
      intent.next_action_url = text_in(*redirect, "url");
    }
  }
  intent.payment_method = text_in(object, "payment_method");
  if (const auto method = object_in(object, "payment_method")) {
    intent.payment_method = text_in(*method, "id");
    intent.card = card_of(*method);
  }
  return intent;
}

ListedIntent listed_intent_of(const Json& object) {
  ListedIntent listed;
  listed.intent = intent_of(object);
  listed.amount = integer_in(object, "amount");
  listed.currency = text_in(object, "currency");
  listed.created = Instant{integer_in(object, "created") * 1'000};
  if (const auto metadata = object_in(object, "metadata")) {
    listed.payment = text_in(*metadata, "payment");
    listed.purpose = text_in(*metadata, "purpose");
  }
  if (const auto charge = object_in(object, "latest_charge")) {
    const auto refunded = charge->member("refunded");
    listed.given_back = refunded && refunded->kind() == JsonKind::boolean && refunded->boolean();
  }
  return listed;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

} // namespace

std::string form_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xfU];
  }
  return out;
}

Form& Form::add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  text_ += form_encoded(name) + '=' + form_encoded(value);
  return *this;
}

Form& Form::add(std::string_view name, std::int64_t value) {
  return add(name, std::to_string(value));
}

IntentAnswer read_intent(const HttpAnswer& answer) {
  IntentAnswer made;
  made.error.message = answer.error;
  if (answer.status == 0) return made;
  const auto document = JsonDocument::parse(answer.body);
  if (!document || document->root().kind() != JsonKind::object) return made;
  const Json root = document->root();
  if (answer.status == 200) {
    made.intent = intent_of(root);
    if (!made.intent.id.empty()) made.heard = Heard::yes;
    return made;
  }
  const auto error = object_in(root, "error");
  if (!error) return made;
  made.error = error_of(*error);
  for (const std::string_view name : {"payment_intent", "setup_intent"}) {
    if (const auto intent = object_in(*error, name)) made.intent = intent_of(*intent);
  }
  made.misconfigured = answer.status == 401 || answer.status == 403;
  // 409 (the key is in use), 429 and 5xx say nothing about what was asked.
  if (answer.status == 400 || answer.status == 402 || answer.status == 404) made.heard = Heard::no;
  return made;
}

IntentPage read_intent_page(const HttpAnswer& answer) {
  IntentPage page;
  page.answer = read_intent(answer);
  page.answer.heard = Heard::unknown; // a list is no intent
  if (answer.status != 200) return page;
  const auto document = JsonDocument::parse(answer.body);
  if (!document || document->root().kind() != JsonKind::object) return page;
  const auto data = document->root().member("data");
  if (!data || data->kind() != JsonKind::array) return page;
  for (const Json one : *data) page.intents.push_back(listed_intent_of(one));
  const auto more = document->root().member("has_more");
  page.has_more = more && more->kind() == JsonKind::boolean && more->boolean();
  page.answer.heard = Heard::yes;
  return page;
}

HttpCall Stripe::call(std::string_view method, std::string_view path) const {
  HttpCall call;
  call.method = method;
  call.url = settings_.base_url + std::string{path};
  call.timeout = settings_.timeout;
  call.headers = {
    "Authorization: Bearer " + settings_.api_key, "Stripe-Version: " + std::string{api_version}};
  return call;
}

IntentAnswer Stripe::get(std::string_view path) const {
  return read_intent(outbound_.ask(call("GET", path)));
}

IntentPage
Stripe::list_intents(const std::optional<std::string>& customer, std::string_view after) const {
  std::string path = "/v1/payment_intents?limit=100&expand%5B%5D=data.latest_charge";
  if (customer) path += "&customer=" + form_encoded(*customer);
  if (!after.empty()) path += "&starting_after=" + form_encoded(after);
  return read_intent_page(outbound_.ask(call("GET", path)));
}

IntentAnswer
Stripe::post(std::string_view path, const Form& form, std::string_view idempotency_key) const {
  HttpCall asked = call("POST", path);
  asked.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
  asked.headers.push_back("Idempotency-Key: " + std::string{idempotency_key});
  asked.body = form.text();
  return read_intent(outbound_.ask(std::move(asked)));
}

} // namespace portal
