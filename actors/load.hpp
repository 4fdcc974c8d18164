#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/deciders.hpp"
#include "store/event_log.hpp"
#include "store/vault.hpp"
#include "store/views.hpp"

namespace portal {

/// What a loader brings back to an actor. `fault` of kind `damaged`: the stream itself cannot be read.
struct Load {
  Load() = default;
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  virtual ~Load() = default;

  std::optional<Fault> fault;
  Version version = 0;          ///< of the stream's last event
  Version snapshot_version = 0; ///< of the snapshot that was used; 0: none
  bool erased = false;
  /// Of the stream's customer; none when there is no key (yet, or any more).
  std::shared_ptr<const PersonalCodec> codec;
};

template <class Decider> struct LoadOf : Load { typename Decider::State state; };

/// Where a stream is loaded from.
struct LoadSources {
  const EventLog& log;
  const Views& views;
  Vault& vault;
};

/// Reads snapshot and tail, and the customer's codec; with `make_key`, a customer that has none gets
/// a durable key first. Blocks; never throws.
template <class Decider>
std::shared_ptr<LoadOf<Decider>>
load(const LoadSources& sources, const std::string& stream, bool make_key);

extern template std::shared_ptr<LoadOf<CustomerDecider>>
load<CustomerDecider>(const LoadSources&, const std::string&, bool);
extern template std::shared_ptr<LoadOf<CatalogDecider>>
load<CatalogDecider>(const LoadSources&, const std::string&, bool);
extern template std::shared_ptr<LoadOf<AccessDecider>>
load<AccessDecider>(const LoadSources&, const std::string&, bool);
extern template std::shared_ptr<LoadOf<WebhookDecider>>
load<WebhookDecider>(const LoadSources&, const std::string&, bool);

} // namespace portal
