#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <openssl/rand.h>

#include "store/vault.hpp"

namespace portal {

std::string random_bytes(std::size_t count) {
  // OpenSSL's generator, seeded from getrandom(2). Without chance nothing here may go on.
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

IdMint new_mint(Instant now) {
  const std::string seed = random_bytes(16);
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, seed.data(), sizeof high);
  std::memcpy(&low, seed.data() + sizeof high, sizeof low);
  return {now, high, low};
}

std::string new_secret() { return base64url(random_bytes(32)); }

} // namespace portal
