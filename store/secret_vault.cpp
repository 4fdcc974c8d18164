#include "store/secret_vault.hpp"

#include <utility>

namespace portal {

namespace {

class DataKeyCodec final : public PersonalCodec {
 public:
  DataKeyCodec(
    std::string customer, std::string_view data_key, std::shared_ptr<const ErasedCustomers> erased
  )
      : customer_(std::move(customer)), key_(data_key), erased_(std::move(erased)) {}

  std::string seal(std::string_view clear_json) const override {
    return base64url(encrypt(key_, clear_json, customer_));
  }

  std::optional<std::string> open(std::string_view sealed) const override {
    if (is_erased()) return std::nullopt;
    const auto bytes = from_base64url(sealed);
    if (!bytes) return std::nullopt;
    return decrypt(key_, *bytes, customer_);
  }

 private:
  bool is_erased() const {
    const std::uint64_t count = erased_->count();
    if (erasures_seen_.load(std::memory_order_relaxed) == count) return false;
    if (erased_->contains(customer_)) return true;
    erasures_seen_.store(count, std::memory_order_relaxed);
    return false;
  }

  std::string customer_;
  CipherKey key_;
  std::shared_ptr<const ErasedCustomers> erased_;
  /// From nought, not from now: the key may have been read just before an erasure.
  mutable std::atomic<std::uint64_t> erasures_seen_{0};
};

class KeylessCodec final : public PersonalCodec {
 public:
  std::string seal(std::string_view clear_json) const override {
    return base64url(encrypt(CipherKey{random_bytes(CipherKey::size)}, clear_json, {}));
  }

  std::optional<std::string> open(std::string_view /*sealed*/) const override {
    return std::nullopt;
  }
};

} // namespace

// -- codecs -------------------------------------------------------------------------------------------

void ErasedCustomers::add(const std::string& customer) {
  const std::unique_lock lock{mutex_};
  if (customers_.insert(customer).second) count_.fetch_add(1, std::memory_order_release);
}

bool ErasedCustomers::contains(const std::string& customer) const {
  const std::shared_lock lock{mutex_};
  return customers_.contains(customer);
}

std::shared_ptr<const PersonalCodec> make_codec(
  std::string customer, std::string_view data_key, std::shared_ptr<const ErasedCustomers> erased
) {
  return std::make_shared<const DataKeyCodec>(std::move(customer), data_key, std::move(erased));
}

std::shared_ptr<const PersonalCodec> make_closed_codec() {
  static const auto closed = std::make_shared<const KeylessCodec>();
  return closed;
}

std::shared_ptr<const PersonalCodec> CodecCache::find(const std::string& customer) {
  const std::lock_guard lock{mutex_};
  const auto found = by_customer_.find(customer);
  if (found == by_customer_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->codec;
}

void CodecCache::keep(const std::string& customer, std::shared_ptr<const PersonalCodec> codec) {
  const std::lock_guard lock{mutex_};
  if (const auto found = by_customer_.find(customer); found != by_customer_.end()) {
    found->second->codec = std::move(codec);
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return;
  }
  by_use_.push_front({customer, std::move(codec)});
  by_customer_.emplace(by_use_.front().customer, by_use_.begin());
  if (by_use_.size() > capacity_) {
    by_customer_.erase(by_use_.back().customer);
    by_use_.pop_back();
  }
}

void CodecCache::forget(const std::string& customer) {
  const std::lock_guard lock{mutex_};
  const auto found = by_customer_.find(customer);
  if (found == by_customer_.end()) return;
  const auto entry = found->second;
  by_customer_.erase(found);
  by_use_.erase(entry);
}

// -- pepper and signing key ---------------------------------------------------------------------------

namespace {

/// Purposes are told apart by a byte that they do not hold.
std::string with_purpose(std::string_view purpose, std::string_view text) {
  std::string both;
  both.reserve(purpose.size() + 1 + text.size());
  both += purpose;
  both += '\0';
  both += text;
  return both;
}

} // namespace

std::string SecretVault::digest(std::string_view purpose, std::string_view text) const {
  return hmac_sha256(pepper_.view(), with_purpose(purpose, text));
}

std::string SecretVault::seal_for(std::string_view secret, std::string_view clear) const {
  return encrypt(CipherKey{digest("seal-for", secret)}, clear, "seal-for");
}

Stored<std::string> SecretVault::open_for(std::string_view secret, std::string_view sealed) const {
  auto clear = decrypt(CipherKey{digest("seal-for", secret)}, sealed, "seal-for");
  if (clear) return std::move(*clear);
  return fault(
    FaultKind::damaged, "A sealed value does not open: it is damaged, or was sealed for another "
                        "secret or by another instance's keys."
  );
}

std::string SecretVault::sign(std::string_view text) const { return signer_.sign(text); }

std::string SecretVault::public_key() const { return signer_.public_key(); }

} // namespace portal
