#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "events/ids.hpp"
#include "events/personal.hpp"
#include "store/fault.hpp"
#include "store/layout.hpp"

namespace portal {

/// Keys and everything done with them: per-customer data keys (wrapped by the master key, in a
/// database of their own), the pepper of stored digests, the signing key of the log. Thread-safe.
class Vault {
 public:
  Vault() = default;
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;
  virtual ~Vault() = default;

  /// The customer's codec. A customer without a key (never made, or erased) gets one that opens
  /// nothing and must not seal: what it seals, nothing ever opens. Cached; never blocks on more
  /// than one read.
  virtual Stored<std::shared_ptr<const PersonalCodec>> codec(const CustomerId& customer) = 0;

  /// Makes sure that the customer has a key, durable before it returns. Refused (misuse) once
  /// erased.
  virtual Stored<std::shared_ptr<const PersonalCodec>> make_key(const CustomerId& customer) = 0;

  /// Destroys the customer's key for ever, down to the bytes on disk.
  virtual Stored<void> erase(const CustomerId& customer) = 0;

  /// Copies all keys, as they are now, to where a new data folder keeps them. An engine that keeps
  /// nothing on disk refuses (misuse).
  virtual Stored<void> copy_to(const Layout& /*folder*/) {
    return fault(FaultKind::misuse, "These keys are in memory alone and cannot be backed up.");
  }

  /// HMAC-SHA256 under the pepper, 32 bytes; `purpose` separates uses.
  virtual std::string digest(std::string_view purpose, std::string_view text) const = 0;

  /// Authenticated encryption under a key derived from the pepper and `secret`, for what only the
  /// bearer of `secret` may read again. The answer is bytes, not text.
  virtual std::string seal_for(std::string_view secret, std::string_view clear) const = 0;
  virtual Stored<std::string> open_for(std::string_view secret, std::string_view sealed) const = 0;

  /// Signs with the instance's Ed25519 key: 64 bytes.
  virtual std::string sign(std::string_view text) const = 0;
  virtual std::string public_key() const = 0;
};

/// Bytes from the operating system's generator (never std::random_device: TRAPS, AMD-SB-7055).
std::string random_bytes(std::size_t count);

/// A generator's seed for one command's ids.
IdMint new_mint(Instant now);

/// 256 random bits in base64url without padding: the secret part of links, tokens and keys.
std::string new_secret();

/// Compares without telling by time where the two differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

std::string sha256(std::string_view bytes);

/// Base64 for URLs, without padding; reading refuses anything that writing would not have made.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Lower-case hexadecimal; reading takes either case.
std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

/// HMAC-SHA256, 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// True if `signature` (64 bytes) is `public_key`'s (32 bytes) over `text`: Ed25519.
bool verify_ed25519(std::string_view public_key, std::string_view text, std::string_view signature);

} // namespace portal
