#include "actors/idempotency.hpp"

#include "actors/work.hpp"
#include "events/codec.hpp"

namespace portal {

/// Named, because the field declarations of a type without linkage are not well-formed everywhere.
namespace wire_form {

/// The wire form of a Refusal inside a kept reply.
struct KeptRefusal {
  std::int64_t kind = 0;
  std::string code;
  std::string param;
  std::string message;
  static constexpr Fields fields{
    Field{"kind", &KeptRefusal::kind, "Number of the RefusalKind."},
    Field{"code", &KeptRefusal::code, "Its wire name."},
    Field{"param", &KeptRefusal::param, "The field at fault."},
    Field{"message", &KeptRefusal::message, "What was wrong."},
  };
};

/// The wire form of a KeptReply.
struct KeptText {
  std::int64_t status = 0;
  std::string body;
  std::string reveal;
  std::int64_t version = 0;
  std::optional<KeptRefusal> refusal;
  std::optional<std::string> stream;
  static constexpr Fields fields{
    Field{"status", &KeptText::status, "The HTTP status of success; 0 when refused."},
    Field{"body", &KeptText::body, "The subject as JSON, personal values sealed."},
    Field{"reveal", &KeptText::reveal, "JSON members that are shown to the bearer alone."},
    Field{"version", &KeptText::version, "The subject's version."},
    Field{"refusal", &KeptText::refusal, "Why not, when it was refused."},
    Field{"stream", &KeptText::stream, "Whose values they are, where no event tells."},
  };
};

} // namespace wire_form

KeysInFlight::Entry KeysInFlight::enter(const IdempotencyKey& key) {
  const std::lock_guard lock{mutex_};
  const auto [found, fresh] = requests_.try_emplace(key.digest, key.request_digest);
  if (fresh) return Entry::entered;
  return found->second == key.request_digest ? Entry::in_use : Entry::other_request;
}

void KeysInFlight::leave(const IdempotencyKey& key) {
  const std::lock_guard lock{mutex_};
  requests_.erase(key.digest);
}

Refusal key_in_use() {
  return {
    RefusalKind::conflict, "idempotency_key_in_use", "Idempotency-Key",
    "A request with this Idempotency-Key is still running. Wait a second and send it again to get "
    "its outcome."};
}

Refusal key_reused() {
  return {
    RefusalKind::conflict, "idempotency_key_reused", "Idempotency-Key",
    "This Idempotency-Key was used for another request (method, path or body differ). Use a new "
    "key for a new request."};
}

std::string seal_reply(const KeptReply& reply, const IdempotencyKey& key, const Vault& vault) {
  wire_form::KeptText kept{reply.status,  reply.body,   reply.reveal,
                           reply.version, std::nullopt, reply.stream};
  if (reply.refusal) {
    kept.refusal = wire_form::KeptRefusal{
      static_cast<std::int64_t>(reply.refusal->kind), reply.refusal->code, reply.refusal->param,
      reply.refusal->message};
  }
  return vault.seal_for(key.secret, write_message(kept));
}

Stored<KeptReply>
open_reply(std::string_view sealed, const IdempotencyKey& key, const Vault& vault) {
  const auto text = vault.open_for(key.secret, sealed);
  if (!text) return tl::unexpected<Fault>(text.error());
  auto kept = read_text<wire_form::KeptText>(*text, Strictness::lenient);
  if (!kept) {
    return fault(
      FaultKind::damaged, "The stored outcome of an Idempotency-Key cannot be read: " +
                            kept.error().message + " Verify the log."
    );
  }
  KeptReply reply{kept->status,  std::move(kept->body), std::move(kept->reveal),
                  kept->version, std::nullopt,          std::move(kept->stream)};
  if (kept->refusal) {
    reply.refusal = Refusal{
      static_cast<RefusalKind>(kept->refusal->kind), std::move(kept->refusal->code),
      std::move(kept->refusal->param), std::move(kept->refusal->message)};
  }
  return reply;
}

Outcome outcome_of(KeptReply reply, const PersonalCodec* codec) {
  Outcome outcome;
  outcome.refusal = std::move(reply.refusal);
  outcome.version = static_cast<Version>(reply.version);
  if (outcome.refusal) return outcome;
  outcome.status = static_cast<int>(reply.status);
  std::string body = codec != nullptr ? open_personal(reply.body, *codec) : std::move(reply.body);
  outcome.body = with_revealed(std::move(body), reply.reveal);
  return outcome;
}

} // namespace portal
