#include "store/cipher.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "store/random.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return fetched;
}

/// For calls that fail only when OpenSSL is broken or memory is gone.
void must(int answer) {
  if (answer != 1) std::abort();
}

enum class Direction { opening, sealing };

/// A context that is set up once a thread: naming the algorithm again would make a new one each time.
/// Each text brings its own key and nonce.
EVP_CIPHER_CTX* made_context(Direction direction) {
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  const int enc = direction == Direction::sealing ? 1 : 0;
  must(EVP_CipherInit_ex2(context, algorithm(), nullptr, nullptr, enc, nullptr));
  return context;
}

template <Direction direction> EVP_CIPHER_CTX* context_of_this_thread() {
  static thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> made{
    made_context(direction)};
  return made.get();
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

} // namespace

CipherKey::CipherKey(std::string_view bytes) {
  if (bytes.size() != size) std::abort();
  std::memcpy(bytes_.data(), bytes.data(), size);
}

CipherKey::~CipherKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

std::string encrypt(const CipherKey& key, std::string_view clear, std::string_view bound_to) {
  std::string sealed(nonce_size + clear.size() + tag_size, '\0');
  std::uint8_t* const out = bytes_of(sealed);
  fill_with_public_chance({out, nonce_size});
  EVP_CIPHER_CTX* const context = context_of_this_thread<Direction::sealing>();
  int size = 0;
  must(EVP_EncryptInit_ex2(context, nullptr, key.bytes(), out, nullptr));
  must(EVP_EncryptUpdate(
    context, nullptr, &size, bytes_of(bound_to), static_cast<int>(bound_to.size())
  ));
  must(EVP_EncryptUpdate(
    context, out + nonce_size, &size, bytes_of(clear), static_cast<int>(clear.size())
  ));
  must(EVP_EncryptFinal_ex(context, out + nonce_size + clear.size(), &size));
  must(
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, out + nonce_size + clear.size())
  );
  return sealed;
}

std::optional<std::string>
decrypt(const CipherKey& key, std::string_view sealed, std::string_view bound_to) {
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  const std::string_view text = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  std::string tag{sealed.substr(sealed.size() - tag_size)};
  std::string clear(text.size(), '\0');
  EVP_CIPHER_CTX* const context = context_of_this_thread<Direction::opening>();
  int size = 0;
  must(EVP_DecryptInit_ex2(context, nullptr, key.bytes(), bytes_of(sealed), nullptr));
  must(EVP_DecryptUpdate(
    context, nullptr, &size, bytes_of(bound_to), static_cast<int>(bound_to.size())
  ));
  must(EVP_DecryptUpdate(
    context, bytes_of(clear), &size, bytes_of(text), static_cast<int>(text.size())
  ));
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()));
  if (EVP_DecryptFinal_ex(context, bytes_of(clear) + text.size(), &size) != 1) {
    wipe(clear);
    return std::nullopt;
  }
  return clear;
}

Signer::Signer(std::string_view seed)
    : key_(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size())),
      public_key_(32, '\0') {
  std::size_t size = public_key_.size();
  if (key_ == nullptr) std::abort();
  must(EVP_PKEY_get_raw_public_key(static_cast<EVP_PKEY*>(key_), bytes_of(public_key_), &size));
}

Signer::~Signer() { EVP_PKEY_free(static_cast<EVP_PKEY*>(key_)); }

std::string Signer::sign(std::string_view text) const {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  must(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, static_cast<EVP_PKEY*>(key_)));
  must(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(text), text.size()));
  return signature;
}

bool verify_ed25519(
  std::string_view public_key, std::string_view text, std::string_view signature
) {
  const std::unique_ptr<EVP_PKEY, FreeKey> key{EVP_PKEY_new_raw_public_key(
    EVP_PKEY_ED25519, nullptr, bytes_of(public_key), public_key.size()
  )};
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
  if (!key || !context) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(
           context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()
         ) == 1;
}

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

} // namespace portal
