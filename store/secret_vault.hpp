#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "store/cipher.hpp"
#include "store/vault.hpp"

namespace portal {

/// The customers erased since the process began. Codecs that were handed out before ask it, so that an
/// erasure reaches those too.
class ErasedCustomers {
 public:
  void add(const std::string& customer);
  bool contains(const std::string& customer) const;

  /// How many there are: cheap to compare.
  std::uint64_t count() const { return count_.load(std::memory_order_acquire); }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_set<std::string> customers_;
  std::atomic<std::uint64_t> count_{0};
};

/// A codec with the customer's data key.
std::shared_ptr<const PersonalCodec> make_codec(
  std::string customer, std::string_view data_key, std::shared_ptr<const ErasedCustomers> erased
);

/// A codec for a customer without a key: opens nothing, and seals under a key that nobody keeps.
std::shared_ptr<const PersonalCodec> make_closed_codec();

/// The codecs used last, by customer. Thread-safe.
class CodecCache {
 public:
  explicit CodecCache(std::size_t capacity) : capacity_(capacity) {}

  std::shared_ptr<const PersonalCodec> find(const std::string& customer);
  void keep(const std::string& customer, std::shared_ptr<const PersonalCodec> codec);
  void forget(const std::string& customer);

 private:
  struct Entry {
    std::string customer;
    std::shared_ptr<const PersonalCodec> codec;
  };

  std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> by_use_; ///< the latest first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_customer_;
};

/// What all vaults do alike with the pepper and the signing key; where they are kept differs.
class SecretVault : public Vault {
 public:
  std::string digest(std::string_view purpose, std::string_view text) const override;
  std::string seal_for(std::string_view secret, std::string_view clear) const override;
  Stored<std::string> open_for(std::string_view secret, std::string_view sealed) const override;
  std::string sign(std::string_view text) const override;
  std::string public_key() const override;

 protected:
  /// Both of 32 bytes.
  SecretVault(std::string_view pepper, std::string_view signing_seed)
      : pepper_(pepper), signer_(signing_seed) {}

 private:
  CipherKey pepper_;
  Signer signer_;
};

} // namespace portal
