#include <cstdlib>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/cipher.hpp"

namespace portal {
namespace {

constexpr std::size_t nonce_size = 12;

/// The nonces of the next `count` texts sealed, one after the other.
std::string nonces(std::size_t count) {
  const CipherKey key{std::string(CipherKey::size, 'k')};
  std::string all;
  for (std::size_t at = 0; at < count; ++at) all += encrypt(key, "text", "").substr(0, nonce_size);
  return all;
}

void collect(const std::string& all, std::set<std::string>& into) {
  for (std::size_t at = 0; at < all.size(); at += nonce_size)
    into.insert(all.substr(at, nonce_size));
}

TEST(Cipher, NeverTakesANonceTwice) {
  std::set<std::string> seen;
  collect(nonces(10'000), seen);
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Cipher, TakesOtherNoncesInAForkedProcess) {
  const std::string before = nonces(1); // those that follow are drawn already
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string mine = nonces(40);
    const bool sent =
      ::write(ends[1], mine.data(), mine.size()) == static_cast<ssize_t>(mine.size());
    std::_Exit(sent ? 0 : 1);
  }
  std::string theirs(40 * nonce_size, '\0');
  ASSERT_EQ(::read(ends[0], theirs.data(), theirs.size()), static_cast<ssize_t>(theirs.size()));
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  std::set<std::string> seen;
  collect(theirs, seen);
  collect(nonces(40), seen);
  EXPECT_EQ(seen.size(), 80U);
}

} // namespace
} // namespace portal
