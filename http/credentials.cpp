// Secrets are made here, shown once in the answer, and handed on as keyed hashes only.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "http/recognition.hpp"

namespace portal {

namespace {

/// A new id with its secret, as its bearer sends it: `<id>_<secret>`.
struct Minted {
  std::string id;
  std::string secret;

  std::string whole() const { return id + "_" + secret; }
};

template <class IdType> Minted minted(const Call& call) {
  return {new_mint(call.now).next<IdType>().text(), new_secret()};
}

std::string revealed(std::string_view name, std::string_view value) {
  std::string member;
  write_text(member, name);
  member += ':';
  write_text(member, value);
  return member;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string out;
  Wire<std::vector<std::string>>::write(texts, out);
  return out;
}

} // namespace

void create_token(const CallPtr& call) {
  const auto customer = path_id<CustomerId>(*call);
  if (!customer) return answer(call, customer.error());
  const auto made = minted<TokenId>(*call);
  const auto digest = secret_digest(call->edge.node.vault(), "token", made.secret);
  auto command = command_of<CreateToken>(*call, {{"id", made.id}, {"digest", digest}});
  if (!command) return answer(call, command.error());
  submit(
    call, stream_of(*customer), CustomerCommand{std::move(*command)},
    revealed("secret", made.whole())
  );
}

void list_tokens(const CallPtr& call) {
  const auto customer = path_id<CustomerId>(*call);
  if (!customer) return answer(call, customer.error());
  read(call, *customer, [customer = *customer](const Reading& reading) {
    const auto owner = find_object(reading.rows, {"customer", customer.text()});
    if (!owner) return no(reading.call, owner.error());
    if (!*owner) return no(reading.call, not_found("customer", customer.text(), ""));
    ListQuery query;
    query.object = "customer_token";
    query.customer = customer;
    return object_list(reading, query);
  });
}

void create_key(const CallPtr& call) {
  const auto made = minted<KeyId>(*call);
  const auto digest = secret_digest(call->edge.node.vault(), "key", made.secret);
  auto command = command_of<CreateKey>(*call, {{"id", made.id}, {"digest", digest}});
  if (!command) return answer(call, command.error());
  submit(call, "access", AccessCommand{std::move(*command)}, revealed("secret", made.whole()));
}

void list_keys(const CallPtr& call) {
  read(call, std::nullopt, [](const Reading& reading) {
    ListQuery query;
    query.object = "secret_key";
    return object_list(reading, query);
  });
}

void revoke_key(const CallPtr& call) {
  const auto id = path_id<KeyId>(*call);
  if (!id) return answer(call, id.error());
  submit(call, "access", AccessCommand{RevokeKey{*id}});
}

void create_session(const CallPtr& call) {
  const auto customer = named_customer(*call);
  if (!customer) return answer(call, customer.error());
  const auto made = minted<SessionId>(*call);
  const auto digest = secret_digest(call->edge.node.vault(), "session-link", made.secret);
  const auto origins = json_list(call->edge.settings.allowed_origins);
  auto command = command_of<CreateSession>(
    *call, {{"id", made.id}, {"linkDigest", digest}, {"allowedOrigins", origins, true}},
    {"customer"}
  );
  if (!command) return answer(call, command.error());
  submit(
    call, stream_of(*customer), CustomerCommand{std::move(*command)},
    revealed("url", call->edge.settings.public_url + "/session/" + made.whole())
  );
}

} // namespace portal
