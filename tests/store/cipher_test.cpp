#include <cstdlib>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/cipher.hpp"
#include "store/vault.hpp"

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

TEST(Cipher, TellsTextsKeysAndBindingsApartInAnyOrder) {
  constexpr unsigned seed = 77;
  RecordProperty("seed", seed);
  std::mt19937_64 random{seed};
  const CipherKey one{std::string(CipherKey::size, '1')};
  const CipherKey two{std::string(CipherKey::size, '2')};
  for (int turn = 0; turn < 2'000; ++turn) {
    const CipherKey& key = random() % 2 == 0 ? one : two;
    const std::string clear(random() % 200, static_cast<char>('a' + random() % 26));
    const std::string sealed = encrypt(key, clear, "here");
    switch (random() % 4) {
    case 0: EXPECT_FALSE(decrypt(&key == &one ? two : one, sealed, "here")); break;
    case 1: EXPECT_FALSE(decrypt(key, sealed, "there")); break;
    case 2: {
      std::string other = sealed;
      other[random() % other.size()] ^= 1;
      EXPECT_FALSE(decrypt(key, other, "here"));
      break;
    }
    default: break;
    }
    EXPECT_EQ(decrypt(key, sealed, "here"), clear) << "seed " << seed << ", turn " << turn;
  }
}

TEST(Cipher, OpensWhatAnotherProgramSealed) {
  // Test case 16 of McGrew and Viega's specification of GCM: nonce, then ciphertext, then tag.
  const auto bytes = [](std::string_view hex) { return *from_hex(hex); };
  const CipherKey key{bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
  const std::string sealed =
    bytes("cafebabefacedbaddecaf888"
          "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
          "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(
    decrypt(key, sealed, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")),
    bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
  );
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
