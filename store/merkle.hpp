#pragma once

// The log's Merkle tree, as RFC 6962 has it: leaves are hashed with a 0x00 before them, nodes with
// a 0x01, and a tree of n leaves splits at the largest power of two below n. A completed subtree is
// named by (level, index): it covers the leaves [index << level, (index + 1) << level), counted
// from 0, and never changes again; so a proof is a handful of such nodes, wherever they are kept.

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/time.hpp"
#include "store/fault.hpp"

namespace portal {

/// SHA-256 output.
using Hash = std::array<std::uint8_t, 32>;

std::string to_hex(const Hash& hash);

/// RFC 6962 hashing: SHA-256(0x00 ‖ bytes) and SHA-256(0x01 ‖ left ‖ right).
Hash leaf_hash(std::string_view bytes);
Hash node_hash(const Hash& left, const Hash& right);

/// The root of a tree without leaves: SHA-256 of nothing.
Hash empty_root();

/// The right edge of a growing tree: the roots of its completed subtrees, largest first. Enough to
/// add leaves and to know the root.
class CompactRange {
 public:
  CompactRange() = default;

  /// Goes on from a tree of `size` leaves with these peaks, largest first.
  CompactRange(std::uint64_t size, std::vector<Hash> peaks);

  /// Hears of each subtree that a new leaf completes, from level 1 up.
  using Completed = std::function<void(std::uint32_t level, std::uint64_t index, const Hash& node)>;

  void add(const Hash& leaf);
  void add(const Hash& leaf, const Completed& completed);

  std::uint64_t size() const { return size_; }

  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

/// The (level, index) of each peak of a tree of `size` leaves, largest first.
struct NodeName {
  std::uint32_t level = 0;
  std::uint64_t index = 0;
  bool operator==(const NodeName&) const = default;
};

std::vector<NodeName> peaks_of(std::uint64_t size);

// -- proofs
// -----------------------------------------------------------------------------------------

/// Looks up or recomputes the hash of a completed subtree.
using NodeAt = std::function<Stored<Hash>(NodeName)>;

Stored<Hash> merkle_root(std::uint64_t size, const NodeAt& node_at);

/// The audit path of the leaf at `position` (from 1) in the tree of the first `size` leaves.
Stored<std::vector<Hash>>
merkle_inclusion(std::uint64_t position, std::uint64_t size, const NodeAt& node_at);

/// What shows that the tree of `from` leaves is the beginning of the tree of `to` leaves.
Stored<std::vector<Hash>>
merkle_consistency(std::uint64_t from, std::uint64_t to, const NodeAt& node_at);

/// True if `proof` shows that `leaf` stands at `position` (from 1) in the tree of `size` with
/// `root`.
bool verify_inclusion(
  const Hash& leaf, std::uint64_t position, std::uint64_t size, std::span<const Hash> proof,
  const Hash& root
);

/// True if `proof` shows that the tree (`from`, `from_root`) is the beginning of (`to`, `to_root`).
bool verify_consistency(
  std::uint64_t from, const Hash& from_root, std::uint64_t to, const Hash& to_root,
  std::span<const Hash> proof
);

// -- heads
// ------------------------------------------------------------------------------------------

/// A statement "the log had `size` events with this root", signed with Ed25519 by the instance's
/// key.
struct SignedHead {
  std::uint64_t size = 0;
  Hash root{};
  Instant at;
  std::string signature;  ///< 64 bytes over signed_text()
  std::string public_key; ///< 32 bytes

  /// `portal-log-head\n<size>\n<root hex>\n<at, RFC 3339>\n`
  std::string signed_text() const;

  bool operator==(const SignedHead&) const = default;
};

/// True if the head's signature is that of the key it names.
bool verify_signature(const SignedHead& head);

} // namespace portal
