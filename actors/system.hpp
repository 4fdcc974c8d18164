#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "actors/directory.hpp"
#include "actors/entity.hpp"

namespace portal {

/// The actor system: schedules the entities on a few threads. No CAF shows here.
class System {
 public:
  explicit System(int threads);
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  /// Starts the actor of a stream; the decider follows from its name. `around` must outlive stop().
  std::shared_ptr<Resident> start(const std::string& stream, Surroundings& around);

  /// True for the names that a decider exists for.
  static bool knows(const std::string& stream);

  /// Ends all actors. One that does not end by the deadline is left to the end of the process, with
  /// the system: nothing here may hang a shutdown.
  void stop(std::chrono::milliseconds deadline);

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

} // namespace portal
