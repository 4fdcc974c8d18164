#include "store/random.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include <openssl/rand.h>
#include <pthread.h>

#include "store/vault.hpp"

namespace portal {

namespace {

/// Without chance nothing here may go on.
void draw(std::uint8_t* bytes, std::size_t count) {
  // OpenSSL's generator, seeded from getrandom(2).
  if (RAND_bytes(bytes, static_cast<int>(count)) != 1) std::abort();
}

/// How often this process is a fork of the one that it began as.
std::atomic<unsigned>& forks() {
  static std::atomic<unsigned> count{0};
  static const int watching =
    pthread_atfork(nullptr, nullptr, [] { count.fetch_add(1, std::memory_order_relaxed); });
  if (watching != 0) std::abort();
  return count;
}

class Supply {
 public:
  void take(std::span<std::uint8_t> wanted) {
    if (wanted.size() > bytes_.size()) std::abort();
    const unsigned forked = forks().load(std::memory_order_relaxed);
    if (wanted.size() > bytes_.size() - at_ || forked != forked_) {
      draw(bytes_.data(), bytes_.size());
      at_ = 0;
      forked_ = forked;
    }
    std::memcpy(wanted.data(), bytes_.data() + at_, wanted.size());
    at_ += wanted.size();
  }

 private:
  std::array<std::uint8_t, 4096> bytes_{};
  std::size_t at_ = bytes_.size();
  unsigned forked_ = 0;
};

} // namespace

void fill_with_public_chance(std::span<std::uint8_t> bytes) {
  static thread_local Supply supply;
  supply.take(bytes);
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  draw(reinterpret_cast<std::uint8_t*>(bytes.data()), count);
  return bytes;
}

IdMint new_mint(Instant now) {
  std::array<std::uint8_t, 16> seed{};
  fill_with_public_chance(seed);
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, seed.data(), sizeof high);
  std::memcpy(&low, seed.data() + sizeof high, sizeof low);
  return {now, high, low};
}

std::string new_secret() { return base64url(random_bytes(32)); }

} // namespace portal
