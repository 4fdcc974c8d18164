#include "store/merkle.hpp"

#include <bit>

#include "store/vault.hpp"

namespace portal {

namespace {

/// The largest power of two below `count`; `count` is at least 2.
std::uint64_t split_of(std::uint64_t count) { return std::bit_floor(count - 1); }

/// Root over the leaves [begin, end). `begin` is a multiple of the power of two that holds the
/// range.
Stored<Hash> root_of_range(std::uint64_t begin, std::uint64_t end, const NodeAt& node_at) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<std::uint32_t>(std::countr_zero(count));
    return node_at({level, begin >> level});
  }
  const std::uint64_t middle = begin + split_of(count);
  auto left = root_of_range(begin, middle, node_at);
  if (!left) return left;
  auto right = root_of_range(middle, end, node_at);
  if (!right) return right;
  return node_hash(*left, *right);
}

/// Adds the root over [begin, end) to `proof`.
Stored<void>
extend(std::vector<Hash>& proof, std::uint64_t begin, std::uint64_t end, const NodeAt& node_at) {
  auto node = root_of_range(begin, end, node_at);
  if (!node) return tl::unexpected<Fault>(std::move(node.error()));
  proof.push_back(*node);
  return {};
}

/// RFC 6962 §2.1.1, PATH(leaf, D[begin:end]).
Stored<void> path(
  std::vector<Hash>& proof, std::uint64_t leaf, std::uint64_t begin, std::uint64_t end,
  const NodeAt& node_at
) {
  if (end - begin == 1) return {};
  const std::uint64_t middle = begin + split_of(end - begin);
  const bool in_left = leaf < middle;
  auto deeper =
    in_left ? path(proof, leaf, begin, middle, node_at) : path(proof, leaf, middle, end, node_at);
  if (!deeper) return deeper;
  return in_left ? extend(proof, middle, end, node_at) : extend(proof, begin, middle, node_at);
}

/// RFC 6962 §2.1.2, SUBPROOF(from, D[begin:end], whole).
Stored<void> subproof(
  std::vector<Hash>& proof, std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool whole,
  const NodeAt& node_at
) {
  if (from == end) return whole ? Stored<void>{} : extend(proof, begin, end, node_at);
  const std::uint64_t middle = begin + split_of(end - begin);
  const bool in_left = from <= middle;
  auto deeper = in_left ? subproof(proof, from, begin, middle, whole, node_at)
                        : subproof(proof, from, middle, end, false, node_at);
  if (!deeper) return deeper;
  return in_left ? extend(proof, middle, end, node_at) : extend(proof, begin, middle, node_at);
}

tl::unexpected<Fault> outside(std::string_view what, std::uint64_t asked, std::uint64_t size) {
  return fault(
    FaultKind::misuse, "No proof: " + std::string{what} + " " + std::to_string(asked) +
                         " is not within a log of " + std::to_string(size) +
                         " events. Ask for a position from 1 to the size."
  );
}

} // namespace

// -- growing
// ------------------------------------------------------------------------------------------

CompactRange::CompactRange(std::uint64_t size, std::vector<Hash> peaks)
    : size_(size), peaks_(std::move(peaks)) {}

void CompactRange::add(const Hash& leaf) {
  Hash node = leaf;
  for (std::uint64_t left = size_; (left & 1U) != 0; left >>= 1U) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

void CompactRange::add(const Hash& leaf, const Completed& completed) {
  Hash node = leaf;
  std::uint32_t level = 0;
  for (std::uint64_t left = size_; (left & 1U) != 0; left >>= 1U) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
    ++level;
    completed(level, size_ >> level, node);
  }
  peaks_.push_back(node);
  ++size_;
}

Hash CompactRange::root() const {
  if (peaks_.empty()) return empty_root();
  Hash root = peaks_.back();
  for (auto left = peaks_.rbegin() + 1; left != peaks_.rend(); ++left)
    root = node_hash(*left, root);
  return root;
}

std::vector<NodeName> peaks_of(std::uint64_t size) {
  std::vector<NodeName> peaks;
  std::uint64_t begin = 0;
  while (begin < size) {
    const std::uint64_t count = std::bit_floor(size - begin);
    const auto level = static_cast<std::uint32_t>(std::countr_zero(count));
    peaks.push_back({level, begin >> level});
    begin += count;
  }
  return peaks;
}

// -- proving
// ------------------------------------------------------------------------------------------

Stored<Hash> merkle_root(std::uint64_t size, const NodeAt& node_at) {
  if (size == 0) return empty_root();
  return root_of_range(0, size, node_at);
}

Stored<std::vector<Hash>>
merkle_inclusion(std::uint64_t position, std::uint64_t size, const NodeAt& node_at) {
  if (position == 0 || position > size) return outside("position", position, size);
  std::vector<Hash> proof;
  if (auto done = path(proof, position - 1, 0, size, node_at); !done) {
    return tl::unexpected<Fault>(std::move(done.error()));
  }
  return proof;
}

Stored<std::vector<Hash>>
merkle_consistency(std::uint64_t from, std::uint64_t to, const NodeAt& node_at) {
  if (from > to) return outside("size", from, to);
  std::vector<Hash> proof;
  if (from == 0 || from == to) return proof;
  if (auto done = subproof(proof, from, 0, to, true, node_at); !done) {
    return tl::unexpected<Fault>(std::move(done.error()));
  }
  return proof;
}

// -- checking: RFC 9162 §2.1.3.2 and §2.1.4.2
// ---------------------------------------------------------

bool verify_inclusion(
  const Hash& leaf, std::uint64_t position, std::uint64_t size, std::span<const Hash> proof,
  const Hash& root
) {
  if (position == 0 || position > size) return false;
  std::uint64_t node = position - 1;
  std::uint64_t last = size - 1;
  Hash reached = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      reached = node_hash(sibling, reached);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      reached = node_hash(reached, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && reached == root;
}

bool verify_consistency(
  std::uint64_t from, const Hash& from_root, std::uint64_t to, const Hash& to_root,
  std::span<const Hash> proof
) {
  if (from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == empty_root();
  std::uint64_t node = from - 1;
  std::uint64_t last = to - 1;
  while ((node & 1U) != 0) {
    node >>= 1U;
    last >>= 1U;
  }
  // A complete old tree is itself the first node of the path and is left out of the proof.
  const bool complete = std::has_single_bit(from);
  if (!complete && proof.empty()) return false;
  Hash old_root = complete ? from_root : proof.front();
  Hash new_root = old_root;
  for (const Hash& sibling : complete ? proof : proof.subspan(1)) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      old_root = node_hash(sibling, old_root);
      new_root = node_hash(sibling, new_root);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      new_root = node_hash(new_root, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == from_root && new_root == to_root;
}

// -- heads
// --------------------------------------------------------------------------------------------

std::string SignedHead::signed_text() const {
  return "portal-log-head\n" + std::to_string(size) + "\n" + to_hex(root) + "\n" + to_text(at) +
         "\n";
}

bool verify_signature(const SignedHead& head) {
  return verify_ed25519(head.public_key, head.signed_text(), head.signature);
}

} // namespace portal
