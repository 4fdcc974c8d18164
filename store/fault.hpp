#pragma once

#include <string>

#include <tl/expected.hpp>

namespace portal {

/// What went wrong below the domain. `indeterminate`: a write that may or may not be there; the
/// process must stop and let recovery decide. `damaged`: stored bytes are not what was stored.
enum class FaultKind { io, no_space, damaged, conflict, indeterminate, misuse };

struct Fault {
  FaultKind kind = FaultKind::io;
  std::string message; ///< what was wrong, where, and what to do
};

template <class T> using Stored = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fault(FaultKind kind, std::string message) {
  return tl::unexpected<Fault>(Fault{kind, std::move(message)});
}

} // namespace portal
