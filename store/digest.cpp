// SHA-256 and HMAC through OpenSSL's EVP, with the algorithm fetched once and one context a thread:
// a fetch a call would cost more than the hash.

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "store/files.hpp"
#include "store/merkle.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

/// SHA-256 that is set up once a thread.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm(), nullptr) != 1) std::abort();
  }

  static Sha256& of_this_thread() {
    static thread_local Sha256 made;
    return made;
  }

  Sha256& begin() {
    if (EVP_DigestInit_ex(context_.get(), nullptr, nullptr) != 1) std::abort();
    return *this;
  }

  Sha256& add(const void* bytes, std::size_t size) {
    if (EVP_DigestUpdate(context_.get(), bytes, size) != 1) std::abort();
    return *this;
  }

  Hash end() {
    Hash hash;
    if (EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) != 1) std::abort();
    return hash;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };

  static const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
  }

  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string as_bytes(const Hash& hash) { return {hash.begin(), hash.end()}; }

} // namespace

Hash leaf_hash(std::string_view bytes) {
  static constexpr unsigned char leaf = 0;
  return Sha256::of_this_thread().begin().add(&leaf, 1).add(bytes.data(), bytes.size()).end();
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 65> input{};
  input[0] = 1;
  std::copy(left.begin(), left.end(), input.begin() + 1);
  std::copy(right.begin(), right.end(), input.begin() + 33);
  return Sha256::of_this_thread().begin().add(input.data(), input.size()).end();
}

Hash empty_root() { return Sha256::of_this_thread().begin().end(); }

Stored<std::string> sha256_of_file(const std::string& path) {
  Sha256& digest = Sha256::of_this_thread().begin();
  auto read = read_chunks(path, [&](std::string_view chunk) {
    digest.add(chunk.data(), chunk.size());
    return Stored<void>{};
  });
  if (!read) return tl::unexpected<Fault>(std::move(read.error()));
  return as_bytes(digest.end());
}

std::string sha256(std::string_view bytes) {
  return as_bytes(Sha256::of_this_thread().begin().add(bytes.data(), bytes.size()).end());
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  // RFC 2104, on the hash above: OpenSSL's own HMAC fetches its parts on every call.
  static constexpr std::size_t block = 64;
  std::array<std::uint8_t, block> inner{};
  std::array<std::uint8_t, block> outer{};
  const std::string short_key = key.size() > block ? sha256(key) : std::string{key};
  for (std::size_t at = 0; at < block; ++at) {
    const auto byte = static_cast<std::uint8_t>(at < short_key.size() ? short_key[at] : 0);
    inner[at] = byte ^ std::uint8_t{0x36};
    outer[at] = byte ^ std::uint8_t{0x5c};
  }
  auto& hasher = Sha256::of_this_thread();
  const Hash digest = hasher.begin().add(inner.data(), block).add(text.data(), text.size()).end();
  const Hash made = hasher.begin().add(outer.data(), block).add(digest.data(), digest.size()).end();
  OPENSSL_cleanse(inner.data(), block);
  OPENSSL_cleanse(outer.data(), block);
  return as_bytes(made);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace portal
