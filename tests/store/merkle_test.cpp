#include <bit>
#include <map>

#include <gtest/gtest.h>

#include "store/merkle.hpp"
#include "store/vault.hpp"

namespace portal::test {

namespace {

constexpr std::uint64_t sizes = 300;

std::vector<Hash> some_leaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t at = 0; at < count; ++at)
    leaves.push_back(leaf_hash("leaf " + std::to_string(at)));
  return leaves;
}

/// RFC 6962 §2.1, word for word.
Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  return node_hash(naive_root(leaves.first(split)), naive_root(leaves.subspan(split)));
}

NodeAt nodes_of(std::span<const Hash> leaves) {
  return [leaves](NodeName node) -> Stored<Hash> {
    return naive_root(leaves.subspan(node.index << node.level, std::size_t{1} << node.level));
  };
}

} // namespace

TEST(Merkle, HashesAsTheStandardSays) {
  // From the test data of the Certificate Transparency project.
  EXPECT_EQ(
    to_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  );
  EXPECT_EQ(
    to_hex(leaf_hash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
  );
  const Hash pair = node_hash(leaf_hash(""), leaf_hash(std::string(1, '\0')));
  EXPECT_EQ(to_hex(pair), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(Merkle, CompactRangeHasTheRootOfTheWholeTreeAtEverySize) {
  const auto leaves = some_leaves(sizes);
  CompactRange range;
  for (std::uint64_t size = 0; size < sizes; ++size) {
    EXPECT_EQ(range.root(), naive_root(std::span{leaves}.first(size))) << size;
    EXPECT_EQ(*merkle_root(size, nodes_of(leaves)), range.root()) << size;
    range.add(leaves[size]);
  }
}

TEST(Merkle, CompactRangeTellsOfEachCompletedNodeOnce) {
  const auto leaves = some_leaves(sizes);
  std::map<std::pair<std::uint32_t, std::uint64_t>, Hash> nodes;
  CompactRange range;
  for (const Hash& leaf : leaves) {
    range.add(leaf, [&](std::uint32_t level, std::uint64_t index, const Hash& node) {
      EXPECT_TRUE(nodes.emplace(std::pair{level, index}, node).second);
    });
  }
  std::size_t expected = 0;
  for (std::uint32_t level = 1; (sizes >> level) > 0; ++level) {
    expected += sizes >> level;
    for (std::uint64_t index = 0; index < sizes >> level; ++index) {
      EXPECT_EQ((nodes[{level, index}]), *nodes_of(leaves)({level, index}));
    }
  }
  EXPECT_EQ(nodes.size(), expected);
}

TEST(Merkle, CompactRangeGoesOnFromItsPeaks) {
  const auto leaves = some_leaves(sizes);
  for (std::uint64_t size = 0; size < sizes; size += 7) {
    std::vector<Hash> peaks;
    for (const NodeName& peak : peaks_of(size)) peaks.push_back(*nodes_of(leaves)(peak));
    CompactRange range{size, peaks};
    for (std::uint64_t at = size; at < sizes; ++at) range.add(leaves[at]);
    EXPECT_EQ(range.root(), naive_root(leaves)) << size;
  }
}

TEST(Merkle, ProvesEveryLeafOfEverySizeAndNothingElse) {
  const auto leaves = some_leaves(sizes);
  for (std::uint64_t size = 1; size <= sizes; size += size < 70 ? 1 : 23) {
    const Hash root = naive_root(std::span{leaves}.first(size));
    for (std::uint64_t position = 1; position <= size; ++position) {
      auto proof = *merkle_inclusion(position, size, nodes_of(leaves));
      const Hash& leaf = leaves[position - 1];
      ASSERT_TRUE(verify_inclusion(leaf, position, size, proof, root)) << position << '/' << size;
      EXPECT_FALSE(verify_inclusion(leaves[position % sizes], position, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaf, position + 1, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaf, position, size, proof, leaf_hash("other")));
      proof.push_back(root);
      EXPECT_FALSE(verify_inclusion(leaf, position, size, proof, root));
      proof.resize(proof.size() - 1);
      if (proof.empty()) continue;
      proof.back()[0] ^= 1U;
      EXPECT_FALSE(verify_inclusion(leaf, position, size, proof, root));
      proof.pop_back();
      EXPECT_FALSE(verify_inclusion(leaf, position, size, proof, root));
    }
  }
}

TEST(Merkle, ProvesThatEverySizeIsTheBeginningOfEveryLaterOne) {
  const auto leaves = some_leaves(sizes);
  for (std::uint64_t to = 0; to <= sizes; to += to < 40 ? 1 : 13) {
    const Hash to_root = naive_root(std::span{leaves}.first(to));
    for (std::uint64_t from = 0; from <= to; ++from) {
      const Hash from_root = naive_root(std::span{leaves}.first(from));
      auto proof = *merkle_consistency(from, to, nodes_of(leaves));
      ASSERT_TRUE(verify_consistency(from, from_root, to, to_root, proof)) << from << '/' << to;
      EXPECT_FALSE(verify_consistency(from, leaf_hash("other"), to, to_root, proof));
      if (from == 0) continue;
      EXPECT_FALSE(verify_consistency(from, from_root, to, leaf_hash("other"), proof));
      proof.push_back(to_root);
      EXPECT_FALSE(verify_consistency(from, from_root, to, to_root, proof));
      proof.pop_back();
      if (proof.empty()) continue;
      proof.front()[31] ^= 128U;
      EXPECT_FALSE(verify_consistency(from, from_root, to, to_root, proof));
    }
  }
}

TEST(Merkle, RefusesProofsOutsideTheTree) {
  const auto leaves = some_leaves(4);
  EXPECT_FALSE(merkle_inclusion(0, 4, nodes_of(leaves)).has_value());
  EXPECT_FALSE(merkle_inclusion(5, 4, nodes_of(leaves)).has_value());
  EXPECT_FALSE(merkle_consistency(5, 4, nodes_of(leaves)).has_value());
  EXPECT_FALSE(verify_consistency(5, leaves[0], 4, leaves[0], {}));
  EXPECT_FALSE(verify_inclusion(leaves[0], 0, 1, {}, leaves[0]));
}

TEST(SignedHead, SignsATextThatAPersonCanRead) {
  const SignedHead head{2, leaf_hash("x"), Instant{1'700'000'000'000}, {}, {}};
  EXPECT_EQ(
    head.signed_text(),
    "portal-log-head\n2\n" + to_hex(leaf_hash("x")) + "\n2023-11-14T22:13:20.000Z\n"
  );
}

} // namespace portal::test
