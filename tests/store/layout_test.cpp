#include <gtest/gtest.h>

#include "store/layout.hpp"
#include "store/witness.hpp"
#include "tests/store/scratch.hpp"

namespace portal::test {

TEST(Layout, IsLockedByOneAtATime) {
  const Scratch scratch;
  const Layout layout{scratch / "deep/data"};
  auto first = lock_directory(layout);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(fs::status(layout.directory()).permissions(), fs::perms::owner_all);
  const auto second = lock_directory(layout);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().message.find("in use by another process"), std::string::npos);
  first->reset();
  EXPECT_TRUE(lock_directory(layout).has_value());
}

TEST(Layout, SaysWhyADirectoryCannotBeMade) {
  const Scratch scratch;
  write_bytes(scratch / "file", "x");
  const auto locked = lock_directory(Layout{scratch / "file/data"});
  ASSERT_FALSE(locked.has_value());
  EXPECT_NE(locked.error().message.find(scratch / "file/data"), std::string::npos);
}

TEST(Witness, RemembersTheLatestPayload) {
  const Scratch scratch;
  const std::string path = scratch / "witness";
  EXPECT_FALSE(Witness::read(path)->has_value());
  for (int turn = 0; turn < 3; ++turn) {
    auto witness = Witness::open(path, "first");
    ASSERT_TRUE(witness.has_value());
    for (int at = 0; at < 5; ++at) {
      const std::string payload = std::to_string(turn) + "/" + std::to_string(at);
      ASSERT_TRUE((*witness)->write(payload));
      EXPECT_EQ(*Witness::read(path), payload);
    }
  }
  EXPECT_EQ(fs::file_size(path), 1024U);
}

TEST(Witness, FallsBackToTheRecordBeforeATornOne) {
  const Scratch scratch;
  const std::string path = scratch / "witness";
  {
    auto witness = Witness::open(path, "1");
    ASSERT_TRUE((*witness)->write("2"));
    ASSERT_TRUE((*witness)->write("3"));
  }
  const std::string bytes = bytes_of(path);
  for (std::size_t at = 0; at < bytes.size(); at += 37) {
    std::string torn = bytes;
    torn[at] = static_cast<char>(torn[at] ^ 16);
    write_bytes(path, torn);
    const auto read = Witness::read(path);
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(*read == "2" || *read == "3") << at;
  }
  for (const std::string& useless :
       {std::string{}, std::string(1024, '\0'), bytes.substr(0, 500)}) {
    write_bytes(path, useless);
    const auto read = Witness::read(path);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().kind, FaultKind::damaged);
  }
}

} // namespace portal::test
