#include <thread>

#include <gtest/gtest.h>

#include "store/memory_vault.hpp"
#include "store/rocks_vault.hpp"
#include "tests/store/scratch.hpp"

namespace portal::test {

namespace {

const CustomerId anna{"cus_anna"};
const CustomerId bert{"cus_bert"};

class MemoryEngine {
 public:
  Vault& vault() { return *vault_; }

  void reopen() {}

 private:
  std::unique_ptr<Vault> vault_ = make_memory_vault();
};

class RocksEngine {
 public:
  RocksEngine() { reopen(); }

  Vault& vault() { return *vault_; }

  void reopen() {
    vault_.reset();
    auto opened = open_rocks_vault({scratch_ / "keys", {}, 4, false});
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    if (opened) vault_ = std::move(*opened);
  }

 private:
  Scratch scratch_;
  std::unique_ptr<Vault> vault_;
};

} // namespace

template <class Engine> class VaultContract : public testing::Test {
 protected:
  Vault& vault() { return engine_.vault(); }

  std::shared_ptr<const PersonalCodec> make_key(const CustomerId& customer) {
    auto made = vault().make_key(customer);
    EXPECT_TRUE(made.has_value()) << made.error().message;
    return *made;
  }

  Engine engine_;
};

using Engines = testing::Types<MemoryEngine, RocksEngine>;
TYPED_TEST_SUITE(VaultContract, Engines);

TYPED_TEST(VaultContract, OpensWhatItSealedForACustomerAfterReopening) {
  const std::string sealed = this->make_key(anna)->seal(R"("anna@example.com")");
  EXPECT_EQ(sealed.find("anna"), std::string::npos);
  this->engine_.reopen();
  EXPECT_EQ((*this->vault().codec(anna))->open(sealed), R"("anna@example.com")");
  EXPECT_EQ(this->make_key(anna)->open(sealed), R"("anna@example.com")");
}

TYPED_TEST(VaultContract, KeepsCustomersApart) {
  const std::string sealed = this->make_key(anna)->seal("1");
  EXPECT_FALSE(this->make_key(bert)->open(sealed).has_value());
  EXPECT_FALSE(this->make_key(anna)->open("not base64!").has_value());
  EXPECT_FALSE(this->make_key(anna)->open("").has_value());
}

TYPED_TEST(VaultContract, GivesACustomerWithoutAKeyACodecThatOpensNothing) {
  const auto codec = *this->vault().codec(anna);
  EXPECT_FALSE(codec->open(codec->seal("1")).has_value());
  EXPECT_FALSE(this->make_key(anna)->open(codec->seal("1")).has_value());
}

TYPED_TEST(VaultContract, ErasesForEverAndEverywhere) {
  const auto held = this->make_key(anna);
  const std::string sealed = held->seal("1");
  const std::string of_bert = this->make_key(bert)->seal("2");
  ASSERT_TRUE(this->vault().erase(anna).has_value());
  EXPECT_FALSE(held->open(sealed).has_value()) << "a codec that was handed out before";
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_FALSE((*this->vault().codec(anna))->open(sealed).has_value());
    EXPECT_EQ((*this->vault().codec(bert))->open(of_bert), "2");
    const auto again = this->vault().make_key(anna);
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().kind, FaultKind::misuse);
    this->engine_.reopen();
  }
  EXPECT_TRUE(this->vault().erase(anna).has_value()) << "twice is once";
}

TYPED_TEST(VaultContract, ErasesACustomerWhoNeverHadAKey) {
  ASSERT_TRUE(this->vault().erase(bert).has_value());
  this->engine_.reopen();
  EXPECT_FALSE(this->vault().make_key(bert).has_value());
}

TYPED_TEST(VaultContract, DigestsDifferByPurposeAndTextAndLast) {
  const std::string digest = this->vault().digest("token", "secret");
  EXPECT_EQ(digest.size(), 32U);
  EXPECT_NE(digest, this->vault().digest("key", "secret"));
  EXPECT_NE(digest, this->vault().digest("token", "secreT"));
  EXPECT_NE(this->vault().digest("ab", "c"), this->vault().digest("a", "bc"));
  this->engine_.reopen();
  EXPECT_EQ(digest, this->vault().digest("token", "secret"));
}

TYPED_TEST(VaultContract, SealsForTheBearerOfASecretOnly) {
  const std::string sealed = this->vault().seal_for("secret", "outcome");
  this->engine_.reopen();
  EXPECT_EQ(*this->vault().open_for("secret", sealed), "outcome");
  EXPECT_FALSE(this->vault().open_for("other", sealed).has_value());
  EXPECT_EQ(this->vault().open_for("secret", "junk").error().kind, FaultKind::damaged);
}

TYPED_TEST(VaultContract, SignsWithOneKey) {
  const std::string key = this->vault().public_key();
  EXPECT_TRUE(verify_ed25519(key, "text", this->vault().sign("text")));
  this->engine_.reopen();
  EXPECT_EQ(this->vault().public_key(), key);
}

