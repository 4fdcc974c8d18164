#pragma once

// Rows of the keys' database:
//
//   "pepper", "signing"     32 bytes wrapped by the master key
//   "c/" ‖ customer         data key wrapped by the master key, bound to the customer
//   "e/" ‖ customer         the customer was erased
//   "sequence"              number of batches written: the keys' witness knows it too, so that lost
//                           rows are told from customers that never had a key
//   "scrub"                 an erasure has deleted a key, but old bytes may still be on the disk
//
// Many threads make keys at a time; whoever finds no one writing becomes the writer and takes all that
// wait into one batch, so that they share one sync.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/rocks_options.hpp"
#include "store/secret_vault.hpp"
#include "store/witness.hpp"

namespace portal {

inline constexpr std::string_view pepper_row = "pepper";
inline constexpr std::string_view signing_row = "signing";
inline constexpr std::string_view sequence_row = "sequence";
inline constexpr std::string_view scrub_row = "scrub";

/// A row of the keys' database, if it is there.
Stored<std::optional<std::string>> key_value(const RocksDatabase& database, std::string_view row);

/// Where things lie in DIR/keys.
struct KeyPlaces {
  std::string directory;

  std::string master() const { return directory + "/master.key"; }

  std::string witness() const { return directory + "/witness"; }

  std::string database() const { return directory + "/db"; }
};

class RocksVault final : public SecretVault {
 public:
  struct Parts {
    std::unique_ptr<RocksDatabase> database;
    std::unique_ptr<Witness> witness; ///< none when opened for reading alone
    std::unique_ptr<CipherKey> master;
    std::string pepper;
    std::string signing_seed;
    std::uint64_t sequence = 0;
    KeyPlaces places;
    std::size_t cached_codecs = 0;
  };

  explicit RocksVault(Parts parts);

  Stored<std::shared_ptr<const PersonalCodec>> codec(const CustomerId& customer) override;
  Stored<std::shared_ptr<const PersonalCodec>> make_key(const CustomerId& customer) override;
  Stored<void> erase(const CustomerId& customer) override;
  Stored<void> copy_to(const Layout& folder) override;

  /// Ends what an erasure began before the process died. Before anyone else has the vault.
  Stored<void> finish_erasures();

 private:
  using Codec = std::shared_ptr<const PersonalCodec>;

  /// A customer's thread waiting for a key.
  struct Request {
    std::string customer;
    Codec codec;
    std::optional<Fault> fault;
    bool done = false;
  };

  struct Answer {
    Codec codec;
    bool is_new = false;
  };

  bool is_erased(const std::string& customer) const;
  Stored<Codec> read_codec(const std::string& customer) const;
  void write_keys(const std::vector<Request*>& requests);
  Stored<Answer> find_or_make(const std::string& customer, rocksdb::WriteBatch& batch) const;
  Stored<void> copy_alone(const KeyPlaces& to) const;
  Stored<void> write(rocksdb::WriteBatch& batch);
  Stored<void> destroy(const std::string& customer);
  Stored<void> scrub();

  const KeyPlaces places_;
  std::unique_ptr<RocksDatabase> database_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<CipherKey> master_;
  std::shared_ptr<ErasedCustomers> erased_ = std::make_shared<ErasedCustomers>();
  CodecCache cache_;

  std::mutex mutex_;
  std::condition_variable turn_;
  bool writing_ = false;
  std::vector<Request*> waiting_;

  std::uint64_t sequence_; ///< of the writing thread, as failed_
  bool failed_ = false;
};

} // namespace portal
