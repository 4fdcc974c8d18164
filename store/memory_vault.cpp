#include "store/memory_vault.hpp"

#include <map>

#include "store/secret_vault.hpp"

namespace portal {

namespace {

class MemoryVault final : public SecretVault {
 public:
  explicit MemoryVault(std::string_view seed)
      : SecretVault(hmac_sha256(seed, "pepper"), hmac_sha256(seed, "signing")) {}

  Stored<std::shared_ptr<const PersonalCodec>> codec(const CustomerId& customer) override {
    const std::lock_guard lock{mutex_};
    const auto found = codecs_.find(customer.text());
    return found == codecs_.end() ? make_closed_codec() : found->second;
  }

  Stored<std::shared_ptr<const PersonalCodec>> make_key(const CustomerId& customer) override {
    const std::lock_guard lock{mutex_};
    if (erased_->contains(customer.text())) {
      return fault(
        FaultKind::misuse, "Customer " + customer.text() + " was erased and gets no key again."
      );
    }
    auto& codec = codecs_[customer.text()];
    if (!codec) codec = make_codec(customer.text(), random_bytes(CipherKey::size), erased_);
    return codec;
  }

  Stored<void> erase(const CustomerId& customer) override {
    const std::lock_guard lock{mutex_};
    codecs_.erase(customer.text());
    erased_->add(customer.text());
    return {};
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const PersonalCodec>> codecs_;
  std::shared_ptr<ErasedCustomers> erased_ = std::make_shared<ErasedCustomers>();
};

} // namespace

std::unique_ptr<Vault> make_memory_vault(std::string_view seed) {
  return std::make_unique<MemoryVault>(seed);
}

} // namespace portal