TYPED_TEST(VaultContract, MakesOneKeyForAllWhoAskAtOnce) {
  constexpr int askers = 8;
  constexpr int customers = 12;
  std::array<std::array<std::string, customers>, askers> sealed;
  std::vector<std::thread> threads;
  for (auto& mine : sealed) {
    threads.emplace_back([this, &mine] {
      for (int at = 0; at < customers; ++at) {
        const CustomerId customer{"cus_" + std::to_string(at)};
        mine[static_cast<std::size_t>(at)] = (*this->vault().make_key(customer))->seal("1");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  this->engine_.reopen();
  for (const auto& mine : sealed) {
    for (int at = 0; at < customers; ++at) {
      const auto codec = *this->vault().codec(CustomerId{"cus_" + std::to_string(at)});
      EXPECT_EQ(codec->open(mine[static_cast<std::size_t>(at)]), "1");
    }
  }
}

// -- on disk ------------------------------------------------------------------------------------------

class RocksVaultTest : public testing::Test {
 protected:
  Stored<std::unique_ptr<Vault>> open(std::optional<std::string> master_key = {}) {
    return open_rocks_vault({directory_, std::move(master_key), 100, false});
  }

  std::string refusal(std::optional<std::string> master_key = {}) {
    const auto opened = open(std::move(master_key));
    EXPECT_FALSE(opened.has_value());
    return opened ? std::string{} : opened.error().message;
  }

  /// Where `bytes` stand in the files of the vault.
  std::vector<std::string> files_with(const std::string& bytes) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator{directory_}) {
      if (entry.is_regular_file() && bytes_of(entry).find(bytes) != std::string::npos) {
        found.push_back(entry.path());
      }
    }
    return found;
  }

  Scratch scratch_;
  std::string directory_ = scratch_ / "keys";
};

TEST_F(RocksVaultTest, MakesAMasterKeyForTheOwnerAlone) {
  ASSERT_TRUE(open().has_value());
  const auto path = directory_ + "/master.key";
  EXPECT_EQ(fs::file_size(path), 32U);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
  EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
}

TEST_F(RocksVaultTest, RefusesAnotherMasterKey) {
  ASSERT_TRUE(open(std::string(32, 'k')).has_value());
  EXPECT_FALSE(fs::exists(directory_ + "/master.key"));
  EXPECT_TRUE(open(std::string(32, 'k')).has_value());
  EXPECT_NE(refusal(std::string(32, 'l')).find("not the one"), std::string::npos);
  EXPECT_NE(refusal(std::string(31, 'k')).find("must have 32"), std::string::npos);
  EXPECT_NE(refusal().find("master.key is missing"), std::string::npos);
}

TEST_F(RocksVaultTest, RefusesToMakeNewKeysInPlaceOfLostOnes) {
  ASSERT_TRUE((*open())->make_key(anna).has_value());
  put_copy(directory_, scratch_ / "copy");
  for (const std::string gone : {"master.key", "witness", "db", "db/CURRENT"}) {
    put_copy(scratch_ / "copy", directory_);
    fs::remove_all(directory_ + "/" + gone);
    EXPECT_NE(refusal().find("estore"), std::string::npos) << gone;
  }
}

TEST_F(RocksVaultTest, RefusesAnOlderCopyOfTheDatabase) {
  ASSERT_TRUE((*open())->make_key(anna).has_value());
  put_copy(directory_ + "/db", scratch_ / "older");
  ASSERT_TRUE((*open())->make_key(bert).has_value());
  put_copy(scratch_ / "older", directory_ + "/db");
  EXPECT_NE(refusal().find("older copy"), std::string::npos);
}

TEST_F(RocksVaultTest, RefusesADatabaseWhoseLastKeysWereCutOff) {
  ASSERT_TRUE(open().has_value());
  ASSERT_TRUE((*open())->make_key(anna).has_value());
  for (const auto& entry : fs::directory_iterator{directory_ + "/db"}) {
    if (entry.path().extension() == ".log") fs::resize_file(entry, 0);
  }
  EXPECT_NE(refusal().find("keys that were made are lost"), std::string::npos);
}

TEST_F(RocksVaultTest, LeavesNoByteOfAnErasedKeyOnDisk) {
  std::unique_ptr<Vault> vault = *open();
  ASSERT_TRUE(vault->make_key(bert).has_value());
  ASSERT_TRUE(vault->make_key(anna).has_value());
  // In the write-ahead log the wrapped key follows its row's name and one byte of length.
  const std::string row = "c/cus_anna";
  std::string wrapped;
  for (const std::string& file : files_with(row)) {
    if (!file.ends_with(".log")) continue;
    const std::string bytes = bytes_of(file);
    wrapped = bytes.substr(bytes.find(row) + row.size() + 1, 60);
  }
  ASSERT_EQ(wrapped.size(), 60U);
  vault.reset();
  vault = *open();
  for (int at = 0; at < 50; ++at) {
    ASSERT_TRUE(vault->make_key(CustomerId{"cus_" + std::to_string(at)}).has_value());
  }
  ASSERT_EQ(files_with(wrapped).size(), 1U) << "in a table by now";
  ASSERT_TRUE(vault->erase(anna).has_value());
  EXPECT_EQ(files_with(wrapped), std::vector<std::string>{});
  vault.reset();
  vault = *open();
  EXPECT_TRUE(files_with(wrapped).empty());
  EXPECT_FALSE((*vault->codec(anna))->open("x").has_value());
}

TEST_F(RocksVaultTest, CanBeReadBesideItsWriter) {
  const auto vault = *open();
  const std::string sealed = (*vault->make_key(anna))->seal("1");
  auto reader = open_rocks_vault({directory_, {}, 100, true});
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  EXPECT_EQ((*(*reader)->codec(anna))->open(sealed), "1");
  EXPECT_EQ((*reader)->public_key(), vault->public_key());
  EXPECT_FALSE((*reader)->make_key(bert).has_value());
  EXPECT_FALSE(open_rocks_vault({scratch_ / "none", {}, 100, true}).has_value());
  EXPECT_FALSE(fs::exists(scratch_ / "none"));
}

TEST_F(RocksVaultTest, AreNotMadeAnewBesideALogThatHadSome) {
  const auto opened = open_rocks_vault({scratch_ / "none", {}, 100, false, true});
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(
    opened.error().message.find("There are no keys in " + scratch_ / "none"), std::string::npos
  ) << opened.error().message;
  EXPECT_FALSE(fs::exists(scratch_ / "none"));
}

} // namespace portal::test
