#include <random>
#include <set>

#include <gtest/gtest.h>

#include "store/cipher.hpp"
#include "store/crc32c.hpp"
#include "store/vault.hpp"

namespace portal::test {

TEST(Digest, MatchesPublishedVectors) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, cases 2 and 6.
  EXPECT_EQ(
    hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  );
  EXPECT_EQ(
    hex(hmac_sha256(
      std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"
    )),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
  );
}

TEST(Crc32c, MatchesPublishedVectors) {
  // RFC 3720, B.4, and the catalogue's check value.
  for (const auto extend : {extend_crc32c, extend_crc32c_by_tables}) {
    EXPECT_EQ(extend(0, "123456789"), 0xe3069283U);
    EXPECT_EQ(extend(0, std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(extend(0, std::string(32, '\xff')), 0x62a8ab43U);
    EXPECT_EQ(extend(0, ""), 0U);
  }
}

TEST(Crc32c, IsTheSameByInstructionAndByTablesInAnyPieces) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random{seed};
  std::string bytes(300, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::string_view all = std::string_view{bytes}.substr(0, size);
    const std::size_t cut = random() % (size + 1);
    const std::uint32_t whole = extend_crc32c_by_tables(0, all);
    EXPECT_EQ(crc32c(all), whole) << size;
    EXPECT_EQ(extend_crc32c(crc32c(all.substr(0, cut)), all.substr(cut)), whole) << size;
  }
}

TEST(Ed25519, MatchesAPublishedVectorAndRefusesEverythingElse) {
  // RFC 8032, test 2.
  const Signer signer{
    *from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")};
  EXPECT_EQ(
    hex(signer.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
  );
  const std::string signature = signer.sign("\x72");
  EXPECT_EQ(
    hex(signature), "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  );
  EXPECT_TRUE(verify_ed25519(signer.public_key(), "\x72", signature));
  EXPECT_FALSE(verify_ed25519(signer.public_key(), "\x73", signature));
  EXPECT_FALSE(verify_ed25519(signer.public_key(), "\x72", signature.substr(1)));
  EXPECT_FALSE(verify_ed25519("short", "\x72", signature));
}

TEST(Base64Url, ReadsWhatItWroteAndNothingElse) {
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  constexpr unsigned seed = 7;
  RecordProperty("seed", seed);
  std::mt19937 random{seed};
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    EXPECT_EQ(from_hex(hex(bytes)), bytes);
  }
  for (const char* wrong : {"Z", "Zg==", "Zh", "Zm9", "Z+8v", "Zm 9", "Zm9vZ"}) {
    EXPECT_FALSE(from_base64url(wrong).has_value()) << wrong;
  }
  EXPECT_FALSE(from_hex("abc").has_value());
  EXPECT_FALSE(from_hex("0g").has_value());
  EXPECT_EQ(from_hex("0aFf"), "\x0a\xff");
}

TEST(Cipher, OpensWhatItSealedForTheSameOneOnly) {
  const CipherKey key{random_bytes(32)};
  const CipherKey other{random_bytes(32)};
  for (const std::string& clear : {std::string{}, std::string{"x"}, std::string(5000, 'y')}) {
    std::string sealed = encrypt(key, clear, "cus_1");
    EXPECT_EQ(decrypt(key, sealed, "cus_1"), clear);
    EXPECT_FALSE(decrypt(key, sealed, "cus_2").has_value());
    EXPECT_FALSE(decrypt(other, sealed, "cus_1").has_value());
    for (std::size_t at = 0; at < sealed.size(); at += 11) {
      sealed[at] = static_cast<char>(sealed[at] ^ 4);
      EXPECT_FALSE(decrypt(key, sealed, "cus_1").has_value()) << at;
      sealed[at] = static_cast<char>(sealed[at] ^ 4);
    }
    EXPECT_FALSE(decrypt(key, sealed.substr(0, 27), "cus_1").has_value());
  }
  EXPECT_NE(encrypt(key, "same", ""), encrypt(key, "same", ""));
}

TEST(Chance, GivesSecretsAndIdsThatDiffer) {
  std::set<std::string> secrets;
  for (int at = 0; at < 2000; ++at) secrets.insert(new_secret());
  EXPECT_EQ(secrets.size(), 2000U);
  EXPECT_EQ(secrets.begin()->size(), 43U);
  EXPECT_NE(new_mint(Instant{1}).next_suffix(), new_mint(Instant{1}).next_suffix());
}

TEST(ConstantTime, ComparesAsEqualsDoes) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

} // namespace portal::test
