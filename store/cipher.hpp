#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portal {

/// An AES-256 key that is wiped from memory when it goes.
class CipherKey {
 public:
  static constexpr std::size_t size = 32;

  /// `bytes` must be 32 long.
  explicit CipherKey(std::string_view bytes);
  CipherKey(const CipherKey&) = delete;
  CipherKey& operator=(const CipherKey&) = delete;
  ~CipherKey();

  const std::uint8_t* bytes() const { return bytes_.data(); }

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::array<std::uint8_t, size> bytes_{};
};

/// AES-256-GCM with a random 96-bit nonce: nonce ‖ ciphertext ‖ tag. `bound_to` is authenticated,
/// not stored: what was sealed for one customer does not open for another.
std::string encrypt(const CipherKey& key, std::string_view clear, std::string_view bound_to);
std::optional<std::string>
decrypt(const CipherKey& key, std::string_view sealed, std::string_view bound_to);

/// The instance's Ed25519 key.
class Signer {
 public:
  /// `seed` must be 32 bytes.
  explicit Signer(std::string_view seed);
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  ~Signer();

  std::string sign(std::string_view text) const;

  const std::string& public_key() const { return public_key_; }

 private:
  void* key_; ///< EVP_PKEY; OpenSSL stays out of headers
  std::string public_key_;
};

/// Overwrites `secret` so that the compiler cannot leave it out.
void wipe(std::string& secret);

} // namespace portal
