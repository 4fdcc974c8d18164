#pragma once

// Engines for tests of a node: lent to it, so that they outlive it, and able to hold, fail or poison
// what it asks of them.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/event_log.hpp"
#include "store/vault.hpp"
#include "store/views.hpp"

namespace portal::test {

/// Lends what the test keeps to a node that wants to own it.
class LentLog : public EventLog {
 public:
  explicit LentLog(EventLog& log) : log_(log) {}

  Stored<std::vector<Appended>> append(std::span<const Append> group, Instant at) override {
    return log_.append(group, at);
  }

  Position head() const override { return log_.head(); }

  Stored<Version> stream_head(std::string_view stream) const override {
    return log_.stream_head(stream);
  }

  Stored<void> read(Position from, const Visit& visit) const override {
    return log_.read(from, visit);
  }

  Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const override {
    return log_.read_stream(stream, from, visit);
  }

  Stored<void> streams(const VisitStream& visit) const override { return log_.streams(visit); }

  Stored<std::optional<StoredOutcome>> outcome(std::string_view key) const override {
    return log_.outcome(key);
  }

  Stored<std::vector<bool>> claimed(std::span<const std::string> keys) const override {
    return log_.claimed(keys);
  }

  Stored<SignedHead> signed_head() const override { return log_.signed_head(); }

  Stored<Hash> root_at(Position size) const override { return log_.root_at(size); }

  Stored<std::vector<Hash>> inclusion_proof(Position position, Position size) const override {
    return log_.inclusion_proof(position, size);
  }

  Stored<std::vector<Hash>> consistency_proof(Position from, Position to) const override {
    return log_.consistency_proof(from, to);
  }

 private:
  EventLog& log_;
};

/// A log whose appends can be held back or made to fail, and whose streams can be made unreadable.
class WilfulLog final : public LentLog {
 public:
  explicit WilfulLog(std::unique_ptr<EventLog> log) : LentLog(*log), log_(std::move(log)) {}

  /// Appends wait until release().
  void hold() {
    const std::lock_guard lock{mutex_};
    held_ = true;
  }

  void release() {
    const std::lock_guard lock{mutex_};
    held_ = false;
    changed_.notify_all();
  }

  /// Blocks until an append waits in hold().
  void wait_for_held_append() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_; });
  }

  void fail_with(Fault fault) {
    const std::lock_guard lock{mutex_};
    failure_ = std::move(fault);
  }

  void make_unreadable(const std::string& stream, bool unreadable = true) {
    const std::lock_guard lock{mutex_};
    unreadable ? (void)unreadable_.insert(stream) : (void)unreadable_.erase(stream);
  }

  /// How many commands each append had.
  std::vector<std::size_t> group_sizes() const {
    const std::lock_guard lock{mutex_};
    return group_sizes_;
  }

  Stored<std::vector<Appended>>
  append(std::span<const Append> group, Instant recorded_at) override {
    {
      std::unique_lock lock{mutex_};
      waiting_ = held_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !held_; });
      waiting_ = false;
      if (failure_) return tl::unexpected<Fault>(*failure_);
      group_sizes_.push_back(group.size());
    }
    auto appended = log_->append(group, recorded_at);
    const std::lock_guard lock{mutex_};
    changed_.notify_all();
    return appended;
  }

  /// Blocks until `position` is committed.
  void wait_for_head(Position position) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return log_->head() >= position; });
  }

  Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const override {
    {
      const std::lock_guard lock{mutex_};
      if (unreadable_.contains(std::string{stream})) throw std::runtime_error{"poisoned"};
    }
    return log_->read_stream(stream, from, visit);
  }

 private:
  std::unique_ptr<EventLog> log_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool waiting_ = false;
  std::optional<Fault> failure_;
  std::set<std::string> unreadable_;
  std::vector<std::size_t> group_sizes_;
};

class LentViews final : public Views {
 public:
  explicit LentViews(Views& views) : views_(views) {}

  std::unique_ptr<ViewReader> snapshot() const override { return views_.snapshot(); }

  std::unique_ptr<ViewWriter> begin() override { return views_.begin(); }

  Stored<void> commit(ViewWriter& batch) override { return views_.commit(batch); }

 private:
  Views& views_;
};

/// Makes erasures fail for as long as it says so, and tells when one has worked.
class VaultGate {
 public:
  std::atomic<bool> refuse_erasures{false};

  void note_erasure() {
    const std::lock_guard lock{mutex_};
    erased_ = true;
    changed_.notify_all();
  }

  void wait_for_erasure() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return erased_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool erased_ = false;
};

class LentVault final : public Vault {
 public:
  LentVault(Vault& vault, VaultGate& gate) : vault_(vault), gate_(gate) {}

  Stored<std::shared_ptr<const PersonalCodec>> codec(const CustomerId& customer) override {
    return vault_.codec(customer);
  }

  Stored<std::shared_ptr<const PersonalCodec>> make_key(const CustomerId& customer) override {
    return vault_.make_key(customer);
  }

  Stored<void> erase(const CustomerId& customer) override {
    if (gate_.refuse_erasures) return fault(FaultKind::io, "no erasures now");
    auto erased = vault_.erase(customer);
    if (erased) gate_.note_erasure();
    return erased;
  }

  std::string digest(std::string_view purpose, std::string_view text) const override {
    return vault_.digest(purpose, text);
  }

  std::string seal_for(std::string_view secret, std::string_view clear) const override {
    return vault_.seal_for(secret, clear);
  }

  Stored<std::string> open_for(std::string_view secret, std::string_view sealed) const override {
    return vault_.open_for(secret, sealed);
  }

  std::string sign(std::string_view text) const override { return vault_.sign(text); }

  std::string public_key() const override { return vault_.public_key(); }

 private:
  Vault& vault_;
  VaultGate& gate_;
};

} // namespace portal::test
