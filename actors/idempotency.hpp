#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "actors/node.hpp"

namespace portal {

/// The Idempotency-Keys of commands in flight. Thread-safe.
class KeysInFlight {
 public:
  enum class Entry { entered, in_use, other_request };

  Entry enter(const IdempotencyKey& key);
  void leave(const IdempotencyKey& key);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> requests_; ///< digest → request digest
};

Refusal key_in_use();
Refusal key_reused();

/// A reply as it is kept with the events: personal values in `body` still sealed.
struct KeptReply {
  std::int64_t status = 0;
  std::string body;
  std::string reveal;
  std::int64_t version = 0;
  std::optional<Refusal> refusal;
  /// Whose personal values it holds, of a command that left no event to tell.
  std::optional<std::string> stream{};
};

/// The reply as only the bearer of the key can read it again.
std::string seal_reply(const KeptReply& reply, const IdempotencyKey& key, const Vault& vault);

/// What `sealed` holds; `damaged` when it is not what seal_reply() made with that key.
Stored<KeptReply>
open_reply(std::string_view sealed, const IdempotencyKey& key, const Vault& vault);

/// The outcome that a kept reply stands for: personal values opened, secrets shown again.
Outcome outcome_of(KeptReply reply, const PersonalCodec* codec);

} // namespace portal
